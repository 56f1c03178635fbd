// Command wireload measures JSON-RPC over the two-way transports from end to end,
// rpcwire beside other implementations and beside the same transports without any.
// Every server is a process of its own, which this program starts from itself; the calls
// come from the process that was started by hand. It has to be started within the
// module, with the tag zmq where there is libzmq:
//
//	go run -tags zmq ./wireload -o ../docs/BENCHMARKS-TRANSPORTS.md
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "wireload:", err)
		os.Exit(1)
	}
}

// start does what this process is for.
func start() (err error) {
	if job, ok := child.Given(); ok {
		return serve(job, os.Stdin, os.Stdout)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	dir, err := os.MkdirTemp("", "wireload")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	o, err := parseFlags()
	if err != nil {
		return err
	}
	if o.profiles != "" {
		return writeProfiles(ctx, o, dir)
	}
	return run(ctx, o, dir)
}

// run measures, prints the tables, and writes the report if a file was named.
func run(ctx context.Context, o options, dir string) error {
	r := &results{options: o}
	steps := []struct {
		name    string
		measure func() error
	}{
		{"idle", func() (err error) { r.idles, err = measureIdle(ctx, o, dir); return err }},
		{crowdName, func() (err error) { r.crowds, err = measureCrowds(ctx, o, dir); return err }},
		{"return", func() (err error) { r.comebacks, err = measureComebacks(ctx, o, dir); return err }},
		{"broker", func() (err error) { r.brokers, err = measureBrokers(ctx, o, dir); return err }},
		{"pipe", func() (err error) { r.pipes, err = measurePipes(ctx, o); return err }},
	}
	var err error
	if r.rates, err = measureRates(ctx, o, dir); err != nil {
		return err
	}
	for _, s := range steps {
		if o.only.MatchString(s.name) {
			if err := s.measure(); err != nil {
				return err
			}
		}
	}
	doc := newDocument(r)
	if err := doc.printTables(os.Stdout); err != nil {
		return err
	}
	if o.output == "" {
		return nil
	}
	return doc.writeFile(o.output)
}
