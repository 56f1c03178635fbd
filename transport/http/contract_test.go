package http_test

import (
	"context"
	nethttp "net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// contract are options for a contract that has to be kept in full, however slow the machine
// is, but for one case: Close lets calls under way go on, as it says.
var contract = conformance.Options{
	Timeout:   30 * time.Second,
	Strict:    true,
	Selection: conformance.Selection{Skip: []string{"transport/sender/close-during"}},
}

// TestContract checks that the Sender keeps the contract of transports, however its
// payloads travel.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		name    string
		options []rpchttp.CommonOption
		start   func(nethttp.Handler) (server *httptest.Server, trust []rpchttp.Option)
	}{
		{"plain", nil, startPlain},
		{"gzip", []rpchttp.CommonOption{rpchttp.Gzip(100)}, startPlain},
		{"HTTP 2", nil, startHTTP2},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			connect := func(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
				common := append([]rpchttp.CommonOption{rpchttp.Limits(limits)}, test.options...)
				var serving []rpchttp.HandlerOption
				for _, o := range common {
					serving = append(serving, o)
				}
				server, calling := test.start(rpchttp.NewHandler(h, serving...))
				for _, o := range common {
					calling = append(calling, o)
				}
				sender, err := rpchttp.New(server.URL, calling...)
				if err != nil {
					server.Close()
					return nil, err
				}
				return &conformance.SenderEnd{Sender: sender, Close: sender.Close, Stop: func() { stop(server) }}, nil
			}
			conformance.TestTransport(t, conformance.TransportTarget{Sender: connect}, contract)
		})
	}
}

func startPlain(h nethttp.Handler) (*httptest.Server, []rpchttp.Option) {
	server := httptest.NewServer(h)
	server.Config.ErrorLog = quiet()
	return server, nil
}

func startHTTP2(h nethttp.Handler) (*httptest.Server, []rpchttp.Option) {
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = quiet()
	server.EnableHTTP2 = true
	server.StartTLS()
	return server, []rpchttp.Option{rpchttp.RootCAs(rootsOf(server))}
}

// stop ends a server at once, the handlers of its connections included.
func stop(server *httptest.Server) {
	server.CloseClientConnections()
	server.Close()
}
