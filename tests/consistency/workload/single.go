package workload

import (
	"encoding/json"
	"errors"

	"consistency/dynamodb"
	"consistency/history"
)

// get reads one item.
func (client *client) get(group *Group) error {
	return client.getKey(group, client.random.Intn(group.keys))
}

func (client *client) getKey(group *Group, key int) error {
	operation := client.begin("GetItem", group, history.Action{Key: key, Kind: history.Get})
	var answer struct{ Item Attributes }
	err := client.run.dynamodb.Call("GetItem", Object{"TableName": client.run.options.Table,
		"Key": keyOf(group, key), "ConsistentRead": true}, &answer)
	if err == nil {
		err = client.tell(group, &operation.Actions[0].Before, key, answer.Item)
	}
	return client.settle(operation, err)
}

// write puts, updates or deletes one item, or is refused by its condition.
func (client *client) write(group *Group) error {
	action := client.action(group, client.random.Intn(group.keys))
	request := writeRequest(client.run.options.Table, group, &action, client.random)
	returned := client.returnValues(action.Kind)
	request["ReturnValues"] = returned
	tellsRefused := action.Condition != nil && !client.chance(4)
	if tellsRefused {
		request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
	}
	name := writeNames[action.Kind].operation
	operation := client.begin(name, group, action)
	var answer struct{ Attributes Attributes }
	err := client.run.dynamodb.Call(name, request, &answer)
	told := &operation.Actions[0]
	var refusal *dynamodb.Refusal
	switch {
	case err == nil:
		err = client.tellReturned(group, told, returned, answer.Attributes)
	case errors.As(err, &refusal) && refusal.Code == "ConditionalCheckFailedException":
		return client.refuse(group, operation, refusal, tellsRefused)
	}
	return client.settle(operation, err)
}

func (client *client) refuse(group *Group, operation *history.Operation, refusal *dynamodb.Refusal,
	tells bool) error {
	action := &operation.Actions[0]
	operation.Outcome, action.Refused = history.Refused, true
	if tells {
		var body struct{ Item Attributes }
		if err := json.Unmarshal(refusal.Body, &body); err != nil {
			return err
		}
		if err := client.tell(group, &action.Before, action.Key, body.Item); err != nil {
			return err
		}
	}
	return client.note(operation)
}

// action is a random write of one item, with a condition that may be true.
func (client *client) action(group *Group, key int) history.Action {
	action := history.Action{Key: key, Condition: client.condition(group, key)}
	switch client.random.Intn(10) {
	case 0, 1, 2:
		action.Kind, action.Value = history.Put, client.value()
		action.Number = int64(client.random.Intn(3))
	case 3, 4:
		action.Kind, action.Value = history.Set, client.value()
	case 5:
		action.Kind = history.Delete
	default:
		action.Kind, action.Number = history.Add, int64(1+client.random.Intn(5))
	}
	return action
}

func (client *client) condition(group *Group, key int) *history.Condition {
	seen := group.seen(key)
	switch client.random.Intn(8) {
	case 0:
		return &history.Condition{Kind: history.IfAbsent}
	case 1, 2:
		return &history.Condition{Kind: history.IfPresent}
	case 3:
		if seen.V != "" {
			return &history.Condition{Kind: history.IfValue, Value: seen.V}
		}
	case 4:
		limit := seen.N + int64(client.random.Intn(5))
		return &history.Condition{Kind: history.IfBelow, Limit: limit}
	}
	return nil
}

func (client *client) returnValues(kind history.ActionKind) string {
	choices := []string{"NONE", "ALL_OLD", "ALL_OLD", "ALL_OLD"}
	if kind == history.Set || kind == history.Add {
		choices = append(choices, "ALL_NEW", "ALL_NEW", "UPDATED_NEW", "UPDATED_OLD")
	}
	return choices[client.random.Intn(len(choices))]
}

func (client *client) tellReturned(group *Group, action *history.Action, returned string,
	attributes Attributes) error {
	seen := &action.Before
	switch returned {
	case "NONE":
		return nil
	case "ALL_NEW", "UPDATED_NEW":
		seen = &action.After
	}
	if err := client.tell(group, seen, action.Key, attributes); err != nil {
		return err
	}
	updated := returned == "UPDATED_NEW" || returned == "UPDATED_OLD"
	(*seen).OnlyN = updated && action.Kind == history.Add
	return nil
}

// tell notes an item that an answer showed.
func (client *client) tell(group *Group, seen **history.Seen, key int, attributes Attributes) error {
	item, err := itemOf(attributes)
	*seen = &history.Seen{Item: item}
	group.see(key, item)
	return err
}
