package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/bench/internal/figures"
	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// downtime is how long there is no server.
const downtime = time.Second

// patience is when clients that are not back are given up.
const patience = time.Minute

// A comeback is how clients return to a server that was killed and started again.
type comeback struct {
	half, all float64 // seconds from the start of the new process until so many are back
	peak      float64 // attempts to connect within a second
	attempts  float64 // of a client
}

// measureComebacks restarts the server that has many clients.
func measureComebacks(ctx context.Context, o options, dir string) ([]comeback, error) {
	if err := child.AllowFiles(uint64(2*o.clients) + 200); err != nil {
		return nil, err
	}
	var all []comeback
	for i := range min(o.rounds, fewRounds) {
		fmt.Fprintf(os.Stderr, "wireload: %d clients that return, round %d\n", o.clients, i+1)
		c, err := measureComeback(ctx, o.clients, dir)
		if err != nil {
			return nil, fmt.Errorf("clients that return: %w", err)
		}
		all = append(all, c)
	}
	return all, nil
}

// measureComeback restarts the server once.
func measureComeback(ctx context.Context, clients int, dir string) (c comeback, err error) {
	f := crowdField()
	im := f.contenders[0]
	p, err := startProcess(f, im, dir)
	if err != nil {
		return comeback{}, err
	}
	running := p
	defer func() {
		if running != nil {
			err = errors.Join(err, running.Stop())
		}
	}()
	flock := newFlock(p.Address, clients)
	defer flock.close()
	if err := flock.gather(ctx); err != nil {
		return comeback{}, err
	}
	flock.forget()
	running = nil
	if err := p.Kill(); err != nil {
		return comeback{}, err
	}
	time.Sleep(downtime)
	restarted := time.Now()
	if running, err = child.Start(child.Job{Name: f.name + "/" + im.name, Address: p.Address}); err != nil {
		return comeback{}, err
	}
	if err := flock.awaitReturn(ctx); err != nil {
		return comeback{}, err
	}
	return flock.tell(restarted), nil
}

// A flock is many clients of one server.
type flock struct {
	address string
	clients []*transport.Redialer
	back    chan struct{} // one for every client that is back

	mu       sync.Mutex
	attempts []time.Time // to connect
	returns  []time.Time
}

func newFlock(address string, size int) *flock {
	f := &flock{address: address, back: make(chan struct{}, size)}
	for range size {
		f.clients = append(f.clients, transport.Redial(f.dial, transport.RedialOptions{OnConnect: f.greet}))
	}
	return f
}

func (f *flock) dial(ctx context.Context) (transport.Conn, error) {
	f.mu.Lock()
	f.attempts = append(f.attempts, time.Now())
	f.mu.Unlock()
	conn, err := stream.Dial(ctx, "tcp://"+f.address, stream.Line, stream.Options{})
	if err != nil {
		return nil, err // not a Conn that is nil
	}
	return conn, nil
}

// greet makes the first call on a connection. Who has it answered is back.
func (f *flock) greet(ctx context.Context, m *transport.Mux) error {
	reply, err := client.Call[string](ctx, client.New(m, client.Options{}), "echo", protocol.Args{echo.Text})
	if err := echo.Check(err, reply); err != nil {
		return err
	}
	f.mu.Lock()
	f.returns = append(f.returns, time.Now())
	f.mu.Unlock()
	f.back <- struct{}{}
	return nil
}

// gather connects everybody.
func (f *flock) gather(ctx context.Context) error {
	for i := 0; i < len(f.clients); i += dialling {
		some := f.clients[i:min(i+dialling, len(f.clients))]
		if err := inParallel(len(some), func(j int) error { return some[j].Connect(ctx) }); err != nil {
			return err
		}
	}
	return f.awaitReturn(ctx)
}

// forget begins to count anew.
func (f *flock) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts, f.returns = nil, nil
}

// awaitReturn waits until everybody is there.
func (f *flock) awaitReturn(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for i := range f.clients {
		select {
		case <-f.back:
		case <-ctx.Done():
			return fmt.Errorf("%d of %d clients are there: %w", i, len(f.clients), ctx.Err())
		}
	}
	return nil
}

// tell tells how everybody came back.
func (f *flock) tell(restarted time.Time) comeback {
	f.mu.Lock()
	defer f.mu.Unlock()
	slices.SortFunc(f.returns, time.Time.Compare)
	slices.SortFunc(f.attempts, time.Time.Compare)
	seconds := make([]float64, len(f.returns))
	for i, t := range f.returns {
		seconds[i] = t.Sub(restarted).Seconds()
	}
	return comeback{
		half: figures.Median(seconds), all: slices.Max(seconds),
		peak:     float64(most(f.attempts, time.Second)),
		attempts: float64(len(f.attempts)) / float64(len(f.clients)),
	}
}

// most returns how many of some times, which are sorted, lie within a span at most.
func most(times []time.Time, span time.Duration) int {
	first, n := 0, 0
	for i, t := range times {
		for t.Sub(times[first]) >= span {
			first++
		}
		n = max(n, i-first+1)
	}
	return n
}

func (f *flock) close() {
	_ = inParallel(len(f.clients), func(i int) error { return f.clients[i].Close() }) // the errors are always nil
}
