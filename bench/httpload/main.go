// Command httpload measures JSON-RPC over HTTP from end to end, rpcwire beside
// other implementations and beside net/http without any. Every server is a
// process of its own, which this program starts from itself; the calls come from
// the process that was started by hand. It has to be started within the module:
//
//	go run ./httpload -o ../docs/BENCHMARKS-HTTP.md
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// options are what the command line chooses.
type options struct {
	rounds   int
	time     time.Duration // of one measurement
	calls    int           // that wait at once
	output   string
	profiles string
}

func main() {
	if err := start(); err != nil {
		fmt.Fprintln(os.Stderr, "httpload:", err)
		os.Exit(1)
	}
}

// start does what this process is for.
func start() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if job, ok := child.Given(); ok {
		return serve(job, os.Stdin, os.Stdout)
	}
	o := parseFlags()
	if o.profiles != "" {
		return writeProfiles(ctx, o)
	}
	return run(ctx, o)
}

// parseFlags reads the command line.
func parseFlags() options {
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "run everything `N` times and take the medians")
	flag.DurationVar(&o.time, "time", time.Second, "`duration` of one measurement")
	flag.IntVar(&o.calls, "calls", 10_000, "`number` of calls that wait at once")
	flag.StringVar(&o.output, "o", "", "write the report to `file`")
	flag.StringVar(&o.profiles, "profile", "", "measure nothing, but write CPU profiles of both sides into `directory`")
	quick := flag.Bool("quick", false, "three short rounds: for a first look, not for quoting")
	flag.Parse()
	if *quick {
		o.rounds, o.time, o.calls = 3, 200*time.Millisecond, 1_000
	}
	return o
}

// run measures, prints the tables, and writes the report if a file was named.
func run(ctx context.Context, o options) error {
	r := &results{options: o}
	var err error
	if r.rates, err = measureRates(ctx, o); err != nil {
		return err
	}
	if r.crowds, err = measureCrowds(ctx, o); err != nil {
		return err
	}
	if r.nonsense, err = measureNonsense(ctx); err != nil {
		return err
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
