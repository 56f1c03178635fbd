package main

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// A caller is the calling side of one connection.
type caller struct {
	// newCall returns how one of several callers makes his calls.
	newCall func(i int) (call, error)

	// inTurn keeps so many echoes in flight until the end and returns how many came
	// back, without callers. It is nil where newCall is not.
	inTurn func(inFlight int, end time.Time) (int, error)

	// wait calls the method that takes its time; nil if that is not measured.
	wait func(ctx context.Context) error

	close func()
}

// A call is one echo, checked.
type call func(ctx context.Context) error

// echoing returns the newCall of a client that many goroutines may use.
func echoing(f func(ctx context.Context, text string) (string, error)) func(int) (call, error) {
	return func(int) (call, error) {
		return func(ctx context.Context) error {
			reply, err := f(ctx, echo.Text)
			return echo.Check(err, reply)
		}, nil
	}
}

// drive keeps so many echoes in flight until the end and returns how many were answered.
// Nothing is in flight any more then.
func (c *caller) drive(ctx context.Context, inFlight int, end time.Time) (int, error) {
	if c.inTurn != nil {
		return c.inTurn(inFlight, end)
	}
	var calls atomic.Int64
	err := c.eachByItself(inFlight, func(next call) error {
		done, err := repeat(ctx, next, end)
		calls.Add(int64(done))
		return err
	})
	return int(calls.Load()), err
}

// eachByItself has so many callers, each with a goroutine.
func (c *caller) eachByItself(callers int, f func(call) error) error {
	all := make([]call, callers)
	for i := range all {
		var err error
		if all[i], err = c.newCall(i); err != nil {
			return err
		}
	}
	return inParallel(callers, func(i int) error { return f(all[i]) })
}

// repeat calls until the end, but once at least, each time when the call before is
// answered, and returns how many calls were answered. The contexts of the calls have no
// end, since a raw echo has no contexts at all.
func repeat(ctx context.Context, next call, end time.Time) (int, error) {
	ctx = context.WithoutCancel(ctx)
	for calls := 0; ; {
		if err := next(ctx); err != nil {
			return calls, err
		}
		if calls++; !time.Now().Before(end) {
			return calls, nil
		}
	}
}

// inParallel calls f with the numbers below n, all at once.
func inParallel(n int, f func(i int) error) error {
	failures := make([]error, n)
	var running sync.WaitGroup
	for i := range n {
		running.Go(func() { failures[i] = f(i) })
	}
	running.Wait()
	return errors.Join(failures...)
}
