package main

import (
	"errors"
	"flag"
	"regexp"
	"slices"
	"time"
)

// options are what the command line chooses.
type options struct {
	rounds  int
	time    time.Duration // of one measurement
	conns   int           // that are idle
	calls   int           // that wait at once
	clients int           // that return
	output  string

	only     *regexp.Regexp // of what to measure
	profiles string
}

// parseFlags reads the command line.
func parseFlags() (options, error) {
	var o options
	flag.IntVar(&o.rounds, "rounds", 9, "run everything `N` times and take the medians")
	flag.DurationVar(&o.time, "time", 150*time.Millisecond, "`duration` of one measurement")
	flag.IntVar(&o.conns, "conns", 5_000, "`number` of connections that are idle")
	flag.IntVar(&o.calls, "calls", 10_000, "`number` of calls that wait at once")
	flag.IntVar(&o.clients, "clients", 2_000, "`number` of clients that return to a server")
	only := flag.String("only", ".", "measure only what matches `regexp`: ws, tcp, unix, zmq, idle, crowd, return, broker, pipe")
	flag.StringVar(&o.profiles, "profile", "", "measure nothing, but write CPU profiles of both sides into `directory`")
	flag.StringVar(&o.output, "o", "", "write the report to `file`")
	quick := flag.Bool("quick", false, "short rounds and smaller crowds: for a first look, not for quoting")
	flag.Parse()
	if *quick {
		o.rounds, o.time, o.conns, o.calls, o.clients = 3, 100*time.Millisecond, 1_000, 1_000, 200
	}
	var err error
	if o.only, err = regexp.Compile(*only); err != nil {
		return o, err
	}
	if o.output != "" && *only != "." {
		return o, errors.New("a report is of everything: -o does not go with -only")
	}
	return o, nil
}

// selected returns the fields that the command line chooses.
func (o options) selected(all []field) []field {
	return slices.DeleteFunc(all, func(f field) bool { return !o.only.MatchString(f.name) })
}
