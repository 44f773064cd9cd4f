package linear

import (
	"testing"

	"consistency/history"
)

// at is an operation of one client between two times; 0 as the second: it may still happen.
func at(call, until int64, outcome history.Outcome, actions ...history.Action) history.Operation {
	return history.Operation{Name: "test", Group: "g", Client: int(call), Call: call, Return: until,
		Outcome: outcome, Actions: actions}
}

func put(key int, v string) history.Action {
	return history.Action{Key: key, Kind: history.Put, Value: v}
}

func saw(v string, n int64) *history.Seen {
	return &history.Seen{Item: history.Item{Exists: true, V: v, N: n}}
}

func nothing() *history.Seen { return &history.Seen{} }

func get(key int, seen *history.Seen) history.Action {
	return history.Action{Key: key, Kind: history.Get, Before: seen}
}

func add(key int, after *history.Seen) history.Action {
	return history.Action{Key: key, Kind: history.Add, Number: 1, After: after}
}

func putIf(condition history.Condition, v string) history.Action {
	return history.Action{Kind: history.Put, Value: v, Condition: &condition}
}

func refused(condition history.Condition, before *history.Seen) history.Action {
	return history.Action{Kind: history.Put, Value: "refused", Condition: &condition, Refused: true,
		Before: before}
}

const (
	done    = history.Done
	no      = history.Refused
	unknown = history.Unknown
)

var (
	ifAbsent  = history.Condition{Kind: history.IfAbsent}
	ifPresent = history.Condition{Kind: history.IfPresent}
	ifA       = history.Condition{Kind: history.IfValue, Value: "a"}
	ifBelow2  = history.Condition{Kind: history.IfBelow, Limit: 2}
)

type testCase struct {
	name       string
	operations []history.Operation
}

var right = []testCase{
	{"reads of what was written", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, done, get(0, saw("a", 0)))}},
	{"a read beside a write may see either", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 9, done, put(0, "b")),
		at(4, 5, done, get(0, saw("a", 0))), at(6, 7, done, get(0, saw("b", 0)))}},
	{"counting", []history.Operation{
		at(1, 5, done, add(0, saw("", 2))), at(1, 5, done, add(0, saw("", 1)))}},
	{"a false condition", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, no, refused(ifAbsent, saw("a", 0)))}},
	{"a condition on the counter", []history.Operation{
		at(1, 2, done, add(0, nil)), at(3, 4, done, putIf(ifBelow2, "b"))}},
	{"in doubt, and never happened", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 0, unknown, put(0, "b")),
		at(4, 5, done, get(0, saw("a", 0)))}},
	{"in doubt, and happened late", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 0, unknown, put(0, "b")),
		at(4, 5, done, get(0, saw("a", 0))), at(6, 7, done, get(0, saw("b", 0)))}},
	{"in doubt behind a condition", []history.Operation{
		at(1, 0, unknown, putIf(ifA, "b")), at(2, 3, done, get(0, nothing())),
		at(4, 5, done, put(0, "a")), at(6, 7, done, get(0, saw("b", 0)))}},
	{"in doubt, and happened before the server died", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 6, unknown, put(0, "b")),
		at(4, 5, done, get(0, saw("a", 0))), at(7, 8, done, get(0, saw("b", 0)))}},
	{"a whole transaction", []history.Operation{
		at(1, 2, done, put(0, "a"), put(1, "a")),
		at(3, 4, done, get(0, saw("a", 0)), get(1, saw("a", 0)))}},
	{"a conflict tells nothing", []history.Operation{
		at(1, 2, history.Conflict, put(0, "a"), put(1, "a")), at(3, 4, done, get(0, nothing()))}},
	{"groups have orders of their own", []history.Operation{
		at(1, 2, done, put(0, "a")),
		{Group: "other", Call: 3, Return: 4, Outcome: done,
			Actions: []history.Action{get(0, nothing())}}}},
}

var wrong = []testCase{
	{"a stale read", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, done, put(0, "b")),
		at(5, 6, done, get(0, saw("a", 0)))}},
	{"a write that is lost", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, done, get(0, nothing()))}},
	{"a read of what was never written", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, done, get(0, saw("c", 0)))}},
	{"reads that go back", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 9, done, put(0, "b")),
		at(4, 5, done, get(0, saw("b", 0))), at(6, 7, done, get(0, saw("a", 0)))}},
	{"a lost update", []history.Operation{
		at(1, 5, done, add(0, saw("", 1))), at(1, 5, done, add(0, saw("", 1)))}},
	{"a lost update that only a later read shows", []history.Operation{
		at(1, 5, done, add(0, nil)), at(1, 5, done, add(0, nil)),
		at(6, 7, done, get(0, saw("", 1)))}},
	{"an update that happened twice", []history.Operation{
		at(1, 0, unknown, add(0, nil)), at(2, 3, done, get(0, saw("", 2)))}},
	{"an old item that was not the last", []history.Operation{
		at(1, 2, done, put(0, "a")),
		at(3, 4, done, history.Action{Kind: history.Delete, Before: nothing()})}},
	{"two that both created", []history.Operation{
		at(1, 5, done, putIf(ifAbsent, "a")), at(1, 5, done, putIf(ifAbsent, "b"))}},
	{"a condition that was false and held", []history.Operation{
		at(1, 2, done, put(0, "b")), at(3, 4, done, putIf(ifA, "c"))}},
	{"a condition that was true and refused", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, no, refused(ifPresent, nil))}},
	{"a refusal that shows another item", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, no, refused(ifAbsent, saw("c", 0)))}},
	{"a refused write that happened", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, no, refused(ifAbsent, nil)),
		at(5, 6, done, get(0, saw("refused", 0)))}},
	{"in doubt, seen, and gone", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 0, unknown, put(0, "b")),
		at(4, 5, done, get(0, saw("b", 0))), at(6, 7, done, get(0, saw("a", 0)))}},
	{"in doubt, and happened after the server died", []history.Operation{
		at(1, 2, done, put(0, "a")), at(3, 4, unknown, put(0, "b")),
		at(5, 6, done, get(0, saw("a", 0))), at(7, 8, done, get(0, saw("b", 0)))}},
	{"half a transaction", []history.Operation{
		at(1, 2, done, put(0, "a"), put(1, "a")),
		at(3, 4, done, get(0, saw("a", 0))), at(5, 6, done, get(1, nothing()))}},
	{"half a transaction in doubt", []history.Operation{
		at(1, 0, unknown, put(0, "a"), put(1, "a")),
		at(3, 4, done, get(0, saw("a", 0))), at(5, 6, done, get(1, nothing()))}},
	{"half a transaction in one read", []history.Operation{
		at(1, 9, done, put(0, "a"), put(1, "a")),
		at(2, 3, done, get(0, saw("a", 0)), get(1, nothing()))}},
	{"a cancelled transaction that happened", []history.Operation{
		at(1, 2, no, refused(ifPresent, nothing()), put(1, "a")),
		at(3, 4, done, get(1, saw("a", 0)))}},
	{"transactions that each missed the other", []history.Operation{ // write skew
		at(1, 9, done, history.Action{Key: 0, Kind: history.Check, Condition: &ifAbsent}, put(1, "a")),
		at(1, 9, done, history.Action{Key: 1, Kind: history.Check, Condition: &ifAbsent}, put(0, "b")),
	}},
}

func TestAcceptsWhatOneOrderExplains(t *testing.T) {
	for _, test := range right {
		if violations := Check(test.operations); len(violations) != 0 {
			t.Errorf("%s: %v", test.name, violations[0].String())
		}
	}
}

func TestRejectsWhatNoOrderExplains(t *testing.T) {
	for _, test := range wrong {
		if violations := Check(test.operations); len(violations) != 1 {
			t.Errorf("%s: found nothing wrong", test.name)
		}
	}
}
