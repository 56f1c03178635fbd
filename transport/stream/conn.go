package stream

import (
	"context"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/internal/outbox"
	"github.com/rpcwire/rpcwire/transport"
)

// linger is how long the other direction of a connection is waited for when one has
// ended.
const linger = time.Second

// A Conn is a connection over a stream of bytes. It is a [transport.Conn], a
// [transport.Drainer] and a [transport.PeerConn]; of its methods, only Read must not be
// called concurrently. It has no goroutine, unless something waits to be written that
// its writer could not wait for.
type Conn struct {
	stream   deadlined
	survives bool       // the stream does, when a deadline passes
	half     halfCloser // nil if the stream has no CloseWrite
	framing  Framing
	endpoint string
	peer     func() *transport.Peer
	explain  func(error) error // returns what is behind an error of reading; may be nil
	timeout  time.Duration     // of reading; zero is none

	out *outbox.Queue

	in      *Reader
	ctx     context.Context // of the Read that is under way
	inErr   error           // what every further Read returns
	inEnded chan struct{}   // closed when inErr is set

	closed   atomic.Bool // by Close or Drain
	shutting sync.Once
	closeErr error
}

type halfCloser interface{ CloseWrite() error }

var (
	_ transport.Conn     = (*Conn)(nil)
	_ transport.Drainer  = (*Conn)(nil)
	_ transport.PeerConn = (*Conn)(nil)
)

// New returns a connection over rwc, which it owns from then on. F is [Line] if it is
// nil.
//
// If rwc has the methods SetReadDeadline and SetWriteDeadline, timeouts and contexts
// interrupt it with them; else they close it, and its Close has to end a Read and a Write
// under way. If it has CloseWrite, that is how Drain tells the peer that nothing will
// follow.
func New(rwc io.ReadWriteCloser, f Framing, o Options) *Conn {
	return newConn(rwc, f, o.resolved(), factsOf(rwc))
}

// newConn returns a connection with resolved options.
func newConn(rwc io.ReadWriteCloser, f Framing, o Options, known facts) *Conn {
	if f == nil {
		f = Line
	}
	c := &Conn{
		framing:  f,
		endpoint: known.endpoint,
		peer:     known.peer,
		timeout:  o.ReadTimeout,
		inEnded:  make(chan struct{}),
	}
	rwc = secured(rwc)
	c.stream, c.survives = withDeadlines(rwc, func() { c.shut(os.ErrDeadlineExceeded) })
	c.half, _ = rwc.(halfCloser)
	c.in = newReader((*source)(c), o.Limits.Payload)
	c.out = outbox.New(c.stream, o.Queue, o.WriteTimeout, c.writeFailed)
	return c
}

// String returns the endpoint of the peer: a URL as far as there is one for it.
func (c *Conn) String() string { return c.endpoint }

// Peer implements [transport.PeerConn]. On the accepting side of TLS it returns nil
// before the first Read has returned a payload.
func (c *Conn) Peer() *transport.Peer { return c.peer() }

// failure returns the error of an operation.
func (c *Conn) failure(op string, sent bool, cause error) error {
	return &transport.Error{Op: op, Endpoint: c.endpoint, Sent: sent, Err: cause}
}

// Close implements [transport.Conn]. What was written and did not go out yet is lost:
// [Conn.Drain] is the way to keep it. The error is that of closing the stream, the same
// for every call. The Close of a connection to a child process (see [Command]) waits for
// its end.
func (c *Conn) Close() error {
	c.closed.Store(true)
	c.shut(transport.ErrClosed)
	return c.closeErr
}

// shut ends writing for a reason, unless it has ended for another one, and reading.
func (c *Conn) shut(cause error) {
	c.shutting.Do(func() {
		c.out.Close(cause)
		if err := c.stream.Close(); err != nil {
			c.closeErr = c.failure("close", true, err)
		}
	})
}

// Drain implements [transport.Drainer]: it sends what was written, closes the sending
// side, and waits a second at most for the peer to close its side, as it does when it
// has read everything; somebody has to Read meanwhile. Then it closes. The error is that
// of ctx or the connection if not everything was sent.
func (c *Conn) Drain(ctx context.Context) error {
	if err := c.out.Drain(ctx); err != nil {
		_ = c.Close() // the other error came first
		return c.failure("write", true, err)
	}
	c.out.Close(transport.ErrClosed)
	if c.half != nil && c.half.CloseWrite() == nil {
		c.awaitEnd(ctx)
	}
	return c.Close()
}

// awaitEnd waits until the peer has closed its side, but not for long.
func (c *Conn) awaitEnd(ctx context.Context) {
	timer := time.NewTimer(linger)
	defer timer.Stop()
	select {
	case <-c.inEnded:
	case <-timer.C:
	case <-ctx.Done():
	}
}
