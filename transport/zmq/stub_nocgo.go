//go:build !cgo

package zmq

import (
	"context"
	"log/slog"

	"github.com/rpcwire/rpcwire/transport"
)

// A Context is what sockets share. Built without cgo, there are none.
type Context struct{}

// NewContext fails with [ErrNoCgo].
func NewContext() (*Context, error) { return nil, ErrNoCgo }

// Close does nothing.
func (*Context) Close() error { return nil }

// A Sender sends payloads to a server or a broker. Built without cgo, there is none.
type Sender struct{}

// Dial fails with [ErrNoCgo].
func Dial(_ context.Context, endpoint string, _ ...DialOption) (*Sender, error) {
	return nil, &transport.Error{Op: "dial", Endpoint: endpoint, Err: ErrNoCgo}
}

// Endpoint returns nothing.
func (*Sender) Endpoint() string { return "" }

// Describe returns nothing.
func (*Sender) Describe(context.Context) []slog.Attr { return nil }

// Send fails with [ErrNoCgo].
func (*Sender) Send(context.Context, []byte) ([]byte, error) {
	return nil, &transport.Error{Op: "send", Err: ErrNoCgo}
}

// Ready fails with [ErrNoCgo].
func (*Sender) Ready(context.Context) error { return &transport.Error{Op: "dial", Err: ErrNoCgo} }

// Shutdown does nothing.
func (*Sender) Shutdown(context.Context) error { return nil }

// Close does nothing.
func (*Sender) Close() error { return nil }

// A Server answers payloads that come from Senders. Built without cgo, there is none.
type Server struct{}

// Listen fails with [ErrNoCgo].
func Listen(endpoint string, _ ...ListenOption) (*Server, error) {
	return nil, &transport.Error{Op: "listen", Endpoint: endpoint, Err: ErrNoCgo}
}

// Serve fails with [ErrNoCgo].
func Serve(_ context.Context, endpoint string, _ transport.Handler, _ ...ListenOption) error {
	return &transport.Error{Op: "listen", Endpoint: endpoint, Err: ErrNoCgo}
}

// Endpoint returns nothing.
func (*Server) Endpoint() string { return "" }

// Endpoints returns nothing.
func (*Server) Endpoints() []string { return nil }

// Serve fails with [ErrNoCgo].
func (*Server) Serve(context.Context, transport.Handler) error { return ErrNoCgo }

// Shutdown does nothing.
func (*Server) Shutdown(context.Context) error { return nil }

// Close does nothing.
func (*Server) Close() error { return nil }

// A Broker gives calls to workers. Built without cgo, there is none.
type Broker struct{}

// NewBroker fails with [ErrNoCgo].
func NewBroker(frontend, _ string, _ ...BrokerOption) (*Broker, error) {
	return nil, &transport.Error{Op: "listen", Endpoint: frontend, Err: ErrNoCgo}
}

// Frontend returns nothing.
func (*Broker) Frontend() string { return "" }

// Backend returns nothing.
func (*Broker) Backend() string { return "" }

// Serve fails with [ErrNoCgo].
func (*Broker) Serve(context.Context) error { return ErrNoCgo }

// Stats returns nothing.
func (*Broker) Stats() BrokerStats { return BrokerStats{} }

// Shutdown does nothing.
func (*Broker) Shutdown(context.Context) error { return nil }

// Close does nothing.
func (*Broker) Close() error { return nil }

// Work fails with [ErrNoCgo].
func Work(_ context.Context, endpoint string, _ transport.Handler, _ ...WorkOption) error {
	return &transport.Error{Op: "dial", Endpoint: endpoint, Err: ErrNoCgo}
}

// NewCurveKeypair fails with [ErrNoCgo].
func NewCurveKeypair() (public, secret string, err error) { return "", "", ErrNoCgo }
