package http_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// A gate is a handler that tells when it is called, and answers when it is let.
type gate struct {
	entered chan context.Context
	open    chan struct{}
}

func newGate() *gate { return &gate{make(chan context.Context, 100), make(chan struct{})} }

func (g *gate) ServeRPC(ctx context.Context, _ []byte) []byte {
	g.entered <- ctx
	select {
	case <-g.open:
		return []byte(result)
	case <-ctx.Done():
		return nil
	}
}

func TestHandlerPeer(t *testing.T) {
	peers := make(chan *transport.Peer, 1)
	handler := rpchttp.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		peers <- transport.PeerFrom(ctx)
		return nil
	}))
	t.Run("plain", func(t *testing.T) {
		server := serve(t, handler)
		post(t, "POST", server.URL, call, jsonHeader("X-Who", "me"))
		peer := <-peers
		if peer.Transport != "http" || peer.TLS != nil || peer.Header["X-Who"][0] != "me" {
			t.Errorf("got %+v", peer)
		}
		if peer.LocalAddr.String() != server.Listener.Addr().String() {
			t.Errorf("local address %v, want %v", peer.LocalAddr, server.Listener.Addr())
		}
		if addr, ok := peer.Addr.(*net.TCPAddr); !ok || !addr.IP.IsLoopback() || addr.Port == 0 {
			t.Errorf("address %v", peer.Addr)
		}
	})
	t.Run("TLS", func(t *testing.T) {
		server := httptest.NewTLSServer(handler)
		defer server.Close()
		sender := open(t, server.URL, rpchttp.InsecureSkipVerify())
		if _, err := send(t.Context(), sender, call); err != nil {
			t.Fatal(err)
		}
		if peer := <-peers; peer.TLS == nil || !peer.TLS.HandshakeComplete {
			t.Errorf("got %+v", peer)
		}
	})
	t.Run("unix", func(t *testing.T) {
		listener, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
		if err != nil {
			t.Skip("no unix sockets: ", err)
		}
		server := httptest.NewUnstartedServer(handler)
		_ = server.Listener.Close()
		server.Listener = listener
		server.Start()
		defer server.Close()
		dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", listener.Addr().String())
		}
		client := &nethttp.Client{Transport: &nethttp.Transport{DialContext: dial, DisableKeepAlives: true}}
		if _, err := send(t.Context(), open(t, "http://any.example/", rpchttp.Client(client)), call); err != nil {
			t.Fatal(err)
		}
		if peer := <-peers; peer.LocalAddr.Network() != "unix" || peer.Addr == nil || peer.Addr.Network() != "unix" {
			t.Errorf("got %+v", peer)
		}
	})
}

// The context of a call ends when its client goes away.
func TestHandlerClientGone(t *testing.T) {
	g := newGate()
	server := serve(t, rpchttp.NewHandler(g))
	ctx, cancel := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := send(ctx, open(t, server.URL), call)
		failed <- err
	}()
	served := receive(t, g.entered, "the call")
	cancel()
	e := transportError(t, receive(t, failed, "the end of the call"))
	if !e.Sent || !errors.Is(e, context.Canceled) {
		t.Errorf("got %+v", e)
	}
	receive(t, served.Done(), "the end of the handler's context")
}

// A call may take longer than the server waits for a body.
func TestHandlerOutlivesReadTimeout(t *testing.T) {
	const readTimeout = 50 * time.Millisecond
	server := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(4 * readTimeout):
			return []byte(result)
		}
	})))
	server.Config.ReadTimeout = readTimeout
	server.Start()
	defer server.Close()
	sender := open(t, server.URL)
	for range 2 { // the second call uses the same connection
		if reply, err := send(t.Context(), sender, call); reply != result || err != nil {
			t.Fatalf("got %q, %v", reply, err)
		}
	}
}

// A body that does not come in time is answered.
func TestHandlerReadTimeout(t *testing.T) {
	server := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(echo)))
	server.Config.ReadTimeout = 50 * time.Millisecond
	server.Start()
	defer server.Close()
	const text = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
	if res := exchange(t, server.Listener.Addr().String(), text, false); res.StatusCode != nethttp.StatusRequestTimeout {
		t.Errorf("status %d, want 408", res.StatusCode)
	}
}

// A client that does not take its reply holds up the server for a limited time.
func TestHandlerWriteTimeout(t *testing.T) {
	returned := make(chan struct{})
	reply := []byte(strings.Repeat(" ", 64<<20))
	inner := rpchttp.NewHandler(transport.HandlerFunc(func(context.Context, []byte) []byte { return reply }),
		rpchttp.WriteTimeout(50*time.Millisecond))
	server := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		inner.ServeHTTP(w, r)
		close(returned)
	}))
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	const text = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
	if _, err := conn.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	receive(t, returned, "the end of the reply")
}

func TestNewServer(t *testing.T) {
	server := rpchttp.NewServer("127.0.0.1:0", nethttp.NotFoundHandler())
	if server.ReadHeaderTimeout <= 0 || server.ReadTimeout <= 0 || server.IdleTimeout <= 0 || server.MaxHeaderBytes <= 0 {
		t.Errorf("something is without a limit: %+v", server)
	}
	if server.WriteTimeout != 0 {
		t.Error("a WriteTimeout limits the time of calls")
	}
}

func TestServe(t *testing.T) {
	for _, test := range []struct {
		reason string
		grace  time.Duration
		finish bool // the call ends in time
		want   error
		reply  string
	}{
		{"a call under way ends in time", time.Minute, true, nil, result},
		{"a call does not end", time.Millisecond, false, context.DeadlineExceeded, ""},
		{"no grace", 0, false, context.DeadlineExceeded, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			g := newGate()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			ended, replies := make(chan error, 1), make(chan string, 1)
			server := rpchttp.NewServer("", rpchttp.NewHandler(g))
			stopping := make(chan struct{})
			server.RegisterOnShutdown(func() { close(stopping) })
			go func() { ended <- rpchttp.Serve(ctx, server, listener, test.grace) }()
			sender := open(t, "http://"+listener.Addr().String())
			go func() {
				reply, _ := send(t.Context(), sender, call)
				replies <- reply
			}()
			served := receive(t, g.entered, "the call")
			cancel()
			receive(t, stopping, "the shutdown")
			if test.finish {
				close(g.open)
			}
			if err := receive(t, ended, "the end of the server"); !errors.Is(err, test.want) {
				t.Errorf("got the error %v, want %v", err, test.want)
			}
			if diff := cmp.Diff(test.reply, receive(t, replies, "the reply")); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
			receive(t, served.Done(), "the end of the handler's context")
		})
	}
}

func TestServeFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	err = rpchttp.Serve(t.Context(), rpchttp.NewServer("", nethttp.NotFoundHandler()), listener, time.Second)
	if !errors.Is(err, net.ErrClosed) {
		t.Errorf("got %v, want %v", err, net.ErrClosed)
	}
}

// HTTP/2 carries calls as well, many on one connection.
func TestHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(echo), rpchttp.Limits(protocol.Limits{Payload: 1000})))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	sender := open(t, server.URL, rpchttp.TLS(func(c *tls.Config) { c.RootCAs = rootsOf(server) }))
	if reply, err := send(t.Context(), sender, call); reply != call || err != nil {
		t.Errorf("got %q, %v", reply, err)
	}
	large := `"` + strings.Repeat("x", 2000) + `"`
	if reply, err := send(t.Context(), sender, large); reply != string(transport.TooLarge()) || err != nil {
		t.Errorf("got %q, %v; want the error of the body to win over 413", reply, err)
	}
}
