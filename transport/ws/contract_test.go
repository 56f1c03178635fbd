package ws_test

import (
	"context"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// contract are options for a contract that has to be kept in full but for what is known,
// however slow the machine is.
func contract(t *testing.T, known string) conformance.Options {
	t.Helper()
	list, err := conformance.ReadKnownFailures("contract_test.go", strings.NewReader(known))
	if err != nil {
		t.Fatal(err)
	}
	return conformance.Options{Timeout: 30 * time.Second, Strict: true, Known: list}
}

// onePayloadTooLarge are failures of a Sender on one connection, by design: WebSocket has
// the close code 1009 for what is too large, and nothing that the connection survives. A
// Redialer makes a new one.
const onePayloadTooLarge = `
transport/sender/after-too-large  # a payload beyond the limit of the peer ends the connection, with 1009
transport/sender/reply-too-large  # a reply beyond the limit ends the connection, with 1009
`

// A dialer reaches a server, with a context that ends before the connection does.
type dialer func(context.Context) (transport.Conn, error)

// withMux is a Sender on one connection.
func withMux(ctx context.Context, dial dialer, limits protocol.Limits) (transport.Sender, func() error, error) {
	conn, err := dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	m := transport.NewMux(conn, nil, transport.MuxOptions{Limits: limits})
	return m, m.Close, nil
}

// withRedial is a Sender on one connection after another.
func withRedial(_ context.Context, dial dialer, limits protocol.Limits) (transport.Sender, func() error, error) {
	r := transport.Redial(dial, transport.RedialOptions{Mux: transport.MuxOptions{Limits: limits}})
	return r, r.Close, nil
}

// TestSenderContract checks that what calls over WebSocket keeps the contract of Senders.
func TestSenderContract(t *testing.T) {
	for _, test := range []struct {
		name    string
		with    func(context.Context, dialer, protocol.Limits) (transport.Sender, func() error, error)
		options []ws.CommonOption
		known   string
	}{
		{"Mux", withMux, nil, onePayloadTooLarge},
		{"Redial", withRedial, nil, ""},
		{"Redial, compressed", withRedial, []ws.CommonOption{ws.Compress(100)}, ""},
		{"Redial, binary", withRedial, []ws.CommonOption{ws.Binary()}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			connect := func(ctx context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
				options := append([]ws.CommonOption{ws.Limits(limits)}, test.options...)
				handler := ws.NewHandler(h, handlerOptions(options)...)
				server := httptest.NewServer(handler)
				stop := func() {
					server.Close()
					ctx, cancel := context.WithCancel(context.Background())
					cancel()
					_ = handler.Shutdown(ctx) // it cuts all connections, and says so
				}
				dial := func(ctx context.Context) (transport.Conn, error) {
					return ws.Dial(ctx, wsURL(server), dialOptions(options)...)
				}
				sender, end, err := test.with(ctx, dial, limits)
				if err != nil {
					stop()
					return nil, err
				}
				return &conformance.SenderEnd{Sender: sender, Close: end, Stop: stop}, nil
			}
			conformance.TestTransport(t, conformance.TransportTarget{Sender: connect}, contract(t, test.known))
		})
	}
}

// TestConnContract checks that connections keep the contract of Conns, from both sides:
// what the client writes is masked, and they end in different ways.
func TestConnContract(t *testing.T) {
	for _, test := range []struct {
		name     string
		options  []ws.CommonOption
		reversed bool
	}{
		{"client to server", nil, false},
		{"server to client", nil, true},
		{"client to server, compressed", []ws.CommonOption{ws.Compress(100)}, false},
		{"server to client, binary", []ws.CommonOption{ws.Binary()}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conns := func(ctx context.Context, limits protocol.Limits) (a, b transport.Conn, err error) {
				a, b, err = upgraded(ctx, append([]ws.CommonOption{ws.Limits(limits)}, test.options...))
				if test.reversed {
					a, b = b, a
				}
				return a, b, err
			}
			options := contract(t, "")
			if strings.Contains(test.name, "compressed") {
				// Its payloads are next to nothing when they are compressed, and that is what waits.
				options.Selection.Skip = []string{"transport/conn/slow-peer", "transport/conn/close-write"}
			}
			conformance.TestTransport(t, conformance.TransportTarget{Conns: conns}, options)
		})
	}
}

// upgraded returns both ends of a connection, as pair does, but belongs to no test.
func upgraded(ctx context.Context, options []ws.CommonOption) (client, server transport.Conn, err error) {
	type end struct {
		conn *ws.Conn
		err  error
	}
	ends := make(chan end, 1)
	listening := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		conn, err := ws.Upgrade(w, r, handlerOptions(options)...)
		ends <- end{conn, err}
	}))
	defer listening.Close() // which leaves what was upgraded
	client, err = ws.Dial(ctx, wsURL(listening), dialOptions(options)...)
	if err != nil {
		return nil, nil, err
	}
	far := <-ends
	if far.err != nil {
		_ = client.Close()
		return nil, nil, far.err
	}
	return client, far.conn, nil
}
