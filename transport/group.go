package transport

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
)

// A Group is the connections that a server has. Servers of two-way transports use it: it
// takes one goroutine per connection, the one that reads. Its methods may be called
// concurrently. [NewGroup] makes one.
type Group struct {
	handler   Handler
	options   MuxOptions
	onConnect func(*Mux)
	ended     func() // called for each that is over, unless it is nil

	mu     sync.Mutex
	muxes  map[*Mux]struct{}
	closed bool
	left   sync.Cond // a connection has
}

// NewGroup returns a Group without connections; on each that is added, h answers with
// options o. OnConnect is called for each, on a goroutine of its own, so that the server
// can remember the Mux, and call and notify the client by it until its Done is closed;
// nil is allowed.
func NewGroup(h Handler, o MuxOptions, onConnect func(*Mux)) *Group {
	g := &Group{handler: h, options: o.resolved(), onConnect: onConnect, muxes: make(map[*Mux]struct{})}
	g.left.L = &g.mu
	return g
}

// Add begins to serve conn, which the Group owns from then on. The error, which matches
// [ErrClosed], is that of a Group which is shut down; conn is closed then.
func (g *Group) Add(conn Conn) (*Mux, error) {
	m := newMux(conn, g.handler, g.options)
	m.ended = g.remove
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		_ = conn.Close() // it was not used
		return nil, &Error{Op: "accept", Endpoint: m.endpoint(), Err: ErrClosed}
	}
	g.muxes[m] = struct{}{}
	g.mu.Unlock()
	go m.read()
	if g.onConnect != nil {
		go g.onConnect(m)
	}
	return m, nil
}

func (g *Group) remove(m *Mux) {
	if err := m.Err(); !isGood(err) {
		m.options.Logger.Debug("a connection ended", slog.Any(KeyError, err))
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.muxes, m)
	g.left.Broadcast()
	if g.ended != nil {
		g.ended()
	}
}

// wait waits until no connection is left.
func (g *Group) wait() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.muxes) > 0 {
		g.left.Wait()
	}
}

// Len returns how many connections there are.
func (g *Group) Len() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.muxes)
}

// All returns the connections that there are.
func (g *Group) All() []*Mux {
	g.mu.Lock()
	defer g.mu.Unlock()
	all := make([]*Mux, 0, len(g.muxes))
	for m := range g.muxes {
		all = append(all, m)
	}
	return all
}

// Shutdown shuts all connections down at once, each as by [Mux.Shutdown], and waits for
// their ends. No connection can be added any more. When ctx ends first, it closes them,
// and returns the cause.
func (g *Group) Shutdown(ctx context.Context) error {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	var wait sync.WaitGroup
	var failed atomic.Bool
	for _, m := range g.All() {
		wait.Go(func() {
			if m.Shutdown(ctx) != nil {
				failed.Store(true)
			}
		})
	}
	wait.Wait()
	if failed.Load() && ctx.Err() != nil { // else a farewell failed, which nobody can help
		return context.Cause(ctx)
	}
	return nil
}
