// Package linear decides whether a history is linearizable: whether there is one order of all its
// operations, each between its call and its return, in which every answer is right.
package linear

import (
	"fmt"
	"strings"

	"consistency/history"

	"github.com/anishathalye/porcupine"
)

// state is the items of one group. Equality is ==.
type state [history.KeysMax]history.Item

// model is what DynamoDB promises about the items of a group, one operation after the other.
var model = nondeterministic.ToModel()

var nondeterministic = porcupine.NondeterministicModel{
	Init: func() []interface{} { return []interface{}{state{}} },
	Step: func(before, input, _ interface{}) []interface{} {
		return step(before.(state), input.(*history.Operation))
	},
	DescribeOperation: func(input, _ interface{}) string {
		return describe(input.(*history.Operation))
	},
}

// step returns the states that can follow; none if the operation cannot have had its answer here.
func step(items state, operation *history.Operation) []interface{} {
	switch operation.Outcome {
	case history.Done:
		if !holds(items, operation) {
			return nil
		}
		after := apply(items, operation)
		if !agrees(items, after, operation) {
			return nil
		}
		return []interface{}{after}
	case history.Refused:
		if !canBeRefused(items, operation) {
			return nil
		}
		return []interface{}{items}
	case history.Unknown:
		if !holds(items, operation) {
			return []interface{}{items}
		}
		return []interface{}{items, apply(items, operation)}
	}
	panic("no answer to judge: " + operation.Outcome)
}

// agrees tells whether what the answer showed is what was there.
func agrees(before, after state, operation *history.Operation) bool {
	for _, action := range operation.Actions {
		if !action.Before.Agrees(before[action.Key]) || !action.After.Agrees(after[action.Key]) {
			return false
		}
	}
	return true
}

// canBeRefused: the conditions that the answer names are false, all at the same time.
func canBeRefused(items state, operation *history.Operation) bool {
	for _, action := range operation.Actions {
		item := items[action.Key]
		if action.Refused && (action.Condition.Holds(item) || !action.Before.Agrees(item)) {
			return false
		}
	}
	return true
}

func holds(items state, operation *history.Operation) bool {
	for _, action := range operation.Actions {
		if !action.Condition.Holds(items[action.Key]) {
			return false
		}
	}
	return true
}

func apply(items state, operation *history.Operation) state {
	for _, action := range operation.Actions {
		items[action.Key] = action.Apply(items[action.Key])
	}
	return items
}

func describe(operation *history.Operation) string {
	parts := []string{operation.Name, string(operation.Outcome)}
	for _, action := range operation.Actions {
		part := fmt.Sprintf("%s %d", action.Kind, action.Key)
		if action.Value != "" {
			part += " v=" + action.Value
		}
		if action.Number != 0 {
			part += fmt.Sprintf(" n=%d", action.Number)
		}
		if action.Condition != nil {
			part += fmt.Sprintf(" if %v", *action.Condition)
		}
		if action.Refused {
			part += " (false)"
		}
		if action.Before != nil {
			part += fmt.Sprintf(" before: %v", *action.Before)
		}
		if action.After != nil {
			part += fmt.Sprintf(" after: %v", *action.After)
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}
