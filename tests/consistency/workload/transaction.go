package workload

import (
	"encoding/json"
	"errors"
	"fmt"

	"consistency/dynamodb"
	"consistency/history"
)

const retriesMax = 1000 // of one transaction with a token; each follows an answer or a restart

// transactGet reads all items of a group at one time.
func (client *client) transactGet(group *Group) error {
	var items []Object
	var actions []history.Action
	for key := 0; key < group.keys; key++ {
		items = append(items, Object{"Get": Object{
			"TableName": client.run.options.Table, "Key": keyOf(group, key)}})
		actions = append(actions, history.Action{Key: key, Kind: history.Get})
	}
	operation := client.begin("TransactGetItems", group, actions...)
	var answer struct{ Responses []struct{ Item Attributes } }
	err := client.run.dynamodb.Call("TransactGetItems", Object{"TransactItems": items}, &answer)
	if cancelled, ok := cancellation(err); ok {
		return client.cancel(group, operation, cancelled)
	}
	if err == nil && len(answer.Responses) != group.keys {
		return fmt.Errorf("TransactGetItems: %d answers for %d items", len(answer.Responses), group.keys)
	}
	for key, response := range answer.Responses {
		if err := client.tell(group, &operation.Actions[key].Before, key, response.Item); err != nil {
			return err
		}
	}
	return client.settle(operation, err)
}

// transactWrite changes some items of a group at one time, or is refused by a condition. Half of
// them carry a token and are sent again until there is an answer: they happen once or not at all.
func (client *client) transactWrite(group *Group) error {
	var items []Object
	var actions []history.Action
	for _, key := range client.random.Perm(group.keys)[:1+client.random.Intn(group.keys)] {
		action := client.action(group, key)
		if client.chance(5) {
			action = history.Action{Key: key, Kind: history.Check,
				Condition: &history.Condition{Kind: history.IfPresent}}
		}
		member := writeRequest(client.run.options.Table, group, &action, client.random)
		if action.Condition != nil {
			member["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
		}
		items = append(items, Object{writeNames[action.Kind].member: member})
		actions = append(actions, action)
	}
	request := Object{"TransactItems": items}
	hasToken := client.chance(2)
	if hasToken {
		request["ClientRequestToken"] = "token-" + client.value()
	}
	operation := client.begin("TransactWriteItems", group, actions...)
	err := client.run.dynamodb.Call("TransactWriteItems", request, &struct{}{})
	if hasToken && lost(err) {
		err = client.insist(request)
	}
	if cancelled, ok := cancellation(err); ok {
		return client.cancel(group, operation, cancelled)
	}
	return client.settle(operation, err)
}

// insist sends a transaction again until the answer says what became of it.
func (client *client) insist(request Object) error {
	for i := 0; i < retriesMax; i++ {
		if err := client.run.dynamodb.WaitReady(); err != nil {
			return err
		}
		err := client.run.dynamodb.Call("TransactWriteItems", request, &struct{}{})
		var refusal *dynamodb.Refusal
		inProgress := errors.As(err, &refusal) && conflicts[refusal.Code]
		cancelled, _ := cancellation(err)
		if !lost(err) && !inProgress && !cancelled.conflict() {
			client.run.insisted.Add(1)
			return err
		}
	}
	return errors.New("TransactWriteItems never had an answer")
}

// reasons are why a transaction was cancelled: one for each of its items.
type reasons []struct {
	Code string
	Item Attributes
}

func (reasons reasons) conflict() bool {
	for _, reason := range reasons {
		if reason.Code == "TransactionConflict" {
			return true
		}
	}
	return false
}

func cancellation(err error) (reasons, bool) {
	var refusal *dynamodb.Refusal
	if !errors.As(err, &refusal) || refusal.Code != "TransactionCanceledException" {
		return nil, false
	}
	var body struct{ CancellationReasons reasons }
	if json.Unmarshal(refusal.Body, &body) != nil {
		return nil, false
	}
	return body.CancellationReasons, true
}

// cancel notes a transaction that changed nothing, and what its reasons tell.
func (client *client) cancel(group *Group, operation *history.Operation, reasons reasons) error {
	if len(reasons) != len(operation.Actions) {
		return fmt.Errorf("%d reasons for %d items", len(reasons), len(operation.Actions))
	}
	operation.Outcome = history.Conflict
	for i, reason := range reasons {
		action := &operation.Actions[i]
		switch reason.Code {
		case "None", "TransactionConflict":
		case "ConditionalCheckFailed":
			operation.Outcome, action.Refused = history.Refused, true
			if err := client.tell(group, &action.Before, action.Key, reason.Item); err != nil {
				return err
			}
		default:
			return fmt.Errorf("%s: cancelled by %v", operation.Name, reasons)
		}
	}
	if operation.Outcome == history.Conflict && !reasons.conflict() {
		return fmt.Errorf("%s: cancelled without a reason", operation.Name)
	}
	return client.note(operation)
}
