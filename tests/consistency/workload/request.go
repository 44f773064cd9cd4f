package workload

import (
	"fmt"
	"math/rand"
	"strconv"

	"consistency/history"
)

// Object is a JSON object of a request or an answer.
type Object = map[string]interface{}

// Attributes is an item, a part of it, or a key, as DynamoDB JSON; S and N are all that is used.
type Attributes map[string]struct {
	S string `json:",omitempty"`
	N string `json:",omitempty"`
}

func text(value string) Object { return Object{"S": value} }

func number(value int64) Object { return Object{"N": strconv.FormatInt(value, 10)} }

func keyOf(group *Group, key int) Object {
	return Object{"pk": text(group.partition(key)), "sk": text(group.sort(key))}
}

// itemOf reads an item, or what an update tells of one; nil is an absent one.
func itemOf(attributes Attributes) (history.Item, error) {
	if len(attributes) == 0 {
		return history.Item{}, nil
	}
	item := history.Item{Exists: true, V: attributes["v"].S}
	if attributes["again"].S != item.V {
		return item, fmt.Errorf("a torn item: %v", attributes)
	}
	n, err := strconv.ParseInt(attributes["n"].N, 10, 64)
	item.N = n
	return item, err
}

// writeNames are an action's operation by itself and in a transaction.
var writeNames = map[history.ActionKind]struct{ operation, member string }{
	history.Check:  {"", "ConditionCheck"},
	history.Put:    {"PutItem", "Put"},
	history.Delete: {"DeleteItem", "Delete"},
	history.Set:    {"UpdateItem", "Update"},
	history.Add:    {"UpdateItem", "Update"},
}

// writeRequest is the action as a request of its own or a member of a transaction.
func writeRequest(table string, group *Group, action *history.Action, random *rand.Rand) Object {
	request := Object{"TableName": table}
	values := Object{}
	switch action.Kind {
	case history.Put:
		item := keyOf(group, action.Key)
		item["v"], item["again"] = text(action.Value), text(action.Value)
		item["n"] = number(action.Number)
		request["Item"] = item
	case history.Set:
		request["UpdateExpression"] = "SET v = :v, again = :v, n = if_not_exists(n, :zero)"
		values[":v"], values[":zero"] = text(action.Value), number(0)
	case history.Add:
		request["UpdateExpression"] = addExpression(action, values, random)
		values[":d"] = number(action.Number)
	}
	if action.Kind != history.Put {
		request["Key"] = keyOf(group, action.Key)
	}
	if action.Condition != nil {
		request["ConditionExpression"] = conditionExpression(action.Condition, values)
	}
	if len(values) > 0 {
		request["ExpressionAttributeValues"] = values
	}
	return request
}

// addExpression counts in one of the ways there are.
func addExpression(action *history.Action, values Object, random *rand.Rand) string {
	present := action.Condition != nil && action.Condition.Kind != history.IfAbsent
	switch {
	case random.Intn(2) == 0:
		return "ADD n :d"
	case present: // and every item has the counter
		return "SET n = n + :d"
	}
	values[":zero"] = number(0)
	return "SET n = if_not_exists(n, :zero) + :d"
}

func conditionExpression(condition *history.Condition, values Object) string {
	switch condition.Kind {
	case history.IfAbsent:
		return "attribute_not_exists(pk)"
	case history.IfPresent:
		return "attribute_exists(pk)"
	case history.IfValue:
		values[":old"] = text(condition.Value)
		return "v = :old"
	case history.IfBelow:
		values[":limit"] = number(condition.Limit)
		return "n < :limit"
	}
	panic("no such condition: " + condition.Kind)
}
