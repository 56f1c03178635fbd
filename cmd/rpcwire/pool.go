package main

import (
	"context"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// keptConns is how many connections a pool keeps that nobody uses.
const keptConns = 64

// A pool sends every payload over a two-way connection that has no other call in flight.
// Clients that know nothing of each other use equal ids, and send bytes that are answered
// with none, so they cannot share a connection at the same time.
type pool struct {
	dial func(context.Context) (transport.Conn, error)

	mu     sync.Mutex
	idle   []*transport.Mux
	closed bool
}

// Send sends a payload over a connection of its own.
func (p *pool) Send(ctx context.Context, payload []byte) ([]byte, error) {
	m, err := p.take(ctx)
	if err != nil {
		return nil, err
	}
	reply, err := m.Send(ctx, payload)
	if err != nil {
		_ = m.Close() // what is still to come must not meet another call
		return nil, err
	}
	p.put(m)
	return reply, nil
}

// take returns a connection that nobody uses.
func (p *pool) take(ctx context.Context) (*transport.Mux, error) {
	for {
		m := p.pop()
		if m == nil {
			break
		}
		if m.Err() == nil {
			return m, nil
		}
	}
	conn, err := p.dial(ctx)
	if err != nil {
		return nil, err
	}
	return transport.NewMux(conn, nil, transport.MuxOptions{}), nil
}

func (p *pool) pop() *transport.Mux {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.idle) == 0 {
		return nil
	}
	last := len(p.idle) - 1
	m := p.idle[last]
	p.idle = p.idle[:last]
	return m
}

// put takes a connection back.
func (p *pool) put(m *transport.Mux) {
	p.mu.Lock()
	keep := !p.closed && len(p.idle) < keptConns
	if keep {
		p.idle = append(p.idle, m)
	}
	p.mu.Unlock()
	if !keep {
		_ = m.Close() // no call is in flight
	}
}

// close closes the connections that nobody uses, and later the others.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.closed = nil, true
	p.mu.Unlock()
	for _, m := range idle {
		_ = m.Close() // no call is in flight
	}
}
