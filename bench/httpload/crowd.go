package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// crowdRounds is how often the calls that wait are made at most.
const crowdRounds = 3

// A crowd is what became of many calls that wait at the same time.
type crowd struct {
	errors   int
	seconds  float64 // until the last call was over
	memory   float64 // of the server, in MB
	atServer int     // goroutines left
	atClient int     // goroutines left
}

// measureCrowds makes the calls that wait, each time with a new process.
func measureCrowds(ctx context.Context, o options) (map[string][]crowd, error) {
	if err := child.AllowFiles(uint64(o.calls) + 200); err != nil {
		return nil, err
	}
	crowds := make(map[string][]crowd)
	for i := range min(o.rounds, crowdRounds) {
		for _, im := range []implementation{rpcwireImplementation(), gethImplementation()} {
			fmt.Fprintf(os.Stderr, "httpload: %d calls that wait, %s, round %d\n", o.calls, im.name, i+1)
			c, err := measureCrowd(ctx, im, o.calls)
			if err != nil {
				return nil, err
			}
			crowds[im.name] = append(crowds[im.name], c)
		}
	}
	return crowds, nil
}

// measureCrowd makes so many calls at once.
func measureCrowd(ctx context.Context, im implementation, calls int) (c crowd, err error) {
	before := runtime.NumGoroutine()
	t, err := startTarget(im, calls)
	if err != nil {
		return crowd{}, err
	}
	defer func() { err = errors.Join(err, t.stop()) }()
	idle, err := t.Goroutines(ctx)
	if err != nil {
		return crowd{}, err
	}
	c.errors, c.seconds = t.waitAll(ctx, calls)
	c.memory = t.PeakMemory()
	t.close()
	c.atClient = child.Left(before, runtime.NumGoroutine)
	c.atServer = child.Left(idle, func() int {
		n, askErr := t.Goroutines(ctx)
		err = errors.Join(err, askErr)
		return n
	})
	return c, err
}

// waitAll makes so many calls that wait, all at once. It returns how many of
// them failed and how many seconds it took.
func (t target) waitAll(ctx context.Context, calls int) (failed int, seconds float64) {
	var failures atomic.Int64
	var first sync.Once
	var running sync.WaitGroup
	start := time.Now()
	for range calls {
		running.Go(func() {
			if err := t.wait(ctx); err != nil {
				failures.Add(1)
				first.Do(func() { fmt.Fprintf(os.Stderr, "httpload: %s: the first error: %v\n", t.name, err) })
			}
		})
	}
	running.Wait()
	return int(failures.Load()), time.Since(start).Seconds()
}
