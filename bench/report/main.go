// Command report runs the benchmarks of the bench module in several rounds and
// writes the medians down as Markdown, side by side with what they have to be
// compared with. It has to be started within the module:
//
//	go run ./report -o ../docs/BENCHMARKS.md
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/rpcwire/rpcwire/bench"
)

// options are what the command line chooses.
type options struct {
	rounds    int
	benchtime string
	pattern   string
	output    string
}

func main() {
	if err := run(parseFlags()); err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(1)
	}
}

// parseFlags reads the command line.
func parseFlags() options {
	var o options
	flag.IntVar(&o.rounds, "rounds", 5, "run everything `N` times and take the medians")
	flag.StringVar(&o.benchtime, "benchtime", "200ms", "`duration` of one measurement")
	flag.StringVar(&o.pattern, "bench", ".", "`regexp` of the benchmarks to run")
	flag.StringVar(&o.output, "o", "", "write the report to `file`")
	quick := flag.Bool("quick", false, "three short rounds: for a first look, not for quoting")
	flag.Parse()
	if *quick {
		o.rounds, o.benchtime = 3, "20ms"
	}
	return o
}

// run measures, prints the tables, and writes the report if a file was named.
func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	payloads, err := bench.AllPayloads()
	if err != nil {
		return err
	}
	if len(payloads) == len(bench.Payloads()) {
		fmt.Fprintf(os.Stderr, "report: no recorded traffic: %s, a list of files, is not set\n", bench.TrafficEnv)
	}
	results, err := measure(ctx, o)
	if err != nil {
		return err
	}
	doc := newDocument(o, payloads, results)
	if err := doc.printTables(os.Stdout); err != nil {
		return err
	}
	if o.output == "" {
		return nil
	}
	return doc.writeFile(o.output)
}
