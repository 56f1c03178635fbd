package transport_test

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// A memory is a Listener in memory: what dials it gets the other end of a pipe.
type memory struct {
	conns  chan transport.Conn
	errs   chan error // what Accept returns before anything else
	closed chan struct{}
	once   sync.Once
}

func newMemory() *memory {
	return &memory{conns: make(chan transport.Conn), errs: make(chan error, 10), closed: make(chan struct{})}
}

func (l *memory) Accept(ctx context.Context) (transport.Conn, error) {
	select {
	case err := <-l.errs:
		return nil, err
	default:
	}
	select {
	case err := <-l.errs:
		return nil, err
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, &transport.Error{Op: "accept", Err: transport.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *memory) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// dial waits until it is accepted.
func (l *memory) dial(ctx context.Context) (*pipeEnd, error) {
	near, far := pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.closed:
		return nil, errors.New("nobody listens")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// sockets make a Listener of a real one, whose connections carry a payload a line.
type sockets struct{ net.Listener }

func (l sockets) Accept(ctx context.Context) (transport.Conn, error) {
	defer context.AfterFunc(ctx, func() { _ = l.Close() })()
	c, err := l.Listener.Accept()
	if errors.Is(err, net.ErrClosed) {
		err = transport.ErrClosed
	}
	if err != nil {
		return nil, &transport.Error{Op: "accept", Err: err}
	}
	return newLines(c), nil
}
