package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	asExpected, err := interop(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "interop:", err)
		os.Exit(2)
	case !asExpected:
		os.Exit(1)
	}
}

// flags are those of the command.
type flags struct {
	root   string
	docs   string
	only   string
	quick  bool
	update bool
	atOnce int
}

// interop runs what the flags say. It reports whether all results are as expected.
func interop(ctx context.Context, args []string, out io.Writer) (asExpected bool, err error) {
	var f flags
	fs := flag.NewFlagSet("interop", flag.ContinueOnError)
	fs.StringVar(&f.root, "root", ".", "the folder `DIR` that has the folders of the peers")
	fs.StringVar(&f.docs, "docs", "", "write INTEROP.md and interop.html to the folder `DIR`")
	fs.StringVar(&f.only, "only", "", "only the runs whose names match `REGEXP`, such as 'jayson-.*-http'")
	fs.BoolVar(&f.quick, "quick", false, "only the quick runs")
	fs.BoolVar(&f.update, "update", false, "drop stale entries from the lists of known failures, and add what fails")
	fs.IntVar(&f.atOnce, "at-once", 3, "run `N` at once")
	if err := fs.Parse(args); err != nil {
		return false, err
	}
	trials, err := f.trials()
	if err != nil {
		return false, err
	}
	root, err := filepath.Abs(f.root)
	if err != nil {
		return false, err
	}
	h := newHarness(root, filepath.Join(root, ".work"), out)
	began := time.Now()
	outcomes := h.all(ctx, trials, max(f.atOnce, 1))
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	h.log("%d runs in %s", len(outcomes), time.Since(began).Round(time.Second))
	if f.update {
		if err := h.updateAll(outcomes); err != nil {
			return false, err
		}
	}
	if f.docs != "" {
		if err := writeDocuments(f.docs, outcomes); err != nil {
			return false, err
		}
	}
	return h.verdict(outcomes), nil
}

// trials returns those that are selected.
func (f *flags) trials() ([]*trial, error) {
	only, err := regexp.Compile("^(?:" + f.only + ")")
	if err != nil {
		return nil, err
	}
	trials, err := readPeers(f.root)
	if err != nil {
		return nil, err
	}
	trials = slices.DeleteFunc(trials, func(t *trial) bool { return f.quick && !t.Quick || !only.MatchString(t.name()) })
	if len(trials) == 0 {
		return nil, errors.New("there are no such runs")
	}
	return trials, nil
}

// verdict tells what was not as expected, and reports whether nothing was and something
// was run at all.
func (h *harness) verdict(outcomes []*outcome) bool {
	ran, good := 0, true
	for _, o := range outcomes {
		if o.run != nil {
			ran++
		}
		if !o.asExpected() {
			good = false
			h.surprises(o)
		}
	}
	if ran == 0 {
		h.log("nothing could be run")
	}
	return good && ran > 0
}

// surprises tells what was not expected of a run.
func (h *harness) surprises(o *outcome) {
	for i := range o.run.Results {
		if r := &o.run.Results[i]; r.Failed(false) {
			h.log("%s: unexpected: %s: %s", o.trial.name(), r.Case, r.Message)
		}
	}
	if o.run.Summary == nil {
		return
	}
	for _, entry := range o.run.Summary.Stale {
		h.log("%s: %s does not fail any more; take it off known/%s.txt", o.trial.name(), entry, o.trial.name())
	}
	if o.run.Summary.Error != "" {
		h.log("%s: broke off: %s", o.trial.name(), o.run.Summary.Error)
	}
}

// updateAll brings the lists of known failures up to date.
func (h *harness) updateAll(outcomes []*outcome) error {
	for _, o := range outcomes {
		if o.run == nil || o.run.Summary == nil || o.run.Summary.Error != "" {
			continue
		}
		if err := updateKnown(h.knownFile(o.trial), o.run); err != nil {
			return err
		}
	}
	return nil
}
