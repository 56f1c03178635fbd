package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	conformreport "github.com/rpcwire/rpcwire/conformance/report"
)

// exitDied is the exit code of conform for a target that is not there, or died.
const exitDied = 3

// results are those of a run that is under way.
type results = iter.Seq2[conformance.Result, error]

// A trial is one run of the suite that is about to be made.
type trial struct {
	run   conformance.Run
	begin func(context.Context, conformance.Options) results
}

// try runs all trials, prints what comes of them and writes the reports. The error tells
// whether all is as expected.
func (f *conformFlags) try(ctx context.Context, s std, trials ...trial) error {
	if f.jobs < 1 {
		return errors.New("--jobs must be at least 1")
	}
	if err := f.outputs.check(); err != nil {
		return err
	}
	var runs []*conformance.Run
	var worst error
	for i := range trials {
		known, err := f.readKnown()
		if err != nil {
			return err
		}
		run := &trials[i].run
		if err := f.tryOne(ctx, s, trials[i].begin, run, known); err != nil {
			if exit := (exitError{}); !errors.As(err, &exit) || exit.code == exitInterrupted {
				return err
			} else if worst == nil || exit.code == exitDied {
				worst = err
			}
		}
		runs = append(runs, run)
	}
	if err := f.writeKnownFailures(runs); err != nil {
		return err
	}
	if err := f.outputs.write(runs, f.strict, s); err != nil {
		return err
	}
	return worst
}

// tryOne makes one run.
func (f *conformFlags) tryOne(ctx context.Context, s std, begin func(context.Context, conformance.Options) results, run *conformance.Run, known *conformance.KnownFailures) error {
	run.Selection, run.Started = f.selection.selection(), time.Now().UTC().Truncate(time.Second)
	options := conformance.Options{Selection: run.Selection, Timeout: f.answerTime(), Jobs: f.jobs, Known: known}
	p := newMeter(s, run)
	err := run.Collect(f.shown(begin(ctx, options), s, p), known)
	p.clear()
	switch {
	case ctx.Err() != nil:
		return errInterrupted
	case errors.Is(err, conformance.ErrUnreachable):
		return exitError{exitDied, err}
	case err != nil:
		return err
	}
	if printed := conformreport.WriteSummary(f.console(s), run, f.strict); printed != nil {
		return exitError{exitInvalid, printed}
	}
	if !conformreport.AsExpected(run, f.strict) {
		return exitError{exitInvalid, nil} // it has been told
	}
	return nil
}

// console is where people read what comes of a run: standard output, unless a report goes
// there.
func (f *conformFlags) console(s std) io.Writer {
	if f.outputs.usesStdout() {
		return s.err
	}
	return s.out
}

// shown passes results on and prints those that people should see.
func (f *conformFlags) shown(all results, s std, p *meter) results {
	return func(yield func(conformance.Result, error) bool) {
		for r, err := range all {
			if err == nil {
				p.advance(&r)
				if f.trace || r.Outcome == conformance.Fail && r.Known == "" || f.strict && r.Failed(true) {
					p.clear()
					_ = conformreport.WriteFailure(f.console(s), &r) // the summary tells if nobody reads
				}
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// readKnown returns the list of known failures, or nil.
func (f *conformFlags) readKnown() (*conformance.KnownFailures, error) {
	if f.known == "" {
		return nil, nil
	}
	name := strings.TrimPrefix(f.known, "@")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return conformance.ReadKnownFailures(name, bytes.NewReader(data))
}

// writeKnownFailures writes the list of what fails, if it was asked for.
func (f *conformFlags) writeKnownFailures(runs []*conformance.Run) error {
	if f.writeKnown == "" {
		return nil
	}
	var b strings.Builder
	seen := make(map[string]bool)
	for _, run := range runs {
		fmt.Fprintf(&b, "# %s %s\n", run.Role, run.Target)
		for i := range run.Results {
			r := &run.Results[i]
			if r.Outcome != conformance.Fail || seen[r.Case] {
				continue
			}
			seen[r.Case] = true
			reason := r.Known
			if reason == "" {
				reason = strings.Join(strings.Fields(r.Message), " ")
			}
			fmt.Fprintf(&b, "%s # %s\n", r.Case, reason)
		}
	}
	return os.WriteFile(f.writeKnown, []byte(b.String()), 0o644)
}
