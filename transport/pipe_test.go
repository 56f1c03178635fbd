package transport_test

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// pipe returns the two ends of a connection in memory. A payload that is written waits
// in the pipe; there is room for one.
func pipe() (a, b *pipeEnd) {
	ab, ba := newPipeHalf(), newPipeHalf()
	return &pipeEnd{in: ba, out: ab}, &pipeEnd{in: ab, out: ba}
}

// A pipeHalf is one direction.
type pipeHalf struct {
	payloads chan []byte
	closed   chan struct{}
	once     sync.Once
}

func newPipeHalf() *pipeHalf {
	return &pipeHalf{payloads: make(chan []byte, 1), closed: make(chan struct{})}
}

func (h *pipeHalf) close() { h.once.Do(func() { close(h.closed) }) }

// A pipeEnd is a [transport.Conn].
type pipeEnd struct{ in, out *pipeHalf }

func (e *pipeEnd) Read(ctx context.Context) ([]byte, error) {
	select {
	case p := <-e.in.payloads:
		return p, nil
	default:
	}
	select {
	case p := <-e.in.payloads:
		return p, nil
	case <-e.in.closed:
		select {
		case p := <-e.in.payloads: // it was written before
			return p, nil
		default:
			return nil, io.EOF
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (e *pipeEnd) Write(ctx context.Context, payload []byte) error {
	select {
	case <-e.out.closed:
		return &transport.Error{Op: "send", Err: transport.ErrClosed}
	default:
	}
	select {
	case e.out.payloads <- bytes.Clone(payload):
		return nil
	case <-e.out.closed:
		return &transport.Error{Op: "send", Err: transport.ErrClosed}
	case <-ctx.Done():
		return &transport.Error{Op: "send", Err: ctx.Err()}
	}
}

// Close ends both directions.
func (e *pipeEnd) Close() error {
	e.in.close()
	e.out.close()
	return nil
}

// CloseWrite ends the direction to the peer.
func (e *pipeEnd) CloseWrite() { e.out.close() }
