package main

import (
	"context"
	"errors"
	"net/url"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// muxOptions are those of the connections that are served.
func muxOptions() transport.MuxOptions { return transport.MuxOptions{Grace: drainTime} }

// listenStream listens at a URL of the scheme tcp, tls or unix.
func (f *listenFlags) listenStream(ctx context.Context, u *url.URL, served service) (listener, error) {
	if err := checkStream(u); err != nil {
		return listener{}, err
	}
	config, err := f.tls(u.Scheme)
	if err != nil {
		return listener{}, err
	}
	l, err := stream.Listen(ctx, u.String(), f.framing.Framing, stream.Options{TLS: config})
	if err != nil {
		return listener{}, exitError{exitTransport, err}
	}
	return listener{l.String(), func(ctx context.Context) error {
		if served.connect != nil {
			return takeAll(ctx, l, served.connect)
		}
		return transport.ServeListener(ctx, l, served.twoWay, transport.ListenOptions{Mux: muxOptions()})
	}, func() { _ = l.Close() }}, nil
}

// listenStdio serves standard input and output, until the end of the input.
func (f *listenFlags) listenStdio(s std, served service) listener {
	conn := stdioConn(s, f.framing.Framing)
	return listener{"stdio:", func(ctx context.Context) error {
		if served.connect != nil {
			served.connect(ctx, conn)
			return nil
		}
		return transport.Serve(ctx, conn, served.twoWay, muxOptions())
	}, func() { _ = conn.Close() }}
}

// takeAll hands all connections to connect until ctx ends.
func takeAll(ctx context.Context, l transport.Listener, connect func(context.Context, transport.Conn)) error {
	t := taker{connect: connect, ctx: ctx}
	defer t.wait()
	defer func() { _ = l.Close() }()
	for {
		conn, err := l.Accept(ctx)
		switch {
		case err == nil:
			t.take(conn)
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, transport.ErrClosed):
			return err
		}
	}
}

// A taker hands connections on, each to a goroutine of its own.
type taker struct {
	connect func(context.Context, transport.Conn)
	ctx     context.Context
	taken   sync.WaitGroup
}

func (t *taker) take(conn transport.Conn) {
	t.taken.Go(func() { t.connect(t.ctx, conn) })
}

// wait waits until all connections are over.
func (t *taker) wait() { t.taken.Wait() }
