package conformance_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// The functions named Test stand in the README, word by word. The others are what they
// are about.

// A myTransport is a connection within the process.
type myTransport struct {
	near *pipe
	stop func()
}

func listen(h transport.Handler, limits protocol.Limits) *myTransport {
	near, far := newPipe(limits)
	ctx, stop := context.WithCancel(context.Background())
	go func() { _ = transport.Serve(ctx, far, h, transport.MuxOptions{Limits: limits}) }() // what matters is at the near end
	return &myTransport{near, stop}
}

func (m *myTransport) dial(limits protocol.Limits) *transport.Mux {
	return transport.NewMux(m.near, nil, transport.MuxOptions{Limits: limits})
}

func startMyServer(t *testing.T) (url string) {
	t.Helper()
	s := httptest.NewServer(rpchttp.NewHandler(newReference(t)))
	t.Cleanup(s.Close)
	return s.URL
}

func TestMyTransport(t *testing.T) {
	target := conformance.TransportTarget{
		Sender: func(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
			server := listen(h, limits)
			sender := server.dial(limits)
			return &conformance.SenderEnd{Sender: sender, Close: sender.Close, Stop: server.stop}, nil
		},
	}
	conformance.TestTransport(t, target, conformance.Options{Timeout: 30 * time.Second})
}

func TestMyServer(t *testing.T) {
	target := conformance.ServerTarget{URL: startMyServer(t)}
	bare := conformance.Selection{Profile: conformance.Bare, Versions: []string{"2.0"}}
	conformance.TestServer(t, target, conformance.Options{Timeout: 30 * time.Second, Selection: bare})
}
