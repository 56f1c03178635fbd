package mutant

import (
	"context"
	"io"
	"log"
	"slices"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// silent is for servers whose clients misbehave.
var silent = log.New(io.Discard, "", 0)

// A pipe is one end of a two-way connection within the process.
type pipe struct {
	in, out chan []byte
	closed  chan struct{} // by either end
	close   func()
}

// newPipe returns the two ends of a connection. It holds as much as a case sends at once:
// the suite reads little while it writes.
func newPipe() (a, b *pipe) {
	const most = 1024
	there, back := make(chan []byte, most), make(chan []byte, most)
	closed := make(chan struct{})
	end := sync.OnceFunc(func() { close(closed) })
	return &pipe{back, there, closed, end}, &pipe{there, back, closed, end}
}

// Read returns the next payload. What was written before the connection was closed can
// still be read.
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

// Write sends a payload.
func (p *pipe) Write(ctx context.Context, payload []byte) error {
	select {
	case <-p.closed:
		return &transport.Error{Op: "send", Err: transport.ErrClosed}
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

// Close closes the connection.
func (p *pipe) Close() error {
	p.close()
	return nil
}

// context returns a context that ends with the connection.
func (p *pipe) context() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		select {
		case <-p.closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

// each calls a function for every payload that comes, until it reports false or the
// connection ends.
func (p *pipe) each(f func(ctx context.Context, payload []byte) bool) {
	ctx, cancel := p.context()
	defer cancel()
	for {
		payload, err := p.Read(ctx)
		if err != nil || !f(ctx, payload) {
			return
		}
	}
}

// answer sends the answer to a payload, if there is one.
func (p *pipe) answer(ctx context.Context, h transport.Handler, payload []byte) {
	reply := transport.TooLarge()
	if len(payload) <= protocol.DefaultPayloadLimit {
		reply = h.ServeRPC(ctx, payload)
	}
	if reply != nil {
		_ = p.Write(ctx, reply) // the other side may be gone
	}
}

// answering returns a function for each that answers one payload after the other.
func (p *pipe) answering(h transport.Handler) func(context.Context, []byte) bool {
	return func(ctx context.Context, payload []byte) bool {
		p.answer(ctx, h, payload)
		return true
	}
}

// serveAtOnce is how a connection should be served: whatever comes is answered at once,
// until the connection is closed.
func serveAtOnce(c *pipe, h transport.Handler) {
	c.each(func(ctx context.Context, payload []byte) bool {
		go c.answer(ctx, h, payload)
		return true
	})
}
