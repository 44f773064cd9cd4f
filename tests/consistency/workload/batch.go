package workload

import (
	"fmt"

	"consistency/history"
)

// query reads the items of a group that share a partition key: each of them is read consistently,
// but not all of them at the same time.
func (client *client) query(group *Group) error {
	if group.spread {
		return client.batchGet(group)
	}
	operations := client.reads("Query", group)
	var answer struct{ Items []Attributes }
	err := client.run.dynamodb.Call("Query", Object{
		"TableName": client.run.options.Table, "ConsistentRead": true,
		"KeyConditionExpression":    "pk = :pk",
		"ExpressionAttributeValues": Object{":pk": text(group.partition(0))}}, &answer)
	return client.finishReads(group, operations, answer.Items, err)
}

// batchGet reads all items of a group, with the promise of Query.
func (client *client) batchGet(group *Group) error {
	table := client.run.options.Table
	keys := []Object{}
	for key := 0; key < group.keys; key++ {
		keys = append(keys, keyOf(group, key))
	}
	operations := client.reads("BatchGetItem", group)
	var answer struct {
		Responses       map[string][]Attributes
		UnprocessedKeys map[string]interface{}
	}
	err := client.run.dynamodb.Call("BatchGetItem", Object{"RequestItems": Object{
		table: Object{"Keys": keys, "ConsistentRead": true}}}, &answer)
	if err == nil && len(answer.UnprocessedKeys) > 0 {
		return nil
	}
	return client.finishReads(group, operations, answer.Responses[table], err)
}

func (client *client) reads(name string, group *Group) []*history.Operation {
	var operations []*history.Operation
	for key := 0; key < group.keys; key++ {
		operations = append(operations,
			client.begin(name, group, history.Action{Key: key, Kind: history.Get}))
	}
	return operations
}

func (client *client) finishReads(group *Group, operations []*history.Operation,
	items []Attributes, err error) error {
	byKey := map[string]Attributes{}
	for _, item := range items {
		byKey[item["sk"].S] = item
	}
	if len(byKey) != len(items) {
		return fmt.Errorf("%s: an item came twice: %v", operations[0].Name, items)
	}
	for key, operation := range operations {
		if err == nil {
			err = client.tell(group, &operation.Actions[0].Before, key, byKey[group.sort(key)])
		}
		if err := client.settle(operation, err); err != nil {
			return err
		}
	}
	return nil
}

// batchWrite puts or deletes items of a group, each of them by itself. There are few of them, since
// no answer tells what they replaced: each leaves a checker more orders to try.
func (client *client) batchWrite(group *Group) error {
	table := client.run.options.Table
	requests := []Object{}
	var operations []*history.Operation
	for key := 0; key < group.keys && key < 2; key++ {
		action := history.Action{Key: key, Kind: history.Delete}
		member, content := "DeleteRequest", Object{"Key": keyOf(group, key)}
		if !client.chance(3) {
			action = history.Action{Key: key, Kind: history.Put, Value: client.value()}
			item := writeRequest(table, group, &action, client.random)["Item"]
			member, content = "PutRequest", Object{"Item": item}
		}
		requests = append(requests, Object{member: content})
		operations = append(operations, client.begin("BatchWriteItem", group, action))
	}
	var answer struct {
		UnprocessedItems map[string][]map[string]struct{ Item, Key Attributes }
	}
	err := client.run.dynamodb.Call("BatchWriteItem",
		Object{"RequestItems": Object{table: requests}}, &answer)
	left := map[string]bool{}
	for _, request := range answer.UnprocessedItems[table] {
		left[request["PutRequest"].Item["sk"].S+request["DeleteRequest"].Key["sk"].S] = true
	}
	for key, operation := range operations {
		if left[group.sort(key)] {
			operation.Outcome = history.Conflict
			if err := client.note(operation); err != nil {
				return err
			}
		} else if err := client.settle(operation, err); err != nil {
			return err
		}
	}
	return nil
}
