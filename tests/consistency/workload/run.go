package workload

import (
	"fmt"
	"io"
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	"consistency/dynamodb"
	"consistency/history"
)

const reportEach = 50 // operations

// Options of a run.
type Options struct {
	Endpoint string
	Table    string
	Clients  int
	Seed     int64
}

// Run is what its clients share.
type Run struct {
	options  Options
	dynamodb *dynamodb.Client
	history  *history.Writer
	groups   *Groups
	begin    time.Time
	report   io.Writer

	stopped  atomic.Bool
	done     atomic.Int64 // operations with an answer
	insisted atomic.Int64 // transactions that were sent again until there was one
}

// New prepares a run that writes to `writer` what happens, and to `report` how far it is.
func New(options Options, writer *history.Writer, report io.Writer) *Run {
	return &Run{
		options:  options,
		dynamodb: dynamodb.NewClient(options.Endpoint, options.Clients),
		history:  writer,
		groups:   NewGroups(options.Clients, options.Seed),
		begin:    time.Now(),
		report:   report,
	}
}

// Stop ends the run once each client's operation has ended. From any goroutine.
func (run *Run) Stop() { run.stopped.Store(true) }

// Clients runs all clients until Stop, or until one meets an answer that no right server gives.
// At the end every item is read once more.
func (run *Run) Clients() error {
	errors := make(chan error, run.options.Clients)
	var running sync.WaitGroup
	for i := 0; i < run.options.Clients; i++ {
		running.Add(1)
		go func(id int) {
			defer running.Done()
			if err := run.newClient(id).work(); err != nil {
				run.Stop()
				errors <- err
			}
		}(i)
	}
	running.Wait()
	close(errors)
	if err := <-errors; err != nil {
		return err
	}
	return run.readAll()
}

// Insisted is how many transactions had their answer only after they were sent again.
func (run *Run) Insisted() int64 { return run.insisted.Load() }

func (run *Run) newClient(id int) *client {
	random := rand.New(rand.NewSource(run.options.Seed + int64(id) + 1))
	return &client{run: run, id: id, random: random}
}

func (client *client) work() error {
	single := []func(*Group) error{client.query, client.batchGet, client.batchWrite}
	for i := 0; i < 4; i++ {
		single = append(single, client.get, client.write, client.write)
	}
	transactions := []func(*Group) error{client.transactGet, client.transactGet,
		client.transactWrite, client.transactWrite, client.transactWrite}
	for !client.run.stopped.Load() {
		group := client.run.groups.Enter()
		choices := single
		if group.keys > 1 && client.chance(2) {
			choices = transactions
		}
		err := choices[client.random.Intn(len(choices))](group)
		group.leave()
		if err != nil {
			return err
		}
	}
	return nil
}

func (run *Run) readAll() error {
	reader := run.newClient(0)
	for _, group := range run.groups.all {
		for key := 0; key < group.keys; key++ {
			if err := reader.getKey(group, key); err != nil {
				return err
			}
		}
	}
	return nil
}

func (run *Run) count(operation *history.Operation) {
	if operation.Outcome == history.Unknown {
		return
	}
	if done := run.done.Add(1); done%reportEach == 0 {
		fmt.Fprintln(run.report, done)
	}
}
