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

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"

	"github.com/rpcwire/rpcwire/bench/internal/child"
)

// fewRounds is how often what takes long is measured at most.
const fewRounds = 3

// A crowd is what became of many calls that wait at the same time.
type crowd struct {
	errors   int
	seconds  float64 // until the last call was over
	memory   float64 // of the server, in MB
	atServer int     // goroutines left
	atClient int     // goroutines left
}

// crowdName is the name of the field of those who have many calls waiting.
const crowdName = "crowd"

// crowdField has those that can have many calls waiting on one connection.
func crowdField() field {
	f := field{name: crowdName}
	tcp, ws := streamField("tcp"), wsField()
	f.contenders = []contender{
		tcp.named(selfName+lineFraming.suffix, "tcp"),
		jrpcContender("tcp", "jrpc2, lines, tcp", channel.Line, "channel.Line", &jrpc2.ServerOptions{Concurrency: 1 << 20}),
		ws.named(selfName, "ws"),
		ws.named(gethName, "ws"),
	}
	return f
}

// named returns a contender of f under a name that tells the transport as well.
func (f field) named(name, transport string) contender {
	for _, c := range f.contenders {
		if c.name == name {
			c.name += ", " + transport
			return c
		}
	}
	panic("there is no " + name)
}

// measureCrowds makes the calls that wait, each time with a new process.
func measureCrowds(ctx context.Context, o options, dir string) (map[string][]crowd, error) {
	f := crowdField()
	crowds := make(map[string][]crowd)
	for i := range min(o.rounds, fewRounds) {
		for _, contender := range f.contenders {
			fmt.Fprintf(os.Stderr, "wireload: %d calls that wait, %s, round %d\n", o.calls, contender.name, i+1)
			c, err := measureCrowd(ctx, f, contender, o.calls, dir)
			if err != nil {
				return nil, fmt.Errorf("calls that wait, %s: %w", contender.name, err)
			}
			crowds[contender.name] = append(crowds[contender.name], c)
		}
	}
	return crowds, nil
}

// measureCrowd makes so many calls at once.
func measureCrowd(ctx context.Context, f field, im contender, calls int, dir string) (c crowd, err error) {
	before := runtime.NumGoroutine()
	p, err := startProcess(f, im, dir)
	if err != nil {
		return crowd{}, err
	}
	defer func() { err = errors.Join(err, p.Stop()) }()
	idle, err := p.Goroutines(ctx)
	if err != nil {
		return crowd{}, err
	}
	caller, err := im.dial(ctx, p.Address)
	if err != nil {
		return crowd{}, err
	}
	c.errors, c.seconds = caller.waitAll(ctx, im.name, calls)
	c.memory = p.PeakMemory()
	caller.close()
	c.atClient = child.Left(before, runtime.NumGoroutine)
	c.atServer = child.Left(idle, func() int {
		n, askErr := p.Goroutines(ctx)
		err = errors.Join(err, askErr)
		return n
	})
	return c, err
}

// waitAll makes so many calls that wait, all at once. It returns how many of them failed
// and how many seconds it took.
func (c *caller) waitAll(ctx context.Context, name string, calls int) (failed int, seconds float64) {
	var failures atomic.Int64
	var first sync.Once
	var running sync.WaitGroup
	start := time.Now()
	for range calls {
		running.Go(func() {
			if err := c.wait(ctx); err != nil {
				failures.Add(1)
				first.Do(func() { fmt.Fprintf(os.Stderr, "wireload: %s: the first error: %v\n", name, err) })
			}
		})
	}
	running.Wait()
	return int(failures.Load()), time.Since(start).Seconds()
}
