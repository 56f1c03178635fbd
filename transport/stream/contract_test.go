package stream_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// strict are options for a contract that has to be kept in full, however slow the machine
// is.
var strict = conformance.Options{Timeout: 30 * time.Second, Strict: true}

// A network makes connections of one kind.
type network func(context.Context, stream.Framing, stream.Options) (near, far *stream.Conn, err error)

// networks are those of this package. Socket files need a folder.
func networks(t *testing.T) map[string]network {
	t.Helper()
	dir := t.TempDir()
	var files atomic.Int64
	return map[string]network{
		"tcp": listening(func() string { return "tcp://127.0.0.1:0" }),
		"unix": listening(func() string {
			return "unix://" + filepath.ToSlash(filepath.Join(dir, strconv.FormatInt(files.Add(1), 10)))
		}),
		"pipe": func(_ context.Context, f stream.Framing, o stream.Options) (near, far *stream.Conn, err error) {
			a, b := net.Pipe()
			return stream.New(a, f, o), stream.New(b, f, o), nil
		},
	}
}

// listening returns a network whose connections have a listener each.
func listening(address func() string) network {
	return func(ctx context.Context, f stream.Framing, o stream.Options) (near, far *stream.Conn, err error) {
		l, err := stream.Listen(ctx, address(), f, o)
		if err != nil {
			return nil, nil, err
		}
		defer func() { _ = l.Close() }() // the connection stays
		if near, err = stream.Dial(ctx, l.String(), f, o); err != nil {
			return nil, nil, err
		}
		accepted, err := l.Accept(ctx)
		if err != nil {
			return nil, nil, errors.Join(err, near.Close())
		}
		return near, accepted.(*stream.Conn), nil
	}
}

// sender returns a Mux on one end of a connection, with transport.Serve at the other.
func (connect network) sender(f stream.Framing) func(context.Context, transport.Handler, protocol.Limits) (*conformance.SenderEnd, error) {
	return func(ctx context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
		near, far, err := connect(ctx, f, stream.Options{Limits: limits})
		if err != nil {
			return nil, err
		}
		serving, stop := context.WithCancel(context.Background())
		go func() { _ = transport.Serve(serving, far, h, transport.MuxOptions{Limits: limits}) }() // what matters is at the near end
		m := transport.NewMux(near, nil, transport.MuxOptions{Limits: limits})
		return &conformance.SenderEnd{Sender: m, Close: m.Close, Stop: stop}, nil
	}
}

// conns returns connections, from their far end if reversed is set.
func (connect network) conns(f stream.Framing, reversed bool) func(context.Context, protocol.Limits) (a, b transport.Conn, err error) {
	return func(ctx context.Context, limits protocol.Limits) (a, b transport.Conn, err error) {
		near, far, err := connect(ctx, f, stream.Options{Limits: limits})
		if err != nil {
			return nil, nil, err
		}
		if reversed {
			return far, near, nil
		}
		return near, far, nil
	}
}

// TestContract checks that streams keep the contract of transports in full.
func TestContract(t *testing.T) {
	for name, connect := range networks(t) {
		for _, f := range []stream.Framing{stream.Line, stream.Header} {
			framing := map[stream.Framing]string{stream.Line: "lines", stream.Header: "headers"}[f]
			t.Run(name+", "+framing, func(t *testing.T) {
				t.Parallel()
				target := conformance.TransportTarget{Sender: connect.sender(f), Conns: connect.conns(f, f == stream.Header)}
				conformance.TestTransport(t, target, strict)
			})
		}
	}
}
