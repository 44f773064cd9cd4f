// Program consistency records what many clients see of a server, and judges such a record.
//
//	consistency record -endpoint URL -table NAME -history FILE   until its standard input ends;
//	                                                             prints how many answers it had
//	consistency check [-drawing FILE] HISTORY                    prints what is in it; fails if no
//	                                                             order of it explains it
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"consistency/history"
	"consistency/linear"
	"consistency/workload"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	if len(arguments) > 0 {
		switch arguments[0] {
		case "record":
			return record(arguments[1:])
		case "check":
			return check(arguments[1:])
		}
	}
	return errors.New("usage: consistency record|check")
}

func record(arguments []string) error {
	var options workload.Options
	flags := flag.NewFlagSet("record", flag.ExitOnError)
	flags.StringVar(&options.Endpoint, "endpoint", "", "URL of the server")
	flags.StringVar(&options.Table, "table", "", "a table of string keys pk and sk")
	flags.IntVar(&options.Clients, "clients", 24, "clients at the same time")
	flags.Int64Var(&options.Seed, "seed", 1, "what the clients choose by")
	path := flags.String("history", "", "file to write")
	flags.Parse(arguments)
	writer, err := history.Create(*path)
	if err != nil {
		return err
	}
	clients := workload.New(options, writer, os.Stdout)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		clients.Stop()
	}()
	if err := clients.Clients(); err != nil {
		return err
	}
	fmt.Println("insisted", clients.Insisted())
	return writer.Close()
}

func check(arguments []string) error {
	flags := flag.NewFlagSet("check", flag.ExitOnError)
	drawing := flags.String("drawing", "", "page to write that shows the first violation")
	flags.Parse(arguments)
	operations, err := history.Read(flags.Arg(0))
	if err != nil {
		return err
	}
	if err := summarize(operations); err != nil {
		return err
	}
	violations := linear.Check(operations)
	for _, violation := range violations {
		fmt.Fprintln(os.Stderr, violation.String())
	}
	if len(violations) == 0 {
		return nil
	}
	if *drawing != "" {
		if err := violations[0].Draw(*drawing); err != nil {
			return err
		}
	}
	return fmt.Errorf("%d groups are not linearizable", len(violations))
}

// summarize prints, as JSON, how many operations of each name had which outcome.
func summarize(operations []history.Operation) error {
	counts := map[string]map[history.Outcome]int{}
	for _, operation := range operations {
		if counts[operation.Name] == nil {
			counts[operation.Name] = map[history.Outcome]int{}
		}
		counts[operation.Name][operation.Outcome]++
	}
	return json.NewEncoder(os.Stdout).Encode(counts)
}
