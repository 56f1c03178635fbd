package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"time"
)

func conformCommand() command {
	return command{
		name:    "conform",
		args:    "server|client|codec|list|explain|report|merge [ARG...]",
		summary: "test the conformance of a server, a client or a codec",
		help: `
Runs the conformance suite for JSON-RPC 1.0 and 2.0, against an implementation in any
language.

  conform server [URL]        a live server, over any transport; --profile bare needs
                              none of the methods of this suite
  conform client [-- CMD...]  a client: a command that is started for every call, with
                              {url} {method} {args} and more in its words
  conform codec [-- CMD...]   a codec: a command that speaks the codec driver protocol
  conform list [PATTERN...]   the cases; patterns are as of --run
  conform explain ID...       a case in full, or a sentence of a specification
  conform report FILE...      reports made of the results of earlier runs (see --json)
  conform merge FILE...       several files of results as one, on standard output

A server that does not answer in 1.0 is tested for 2.0 alone, unless --spec says 1.0.
Without a target, the reference server, the commands of rpcwire as a client, or its
codec are tested. A case that fails is told with the sentence behind it, its reason, the
bytes sent and received, and where they differ from what was expected.

Exits with 0 if all is as expected; 1 if a case of level must fails unexpectedly (with
--strict: any case), or one that is on the list of known failures does not; 2 wrong
usage, or nothing is selected; 3 the target cannot be reached, or died.

Examples:
  rpcwire conform server http://127.0.0.1:8080
  rpcwire conform server ws://127.0.0.1:8080 --profile bare --spec 2.0 --html report.html
  rpcwire conform client -- mycli {url} {method} {params} --json
  rpcwire conform codec --skip codec/limits -- python3 driver.py
  rpcwire conform server http://127.0.0.1:8080 --known-failing @known.txt --junit out.xml
  rpcwire conform explain server/id/string-empty 2.0/5-11`,
		setup: func(fs *flag.FlagSet) action {
			var f conformFlags
			f.register(fs)
			return f.run
		},
	}
}

// conformFlags are the flags of the command conform.
type conformFlags struct {
	endpointFlags // timeout is that of an answer
	selection     selectionFlags
	outputs       reportFlags
	client        clientFlags
	name          string
	known         string
	writeKnown    string
	strict        bool
	trace         bool
	jobs          int
}

func (f *conformFlags) register(fs *flag.FlagSet) {
	f.endpointFlags.register(fs)
	fs.Lookup("timeout").Usage = "the most `TIME` to wait for an answer, such as 500ms; 0 is 5s"
	fs.Lookup("v").Usage = "the same as --trace"
	f.selection.register(fs)
	f.outputs.register(fs)
	f.client.register(fs)
	fs.StringVar(&f.name, "name", "", "what to call the target in reports, as `NAME` or NAME@VERSION")
	fs.StringVar(&f.known, "known-failing", "", "expect the failures listed in `@FILE`: an id or a pattern, # and a reason a line")
	fs.StringVar(&f.writeKnown, "write-known", "", "write such a list of what fails to `FILE`")
	fs.BoolVar(&f.strict, "strict", false, "count everything that is not a pass as a failure, on all levels")
	fs.BoolVar(&f.trace, "trace", false, "print every case with its bytes, not just those that fail")
	fs.IntVar(&f.jobs, "jobs", 4, "how many cases run at once (`N`)")
}

func (f *conformFlags) run(ctx context.Context, args []string, s std) error {
	if len(args) == 0 {
		return errors.New("what is to be tested? server, client or codec")
	}
	f.trace = f.trace || f.verbose
	switch rest := args[1:]; args[0] {
	case "server":
		return f.conformServer(ctx, rest, s)
	case "client":
		return f.conformClient(ctx, rest, s)
	case "codec":
		return f.conformCodec(ctx, rest, s)
	case "list":
		return f.list(rest, s)
	case "explain":
		return explain(rest, s)
	case "report":
		return f.report(rest, s)
	case "merge":
		return f.merge(rest, s)
	}
	return fmt.Errorf("conform knows no %q: it is server, client, codec, list, explain, report or merge", args[0])
}

// target returns name and version of the target; the name is other if none was given.
func (f *conformFlags) target(other string) (name, version string) {
	if f.name == "" {
		return other, ""
	}
	name, version, _ = strings.Cut(f.name, "@")
	return name, version
}

// answerTime is how long to wait for an answer.
func (f *conformFlags) answerTime() time.Duration {
	if f.timeout > 0 {
		return f.timeout
	}
	return 5 * time.Second
}
