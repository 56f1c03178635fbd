package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/conformance/report"
)

// trialTime is the most that one trial may take, whatever its peer does.
const trialTime = 8 * time.Minute

// A harness runs trials.
type harness struct {
	root string // this folder
	work string // where things are installed
	out  io.Writer

	mu       sync.Mutex
	installs map[string]*install
	deaths   map[string]int
}

// An outcome is what became of a trial: a run, or the reason why there is none.
type outcome struct {
	trial   *trial
	run     *conformance.Run
	missing string // why it was not run
	deaths  int    // how often the peer died or hung and was started again
}

// asExpected reports whether nothing came as a surprise. What was not run is none.
func (o *outcome) asExpected() bool {
	return o.run == nil || report.AsExpected(o.run, false)
}

// newHarness returns a harness that installs into a folder.
func newHarness(root, work string, out io.Writer) *harness {
	return &harness{root: root, work: work, out: out, installs: make(map[string]*install), deaths: make(map[string]int)}
}

// log tells whoever waits for the results what is going on.
func (h *harness) log(format string, args ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintf(h.out, format+"\n", args...)
}

// noteDeaths notes how often a peer died or hung.
func (h *harness) noteDeaths(t *trial, n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deaths[t.name()] = n
}

// deathsOf returns how often a peer died or hung.
func (h *harness) deathsOf(t *trial) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.deaths[t.name()]
}

// all runs trials, some of them at once, and returns their outcomes in the same order.
func (h *harness) all(ctx context.Context, trials []*trial, atOnce int) []*outcome {
	outcomes := make([]*outcome, len(trials))
	next := make(chan int)
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			for i := range next {
				outcomes[i] = h.one(ctx, trials[i])
			}
		})
	}
	for i := range trials {
		next <- i
	}
	close(next)
	running.Wait()
	return outcomes
}

// one installs and runs a trial.
func (h *harness) one(ctx context.Context, t *trial) *outcome {
	o := &outcome{trial: t}
	if err := h.install(ctx, t.peer); err != nil {
		o.missing = "it cannot be installed: " + err.Error()
		h.log("%s: %s", t.name(), o.missing)
		return o
	}
	began := time.Now()
	run, err := h.run(ctx, t)
	if err != nil {
		o.missing = err.Error()
		h.log("%s: %s", t.name(), o.missing)
		return o
	}
	o.run, o.deaths = run, h.deathsOf(t)
	if err := h.save(o); err != nil {
		h.log("%s: the results are not saved: %v", t.name(), err)
	}
	h.log("%s: %s (%s)", t.name(), report.Verdict(run, false), time.Since(began).Round(time.Second))
	return o
}

// save writes the results of a trial as JSON lines, for the command "conform report".
func (h *harness) save(o *outcome) error {
	var b bytes.Buffer
	if err := conformance.NewWriter(&b).All(o.run); err != nil {
		return err
	}
	folder := filepath.Join(h.work, "results")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, o.trial.name()+".jsonl"), b.Bytes(), 0o644)
}

// run runs the suite for a trial. The error is why there are no results.
func (h *harness) run(ctx context.Context, t *trial) (*conformance.Run, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, trialTime, errors.New("it took too long"))
	defer cancel()
	run := &conformance.Run{
		Role:          t.Role,
		Target:        t.title(),
		TargetVersion: t.peer.Version,
		Address:       t.address(),
		Transport:     t.Transport,
		Selection:     t.selection(),
	}
	of := map[conformance.Role]func(context.Context, *trial, *conformance.Run) error{
		conformance.RoleServer: h.runServer,
		conformance.RoleClient: h.runClient,
		conformance.RoleCodec:  h.runCodec,
	}
	if err := of[t.Role](ctx, t, run); err != nil {
		if errors.Is(err, exec.ErrNotFound) || len(run.Results) == 0 {
			return nil, fmt.Errorf("it cannot be run: %w", err)
		}
		return run, nil // the summary has the error
	}
	return run, nil
}

// address returns the command of a trial without the folder that things are in.
func (t *trial) address() string {
	words := t.Start
	if t.Command != nil {
		words = t.Command.Call
	}
	return strings.ReplaceAll(strings.Join(words, " "), "{work}/", "")
}
