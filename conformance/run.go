package conformance

import (
	"context"
	"fmt"
	"iter"
	"sync"
	"time"
)

// A runner runs single cases.
type runner interface {
	// run runs a case and returns its result, without what is known of the case. The
	// error ends the whole run.
	run(ctx context.Context, c *Case) (Result, error)
}

// failed ends a run before it began.
func failed(err error) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) { yield(Result{}, err) }
}

// runAll runs the selected cases of a role, several at once. The results come in the
// order of the cases; an error comes last.
func runAll(ctx context.Context, role Role, o Options, r runner) iter.Seq2[Result, error] {
	cases, err := o.Selection.Select(role)
	if err != nil {
		return failed(err)
	}
	return func(yield func(Result, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		p := &pool{options: o, runner: r, cases: cases, cancel: cancel}
		defer p.running.Wait()
		defer cancel()
		skipped := 0
		for result := range p.start(ctx) {
			if result.Outcome == Skip {
				skipped++
			}
			o.Known.Mark(&result)
			if !yield(result, nil) {
				return
			}
		}
		switch err := p.failure(ctx); {
		case err != nil:
			yield(Result{}, err)
		case skipped == len(cases):
			yield(Result{}, fmt.Errorf("%w that the target can do: all %d were skipped", ErrNothingSelected, skipped))
		}
	}
}

// A pool runs cases on several goroutines.
type pool struct {
	options Options
	runner  runner
	cases   []*Case
	cancel  context.CancelFunc
	running sync.WaitGroup

	mu  sync.Mutex
	err error
}

// start returns the results in the order of the cases; when the run breaks off, those
// that there are.
func (p *pool) start(ctx context.Context) iter.Seq[Result] {
	jobs := make(chan int)
	slots := make([]chan Result, len(p.cases))
	for i := range slots {
		slots[i] = make(chan Result, 1)
	}
	p.running.Go(func() {
		defer close(jobs)
		for i := range p.cases {
			select {
			case jobs <- i:
			case <-ctx.Done():
				for _, slot := range slots[i:] { // they never begin
					close(slot)
				}
				return
			}
		}
	})
	for range min(p.options.Jobs, len(p.cases)) {
		p.running.Go(func() {
			for i := range jobs {
				if result, ok := p.one(ctx, p.cases[i]); ok {
					slots[i] <- result
				}
				close(slots[i])
			}
		})
	}
	return func(yield func(Result) bool) {
		for _, slot := range slots {
			if result, ok := <-slot; ok && !yield(result) {
				return
			}
		}
	}
}

// one runs a case. It reports false if there is no result since the run broke off.
func (p *pool) one(ctx context.Context, c *Case) (Result, bool) {
	if need := p.options.lacks(c); need != "" {
		return c.result(Result{Outcome: Skip, Note: "the target lacks " + need}), true
	}
	began := time.Now()
	result, err := p.runner.run(ctx, c)
	if err != nil || ctx.Err() != nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.err == nil {
			p.err = err
		}
		p.cancel()
		return Result{}, false
	}
	result.Took = time.Since(began)
	return c.result(result), true
}

// failure returns why the run broke off, or nil.
func (p *pool) failure(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	return context.Cause(ctx)
}

// result fills in what is known of the case.
func (c *Case) result(r Result) Result {
	r.Case, r.Role, r.Level, r.Version = c.ID, c.Role, c.Level, c.Version
	r.Refs, r.Reason = c.Refs, c.Reason
	return r
}

// Collect reads all results of a run into it and counts them. Stale entries of the list
// of known failures count only if the run was not broken off. The error is why it was.
func (r *Run) Collect(results iter.Seq2[Result, error], known *KnownFailures) error {
	var err error
	for result, broke := range results {
		if broke != nil {
			err = broke
			break
		}
		r.Results = append(r.Results, result)
	}
	r.Cases = len(r.Results)
	r.Summary = Summarize(r.Results)
	if err != nil {
		r.Summary.Error = err.Error()
		return err
	}
	r.Summary.Stale = known.Stale(r.Results)
	return nil
}
