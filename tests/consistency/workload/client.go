// Package workload is many clients that read and write a few items at once and note what they see.
package workload

import (
	"errors"
	"fmt"
	"math/rand"
	"time"

	"consistency/dynamodb"
	"consistency/history"
)

// Answers that say that nothing was changed, and nothing about the items.
var conflicts = map[string]bool{
	"TransactionConflictException":           true,
	"TransactionInProgressException":         true,
	"ProvisionedThroughputExceededException": true,
	"ThrottlingException":                    true,
	"RequestLimitExceeded":                   true,
}

// client is one goroutine's: it asks one thing at a time.
type client struct {
	run    *Run
	id     int
	random *rand.Rand
	values int // how many unique values it made
}

func (client *client) now() int64 { return time.Since(client.run.begin).Nanoseconds() }

func (client *client) chance(in int) bool { return client.random.Intn(in) == 0 }

func (client *client) value() string {
	client.values++
	return fmt.Sprintf("%d.%d", client.id, client.values)
}

// begin starts an operation: what follows is sent at once.
func (client *client) begin(name string, group *Group, actions ...history.Action) *history.Operation {
	return &history.Operation{Name: name, Client: client.id, Group: group.name, Call: client.now(),
		Actions: actions}
}

// settle notes how an operation went, as far as the error alone tells it; a false condition is the
// caller's. Returns the error if it is none of those that a right server gives. Where the server
// died, it has been waited for.
func (client *client) settle(operation *history.Operation, err error) error {
	var refusal *dynamodb.Refusal
	switch {
	case err == nil:
		operation.Outcome = history.Done
	case lost(err):
		if err := client.run.dynamodb.WaitReady(); err != nil {
			return err
		}
		if isRead(operation) || errors.Is(err, dynamodb.ErrNotSent) {
			return nil
		}
		operation.Outcome = history.Unknown
	case errors.As(err, &refusal) && conflicts[refusal.Code]:
		operation.Outcome = history.Conflict
	default:
		return fmt.Errorf("%s: %w", operation.Name, err)
	}
	return client.note(operation)
}

// note writes down an operation that has its outcome.
func (client *client) note(operation *history.Operation) error {
	operation.Return = client.now()
	client.run.count(operation)
	return client.run.history.Write(operation)
}

func lost(err error) bool {
	return errors.Is(err, dynamodb.ErrNotSent) || errors.Is(err, dynamodb.ErrUnknown)
}

func isRead(operation *history.Operation) bool {
	for _, action := range operation.Actions {
		if action.Kind != history.Get {
			return false
		}
	}
	return true
}
