package transport_test

import (
	"context"
	"sync/atomic"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
)

// A faulty Conn is the end of a pipe that can do worse than close.
type faulty struct {
	*pipeEnd
	reads  chan error                 // what Read returns before anything else
	writes func(payload []byte) error // what Write returns, if it is not nil
	closes atomic.Int32               // how often Close was called
}

func newFaulty(e *pipeEnd) *faulty { return &faulty{pipeEnd: e, reads: make(chan error, 10)} }

// Read also returns what is in reads.
func (f *faulty) Read(ctx context.Context) ([]byte, error) {
	for {
		select {
		case err := <-f.reads:
			return nil, err
		default:
		}
		select {
		case err := <-f.reads:
			return nil, err
		case p := <-f.in.payloads:
			return p, nil
		case <-f.in.closed:
			return f.pipeEnd.Read(ctx)
		}
	}
}

func (f *faulty) Write(ctx context.Context, payload []byte) error {
	if f.writes != nil {
		if err := f.writes(payload); err != nil {
			return err
		}
	}
	return f.pipeEnd.Write(ctx, payload)
}

func (f *faulty) Close() error {
	f.closes.Add(1)
	return f.pipeEnd.Close()
}

// newFaultyRig returns a rig whose Mux has a faulty connection.
func newFaultyRig(t *testing.T, h transport.Handler, o transport.MuxOptions) (*rig, *faulty) {
	t.Helper()
	near, peer := pipe()
	f := newFaulty(near)
	return rigOn(t, f, near, peer, h, o), f
}

// A polite Conn says farewell.
type polite struct {
	*faulty
	drains atomic.Int32
	drain  func(ctx context.Context) error // what Drain does before it closes, if it is not nil
}

func (p *polite) Drain(ctx context.Context) error {
	p.drains.Add(1)
	var err error
	if p.drain != nil {
		err = p.drain(ctx)
	}
	_ = p.Close()
	return err
}

// newPoliteRig returns a rig whose Mux has a polite connection.
func newPoliteRig(t *testing.T, h transport.Handler, o transport.MuxOptions) (*rig, *polite) {
	t.Helper()
	near, peer := pipe()
	p := &polite{faulty: newFaulty(near)}
	return rigOn(t, p, near, peer, h, o), p
}
