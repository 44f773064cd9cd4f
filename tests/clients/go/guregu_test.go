// guregu/dynamo: structs kept in a table that it makes from them.
package clients

import (
	"context"
	"errors"
	"os"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/guregu/dynamo/v2"
)

type widget struct {
	UserID int       `dynamo:"ID,hash"`
	Time   time.Time `dynamo:",range"`
	Count  int       `localIndex:"by-count,range" dynamo:",omitempty"`
	Name   string    `index:"by-name,hash"`
	Meta   map[string]string
	Tags   []string `dynamo:",set"`
}

func open(t *testing.T) *dynamo.DB {
	endpoint := os.Getenv("STATOR_ENDPOINT")
	if endpoint == "" {
		t.Fatal("STATOR_ENDPOINT is not set")
	}
	return dynamo.New(aws.Config{
		Region:      "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "example/secret+key", ""),
	}, func(options *dynamodb.Options) {
		options.BaseEndpoint = aws.String(endpoint)
		options.RetryMaxAttempts = 1
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t *testing.T, found, expected any) {
	t.Helper()
	if !reflect.DeepEqual(found, expected) {
		t.Fatalf("found %v, expected %v", found, expected)
	}
}

func moment(n int) time.Time {
	return time.Date(2026, 1, 1, n, 0, 0, 0, time.UTC)
}

func TestWidgets(t *testing.T) {
	ctx := context.Background()
	db := open(t)
	name := "widgets-" + strconv.FormatInt(time.Now().UnixNano(), 36)
	must(t, db.CreateTable(name, widget{}).OnDemand(true).Wait(ctx))
	table := db.Table(name)
	defer func() { must(t, table.DeleteTable().Wait(ctx)) }()

	described, err := table.Describe().Run(ctx)
	must(t, err)
	same(t, []string{described.HashKey, described.RangeKey}, []string{"ID", "Time"})

	var all []any
	for n := 0; n < 30; n++ {
		all = append(all, widget{UserID: 1, Time: moment(n), Count: 30 - n, Name: "n" + strconv.Itoa(n%2),
			Meta: map[string]string{"n": strconv.Itoa(n)}, Tags: []string{"a", strconv.Itoa(n)}})
	}
	wrote, err := table.Batch("ID", "Time").Write().Put(all...).Run(ctx)
	must(t, err)
	same(t, wrote, len(all))

	var one widget
	must(t, table.Get("ID", 1).Range("Time", dynamo.Equal, moment(3)).Consistent(true).One(ctx, &one))
	same(t, one.Meta, map[string]string{"n": "3"})
	same(t, one.Tags, []string{"3", "a"})
	missing := table.Get("ID", 2).Range("Time", dynamo.Equal, moment(3)).One(ctx, &one)
	same(t, errors.Is(missing, dynamo.ErrNotFound), true)

	var some []widget
	must(t, table.Get("ID", 1).Range("Time", dynamo.Between, moment(2), moment(9)).
		Filter("'Count' > ? AND contains(Tags, ?)", 20, "a").Order(dynamo.Descending).Limit(3).All(ctx, &some))
	same(t, []int{some[0].Count, some[1].Count, some[2].Count}, []int{21, 22, 23})
	var named []widget
	must(t, table.Get("Name", "n1").Index("by-name").All(ctx, &named))
	same(t, len(named), 15)
	var few []widget
	must(t, table.Get("ID", 1).Index("by-count").Range("Count", dynamo.LessOrEqual, 2).All(ctx, &few))
	same(t, []int{few[0].Count, few[1].Count}, []int{1, 2})

	var updated widget
	must(t, table.Update("ID", 1).Range("Time", moment(3)).Add("Count", 100).Set("Meta.n", "three").
		DeleteFromSet("Tags", "a").If("'Count' = ?", 27).Value(ctx, &updated))
	same(t, []any{updated.Count, updated.Meta["n"], updated.Tags}, []any{127, "three", []string{"3"}})
	refused := table.Put(updated).If("attribute_not_exists(ID)").Run(ctx)
	same(t, dynamo.IsCondCheckFailed(refused), true)

	must(t, db.WriteTx().Delete(table.Delete("ID", 1).Range("Time", moment(0))).
		Put(table.Put(widget{UserID: 3, Time: moment(0), Name: "tx"})).Run(ctx))
	cancelled := db.WriteTx().Put(table.Put(widget{UserID: 4, Time: moment(0), Name: "tx"})).
		Check(table.Check("ID", 3).Range("Time", moment(0)).IfNotExists()).Run(ctx)
	same(t, dynamo.IsCondCheckFailed(cancelled), true)
	count, err := table.Scan().Consistent(true).Count(ctx)
	must(t, err)
	same(t, count, 30)
}
