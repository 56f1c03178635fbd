package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

type results = iter.Seq2[conformance.Result, error]

const (
	// dyingTime is how long a server that does not answer any more may take to end by
	// itself.
	dyingTime = 2 * time.Second

	// deafAfter is how many cases in a row may end by time alone before the server is
	// asked whether it is still there.
	deafAfter = 6
)

// A serverTrial is a run against a server. It starts the server, and starts it again when
// it has died.
type serverTrial struct {
	*trial
	options conformance.Options
	command func() *exec.Cmd
	log     func(format string, args ...any)

	process *process
	target  target
	deaths  int
}

// errDeaf ends a run against a server that does not answer any more, or is not there.
var errDeaf = errors.New("the server is gone")

// start starts the server.
func (s *serverTrial) start(ctx context.Context) error {
	if strings.HasPrefix(s.Transport, "stdio") {
		s.target = spawn(s.Transport, s.command)
		return nil
	}
	var err error
	if s.process, err = startProcess(ctx, s.command()); err != nil {
		return err
	}
	if s.target, err = reach(ctx, s.Transport, s.process.url); err != nil {
		s.stop()
	}
	return err
}

// stop ends the server.
func (s *serverTrial) stop() {
	if s.target.close != nil {
		s.target.close()
	}
	if s.process != nil {
		s.process.stop()
	}
	s.target, s.process = target{}, nil
}

// isGone reports whether the server has died, or does within a time.
func (s *serverTrial) isGone(within time.Duration) bool {
	return s.process != nil && s.process.hasEnded(within)
}

// allAtOnce runs all cases, several at once. The error is errDeaf if the server did not
// survive that.
func (s *serverTrial) allAtOnce(ctx context.Context) results {
	return func(yield func(conformance.Result, error) bool) {
		if err := s.start(ctx); err != nil {
			yield(conformance.Result{}, err)
			return
		}
		defer s.stop()
		slow := 0 // cases in a row that ended by time alone
		for r, err := range conformance.RunServer(ctx, s.target.ServerTarget, s.options) {
			if slow++; !s.isSlow(&r) {
				slow = 0
			}
			if s.isGone(0) || slow == deafAfter && !s.ping(ctx) {
				yield(conformance.Result{}, errDeaf)
				return
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
		if !s.ping(ctx) {
			yield(conformance.Result{}, errDeaf)
		}
	}
}

// isSlow reports whether a case failed by time alone.
func (s *serverTrial) isSlow(r *conformance.Result) bool {
	return r.Outcome == conformance.Fail && r.Took > s.options.Timeout*9/10
}

// one runs one case. A case during which the server dies has failed.
func (s *serverTrial) one(ctx context.Context, id string) (conformance.Result, error) {
	if s.target.close == nil {
		if err := s.start(ctx); err != nil {
			return conformance.Result{}, err
		}
	}
	r, err := s.only(ctx, id)
	if err != nil && !errors.Is(err, conformance.ErrUnreachable) {
		return r, err
	}
	if isFine(&r) || s.ping(ctx) {
		return r, err
	}
	what := "the server answers nothing any more"
	if s.isGone(dyingTime) {
		what = "the server process died"
		s.log("%s: died in %s: %s", s.name(), id, s.process.said)
	} else {
		s.log("%s: answers nothing any more after %s", s.name(), id)
	}
	fell(&r, what)
	s.deaths++
	s.stop()
	return r, ctx.Err()
}

// isFine reports whether a result shows that the server lives.
func isFine(r *conformance.Result) bool {
	n := len(r.Exchanges)
	return r.Outcome == conformance.Skip || r.Outcome == conformance.Pass && n > 0 && r.Exchanges[n-1].Received != nil
}

// only runs one case and returns its result.
func (s *serverTrial) only(ctx context.Context, id string) (conformance.Result, error) {
	o := s.options
	o.Selection = conformance.Selection{Run: []string{id}}
	o.Known = nil // lanes mark their results
	var result conformance.Result
	for r, err := range conformance.RunServer(ctx, s.target.ServerTarget, o) {
		if err == nil {
			result = r
		} else if !errors.Is(err, conformance.ErrNothingSelected) { // as where all is skipped
			return blank(id), err
		}
	}
	return result, nil
}

// blank returns a result for a case that did not even begin.
func blank(id string) conformance.Result {
	r := conformance.Result{Case: id, Role: conformance.RoleServer, Outcome: conformance.Fail, Message: "the server cannot be reached"}
	for _, c := range conformance.Cases() {
		if c.ID == id {
			r.Level, r.Version, r.Refs, r.Reason = c.Level, c.Version, c.Refs, c.Reason
		}
	}
	return r
}

// fell makes a result a failure because of what became of the server.
func fell(r *conformance.Result, what string) {
	if r.Outcome == conformance.Fail {
		r.Message += "; " + what
		return
	}
	r.Outcome, r.Message, r.Note = conformance.Fail, what, ""
}

// command returns how the program of a trial is started.
func (h *harness) command(t *trial) func() *exec.Cmd {
	return func() *exec.Cmd {
		words := h.fill(t.Start)
		cmd := exec.Command(words[0], words[1:]...)
		cmd.Dir = t.peer.file.folder
		cmd.Env = append(os.Environ(), h.fill(t.Env)...)
		return cmd
	}
}

// runServer runs the suite against a server.
func (h *harness) runServer(ctx context.Context, t *trial, run *conformance.Run) error {
	if !t.OneByOne {
		s, err := h.newServerTrial(t)
		if err != nil {
			return err
		}
		err = run.Collect(s.allAtOnce(ctx), s.options.Known)
		if !errors.Is(err, errDeaf) && !errors.Is(err, conformance.ErrUnreachable) {
			return err
		}
		h.log("%s: died or fell silent; once more, one case at a time", t.name())
		run.Results, run.Summary = nil, nil
	}
	return h.runLanes(ctx, t, run)
}

// runLanes runs the suite against servers that die.
func (h *harness) runLanes(ctx context.Context, t *trial, run *conformance.Run) error {
	first, err := h.newServerTrial(t)
	if err != nil {
		return err
	}
	trials := []*serverTrial{first}
	for range first.options.Jobs - 1 {
		s := *first // with the same list of known failures
		trials = append(trials, &s)
	}
	if err := run.Collect(lanes(ctx, trials), first.options.Known); err != nil {
		return err
	}
	deaths := 0
	for _, s := range trials {
		deaths += s.deaths
	}
	h.noteDeaths(t, deaths)
	return nil
}

// newServerTrial returns a run that has not begun.
func (h *harness) newServerTrial(t *trial) (*serverTrial, error) {
	o, err := h.options(t)
	if err != nil {
		return nil, err
	}
	return &serverTrial{trial: t, options: o, command: h.command(t), log: h.log}, nil
}

// fill replaces {work} in words.
func (h *harness) fill(words []string) []string {
	filled := slices.Clone(words)
	for i := range filled {
		filled[i] = strings.ReplaceAll(filled[i], "{work}", h.work)
	}
	return filled
}

// selection returns which cases are run.
func (t *trial) selection() conformance.Selection {
	return conformance.Selection{Versions: t.Spec, Profile: t.Profile, Skip: slices.Sorted(maps.Keys(t.Skip))}
}

// options returns how the suite is run for a trial.
func (h *harness) options(t *trial) (conformance.Options, error) {
	known, err := readKnown(h.knownFile(t))
	if err != nil {
		return conformance.Options{}, fmt.Errorf("the list of known failures: %w", err)
	}
	o := conformance.Options{
		Selection: t.selection(),
		Without:   t.Without,
		Timeout:   time.Duration(t.Timeout),
		Jobs:      t.Jobs,
		Known:     known,
	}
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Second
	}
	if o.Jobs == 0 {
		o.Jobs = 4
	}
	return o, nil
}
