package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// A load is a way to call: so many callers, each of which makes a call, or sends
// a batch of them, when the one before is answered.
type load struct {
	title   string
	callers int
	batch   int // calls in a batch, or 0
}

// The loads.
var (
	oneCaller   = load{title: "1 caller", callers: 1}
	manyCallers = load{title: "64 callers", callers: 64}
	oneBatch    = load{title: "1 caller, batches of 100", callers: 1, batch: 100}

	loads = []load{oneCaller, manyCallers, oneBatch}
)

// conns is how many connections are kept open by those who make the calls of a
// load: enough for everybody.
const conns = 100

// takes reports whether the load can be put on c.
func (l load) takes(c *caller) bool { return l.batch == 0 || c.batch != nil }

// run puts the load on c for some time and returns how many calls a second were
// answered.
func (l load) run(ctx context.Context, c *caller, d time.Duration) (float64, error) {
	var calls atomic.Int64
	var running sync.WaitGroup
	failures := make([]error, l.callers)
	start := time.Now()
	for i := range failures {
		running.Go(func() {
			var done int
			done, failures[i] = l.repeat(ctx, c, start.Add(d))
			calls.Add(int64(done))
		})
	}
	running.Wait()
	return float64(calls.Load()) / time.Since(start).Seconds(), errors.Join(failures...)
}

// repeat is what one caller does until the end. It returns how many of his calls
// were answered.
func (l load) repeat(ctx context.Context, c *caller, end time.Time) (int, error) {
	calls := 0
	for time.Now().Before(end) {
		n, err := l.once(ctx, c)
		if err != nil {
			return calls, err
		}
		calls += n
	}
	return calls, nil
}

// once makes a call or sends a batch, and returns how many calls that were.
func (l load) once(ctx context.Context, c *caller) (int, error) {
	if l.batch == 0 {
		reply, err := c.echo(ctx, echo.Text)
		return 1, echo.Check(err, reply)
	}
	replies, err := c.batch(ctx, slices.Repeat([]string{echo.Text}, l.batch))
	if err == nil && len(replies) != l.batch {
		err = fmt.Errorf("%d of %d calls were answered", len(replies), l.batch)
	}
	return l.batch, echo.Check(err, replies...)
}
