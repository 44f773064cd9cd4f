// Package history is what clients note of a run: each operation, when it was called, when it was
// answered, what it asked and what it was told. One operation is one line of JSON.
package history

// KeysMax is how many items a group has at most.
const KeysMax = 4

// Item is what a client can see of an item. Equality is ==.
type Item struct {
	Exists bool   `json:"exists"`
	V      string `json:"v,omitempty"` // the last value put or set, each of them unique; "" if none
	N      int64  `json:"n,omitempty"` // a counter
}

// Seen is an item, or a part of it, as an answer showed it.
type Seen struct {
	Item
	OnlyN bool `json:"only_n,omitempty"` // the answer held the counter alone
}

// Agrees tells whether an answer that held `seen` can be about `item`.
func (seen *Seen) Agrees(item Item) bool {
	if seen == nil {
		return true
	}
	if seen.OnlyN {
		item.V = ""
	}
	return seen.Item == item
}

// Condition is what an action asks of the item that is there.
type Condition struct {
	Kind  ConditionKind `json:"kind"`
	Value string        `json:"value,omitempty"` // of IfValue
	Limit int64         `json:"limit,omitempty"` // of IfBelow
}

type ConditionKind string

const (
	IfAbsent  ConditionKind = "absent"
	IfPresent ConditionKind = "present"
	IfValue   ConditionKind = "value" // v = Value
	IfBelow   ConditionKind = "below" // n < Limit
)

// Holds tells whether the condition is true of `item`.
func (condition *Condition) Holds(item Item) bool {
	if condition == nil {
		return true
	}
	switch condition.Kind {
	case IfAbsent:
		return !item.Exists
	case IfPresent:
		return item.Exists
	case IfValue:
		return item.Exists && item.V == condition.Value
	case IfBelow:
		return item.Exists && item.N < condition.Limit
	}
	panic("no such condition: " + condition.Kind)
}

type ActionKind string

const (
	Get    ActionKind = "get"
	Check  ActionKind = "check" // a ConditionCheck: changes nothing
	Put    ActionKind = "put"
	Delete ActionKind = "delete"
	Set    ActionKind = "set" // v = Value, the counter stays
	Add    ActionKind = "add" // n += Number, the value stays
)

// Action is what an operation does with one item.
type Action struct {
	Key       int        `json:"key"` // which of the group's items
	Kind      ActionKind `json:"kind"`
	Value     string     `json:"value,omitempty"`
	Number    int64      `json:"number,omitempty"`
	Condition *Condition `json:"condition,omitempty"`
	Refused   bool       `json:"refused,omitempty"` // the answer named this condition as the false one
	Before    *Seen      `json:"before,omitempty"`  // the item before the action, if the answer told
	After     *Seen      `json:"after,omitempty"`
}

// Apply returns what the action makes of `item`, its condition being true.
func (action *Action) Apply(item Item) Item {
	switch action.Kind {
	case Get, Check:
		return item
	case Put:
		return Item{Exists: true, V: action.Value, N: action.Number}
	case Delete:
		return Item{}
	case Set:
		return Item{Exists: true, V: action.Value, N: item.N}
	case Add:
		return Item{Exists: true, V: item.V, N: item.N + action.Number}
	}
	panic("no such action: " + action.Kind)
}

type Outcome string

const (
	Done     Outcome = "done"
	Refused  Outcome = "refused"  // a condition was false: nothing changed
	Conflict Outcome = "conflict" // refused before anything was looked at: says nothing of the items
	Unknown  Outcome = "unknown"  // no answer: happened before Return, or never
)

// Operation is what one client asked at one time of one group of items. A request of many groups,
// or one that promises nothing about its items together, is several operations.
type Operation struct {
	Name   string `json:"name"` // DynamoDB's
	Client int    `json:"client"`
	Group  string `json:"group"`
	Call   int64  `json:"call"` // nanoseconds since the run began
	// When the answer was there. Of an unknown outcome, when it could not happen any more, because
	// the server that had it was dead; 0 if nobody can tell.
	Return  int64    `json:"return,omitempty"`
	Outcome Outcome  `json:"outcome"`
	Actions []Action `json:"actions"` // on different items
}
