//go:build cgo

package zmq_test

import (
	"context"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/zmq"
)

// strict are options for a contract that has to be kept in full, however slow the machine
// is.
var strict = conformance.Options{Timeout: 30 * time.Second, Strict: true}

// TestContract checks that the Sender keeps the contract of transports, with a server and
// with a broker and its worker.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		name  string
		serve func(transport.Handler, protocol.Limits) (endpoint string, stop func(), err error)
	}{
		{"server", serveAlone},
		{"broker", serveBehindBroker},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			connect := func(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
				endpoint, stop, err := test.serve(h, limits)
				if err != nil {
					return nil, err
				}
				sender, err := zmq.Dial(context.Background(), endpoint, zmq.Limits(limits))
				if err != nil {
					stop()
					return nil, err
				}
				return &conformance.SenderEnd{Sender: sender, Close: sender.Close, Stop: stop}, nil
			}
			conformance.TestTransport(t, conformance.TransportTarget{Sender: connect}, strict)
		})
	}
}

const anyPort = "tcp://127.0.0.1:*"

// serveAlone serves until stop is called.
func serveAlone(h transport.Handler, limits protocol.Limits) (endpoint string, stop func(), err error) {
	server, err := zmq.Listen(anyPort, zmq.Limits(limits))
	if err != nil {
		return "", nil, err
	}
	go func() { _ = server.Serve(context.Background(), h) }() // what matters is at the other end
	return server.Endpoint(), func() { _ = server.Close() }, nil
}

// serveBehindBroker serves by a worker that takes any number of calls at once.
func serveBehindBroker(h transport.Handler, limits protocol.Limits) (endpoint string, stop func(), err error) {
	broker, err := zmq.NewBroker(anyPort, anyPort, zmq.Limits(limits))
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() { _ = broker.Serve(ctx) }() // what matters is at the other end
	go func() { _ = zmq.Work(ctx, broker.Backend(), h, zmq.Limits(limits), zmq.Capacity(100), zmq.Grace(0)) }()
	return broker.Frontend(), func() { cancel(); _ = broker.Close() }, nil
}
