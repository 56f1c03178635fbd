package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/bench/pipe"
)

// A pipeKey names what was measured within one process.
type pipeKey struct{ shape, name string }

// A pipeFigure is what a call costs, both ends together.
type pipeFigure struct {
	rate   float64 // calls per second
	allocs float64
	bytes  float64
}

// pipes are what calls cost, once for each round.
type pipes map[pipeKey][]pipeFigure

// measurePipes makes calls of every shape with everybody, in every round.
func measurePipes(ctx context.Context, o options) (pipes, error) {
	all := make(pipes)
	for i := range o.rounds {
		fmt.Fprintf(os.Stderr, "wireload: in process, round %d of %d\n", i+1, o.rounds)
		for _, s := range pipe.Shapes() {
			for _, im := range pipe.Implementations() {
				figure, err := measurePipe(ctx, im, s, o.time)
				if err != nil {
					return nil, fmt.Errorf("in process, %s, %s: %w", im.Name, s.Name, err)
				}
				k := pipeKey{s.Name, im.Name}
				all[k] = append(all[k], figure)
			}
		}
	}
	return all, ctx.Err()
}

// measurePipe makes calls for some time.
func measurePipe(ctx context.Context, im pipe.Implementation, s pipe.Shape, d time.Duration) (pipeFigure, error) {
	p := im.Open()
	defer p.Close()
	if _, err := callAll(ctx, p, s, time.Now().Add(d/5)); err != nil { // to warm up
		return pipeFigure{}, err
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	calls, err := callAll(ctx, p, s, start.Add(d))
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	n := float64(calls)
	return pipeFigure{
		rate:   n / took.Seconds(),
		allocs: float64(after.Mallocs-before.Mallocs) / n,
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / n,
	}, err
}

// callAll calls until the end and returns how many calls were answered.
func callAll(ctx context.Context, p *pipe.Peer, s pipe.Shape, end time.Time) (int64, error) {
	var calls atomic.Int64
	err := inParallel(s.InFlight, func(int) error {
		n, err := repeat(ctx, func(ctx context.Context) error { return s.Call(ctx, p) }, end)
		calls.Add(int64(n))
		return err
	})
	return calls.Load(), err
}
