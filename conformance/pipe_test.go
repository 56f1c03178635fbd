package conformance_test

import (
	"context"
	"io"
	"slices"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A pipe is one end of a two-way connection within the process.
type pipe struct {
	in, out chan []byte
	closed  chan struct{} // by either end
	close   func()
	limit   int // of a payload that is written
}

// newPipe returns the two ends of a connection.
func newPipe(limits protocol.Limits) (a, b *pipe) {
	limit := limits.Resolved().Payload
	there, back := make(chan []byte, 64), make(chan []byte, 64)
	closed := make(chan struct{})
	var once sync.Once
	end := func() { once.Do(func() { close(closed) }) }
	return &pipe{back, there, closed, end, limit}, &pipe{there, back, closed, end, limit}
}

func (p *pipe) Read(ctx context.Context) ([]byte, error) {
	select {
	case payload := <-p.in:
		return payload, nil
	default:
	}
	select {
	case payload := <-p.in:
		return payload, nil
	case <-p.closed:
		return nil, io.EOF
	case <-ctx.Done():
		return nil, &transport.Error{Op: "receive", Err: context.Cause(ctx)}
	}
}

func (p *pipe) Write(ctx context.Context, payload []byte) error {
	if len(payload) > p.limit {
		return &transport.Error{Op: "send", Err: transport.ErrPayloadTooLarge}
	}
	select {
	case <-p.closed:
		return &transport.Error{Op: "send", Err: transport.ErrClosed}
	case <-ctx.Done():
		return &transport.Error{Op: "send", Err: context.Cause(ctx)}
	default:
	}
	select {
	case p.out <- slices.Clone(payload):
		return nil
	case <-p.closed:
		return &transport.Error{Op: "send", Err: transport.ErrClosed}
	case <-ctx.Done():
		return &transport.Error{Op: "send", Err: context.Cause(ctx)}
	}
}

func (p *pipe) Close() error {
	p.close()
	return nil
}

// dialer returns a function that connects to a handler.
func dialer(h transport.Handler) func(context.Context) (transport.Conn, error) {
	return func(context.Context) (transport.Conn, error) {
		here, there := newPipe(protocol.Limits{Payload: -1})
		go serve(there, h)
		return here, nil
	}
}

// serve answers what comes, everything at once, until the connection is closed.
func serve(c *pipe, h transport.Handler) {
	for {
		payload, err := c.Read(context.Background())
		if err != nil {
			return
		}
		go func() {
			reply := transport.TooLarge()
			if len(payload) <= protocol.DefaultPayloadLimit {
				reply = h.ServeRPC(context.Background(), payload)
			}
			if reply != nil {
				_ = c.Write(context.Background(), reply)
			}
		}()
	}
}
