package linear

import (
	"fmt"
	"math"
	"runtime"
	"sort"
	"sync"

	"consistency/history"

	"github.com/anishathalye/porcupine"
)

// Violation is a group of items whose operations fit no order.
type Violation struct {
	Group      string
	Operations []porcupine.Operation
}

// Check judges each group of items by itself: a history is linearizable if each of its objects is.
// It returns the violations, by the name of the group.
func Check(operations []history.Operation) []Violation {
	groups := byGroup(operations)
	work := make(chan string)
	var mutex sync.Mutex
	var violations []Violation
	var workers sync.WaitGroup
	for i := 0; i < runtime.GOMAXPROCS(0); i++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for group := range work {
				if !porcupine.CheckOperations(model, groups[group]) {
					mutex.Lock()
					violations = append(violations, Violation{group, groups[group]})
					mutex.Unlock()
				}
			}
		}()
	}
	for group := range groups {
		work <- group
	}
	close(work)
	workers.Wait()
	sort.Slice(violations, func(a, b int) bool { return violations[a].Group < violations[b].Group })
	return violations
}

// Draw writes a page that shows the operations and how far an order of them goes.
func (violation *Violation) Draw(path string) error {
	_, found := porcupine.CheckOperationsVerbose(model, violation.Operations, 0)
	return porcupine.VisualizePath(model, found, path)
}

func (violation *Violation) String() string {
	text := fmt.Sprintf("group %s is not linearizable:\n", violation.Group)
	for _, operation := range violation.Operations {
		text += fmt.Sprintf("  client %d, %d to %d: %s\n", operation.ClientId, operation.Call,
			operation.Return, describe(operation.Input.(*history.Operation)))
	}
	return text
}

func byGroup(operations []history.Operation) map[string][]porcupine.Operation {
	groups := map[string][]porcupine.Operation{}
	for i := range operations {
		operation := &operations[i]
		if operation.Outcome == history.Conflict {
			continue
		}
		until := operation.Return
		if operation.Outcome == history.Unknown && until == 0 {
			until = math.MaxInt64
		}
		groups[operation.Group] = append(groups[operation.Group], porcupine.Operation{
			ClientId: operation.Client, Input: operation, Call: operation.Call, Return: until})
	}
	for _, group := range groups {
		sort.SliceStable(group, func(a, b int) bool { return group[a].Call < group[b].Call })
	}
	return groups
}
