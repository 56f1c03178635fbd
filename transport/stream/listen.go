package stream

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A Listener accepts connections over TCP, TLS or a unix socket. It is a
// [transport.Listener]; its methods may be called concurrently.
type Listener struct {
	listener net.Listener
	framing  Framing
	options  Options
	endpoint string
	remove   func() // removes the socket file
	closed   atomic.Bool
	closing  sync.Once
	closeErr error
}

var _ transport.Listener = (*Listener)(nil)

// Listen listens at an address: see [Dial] for its forms. With port 0, the system picks
// a port, and without a host, it listens on all interfaces. F is [Line] if it is nil.
//
// For a unix socket, a file is made with the mode of Options.Mode and removed by Close.
// A socket file is in the way if a server answers there; one that a dead server left is
// replaced. An abstract socket is open to every process of the machine.
func Listen(ctx context.Context, address string, f Framing, o Options) (*Listener, error) {
	t, err := parseTarget(address)
	if err != nil {
		return nil, &transport.Error{Op: "listen", Err: err}
	}
	o = o.resolved()
	if o.TLS != nil && t.network == "tcp" {
		t.tls = true
	}
	l := &Listener{framing: f, options: o, remove: func() {}}
	if t.tls && o.TLS == nil {
		err = errors.New("TLS needs a certificate")
	} else {
		err = l.listen(ctx, t)
	}
	if err != nil {
		return nil, &transport.Error{Op: "listen", Endpoint: t.url(), Err: dialError(ctx, err)}
	}
	l.endpoint = urlOf(l.listener.Addr(), map[bool]string{true: "tls", false: "tcp"}[t.tls])
	return l, nil
}

func (l *Listener) listen(ctx context.Context, t target) (err error) {
	if t.network == "unix" && t.addr[0] != '@' {
		l.listener, l.remove, err = listenFile(ctx, t.addr, l.options.Mode)
		return err
	}
	var config net.ListenConfig
	l.listener, err = config.Listen(ctx, t.network, t.addr)
	return err
}

// String returns the address that is listened at, as a URL that [Dial] takes.
func (l *Listener) String() string { return l.endpoint }

// Addr returns the address that is listened at.
func (l *Listener) Addr() net.Addr { return l.listener.Addr() }

// Accept implements [transport.Listener]. The connection is a [*Conn]. With TLS, its
// first Read or Write waits for the handshake, ten seconds at most.
func (l *Listener) Accept(ctx context.Context) (transport.Conn, error) {
	for {
		c, err := l.acceptUntil(ctx)
		switch {
		case err == nil:
			return l.open(c), nil
		case l.closed.Load():
			return nil, l.failure(transport.ErrClosed)
		case ctx.Err() != nil:
			return nil, l.failure(contextError(ctx))
		case errors.Is(err, os.ErrDeadlineExceeded): // that of another Accept
			continue
		}
		return nil, l.failure(withoutAddress(err))
	}
}

func (l *Listener) failure(cause error) error {
	return &transport.Error{Op: "accept", Endpoint: l.endpoint, Err: cause}
}

// acceptUntil waits for a connection, but not longer than ctx lasts.
func (l *Listener) acceptUntil(ctx context.Context) (net.Conn, error) {
	if ctx.Done() == nil {
		return l.listener.Accept()
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	timer := l.listener.(interface{ SetDeadline(time.Time) error })
	interrupts := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = timer.SetDeadline(longAgo) // it fails if the listener is closed
		close(interrupts)
	})
	c, err := l.listener.Accept()
	if !stop() {
		<-interrupts
		_ = timer.SetDeadline(time.Time{})
	}
	return c, err
}

func (l *Listener) open(c net.Conn) *Conn {
	if l.options.TLS != nil {
		c = tls.Server(c, l.options.TLS)
	}
	return newConn(c, l.framing, l.options, factsOf(c))
}

// Close implements [transport.Listener]. The error is the same for every call.
func (l *Listener) Close() error {
	l.closing.Do(func() {
		l.closed.Store(true)
		l.remove()
		l.closeErr = l.listener.Close()
	})
	return l.closeErr
}
