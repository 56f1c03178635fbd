package ws_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

func TestDialSends(t *testing.T) {
	requests := make(chan *nethttp.Request, 1)
	h := ws.NewHandler(answering)
	address := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		requests <- r.Clone(context.Background())
		h.ServeHTTP(w, r)
	}))
	withUser := strings.Replace(address, "ws://", "ws://user:secret@", 1)
	for _, test := range []struct {
		reason  string
		url     string
		options []ws.Option
		header  string
		want    []string
	}{
		{"a header", address, []ws.Option{ws.Header("x-tenant", "a", "b")}, "X-Tenant", []string{"a", "b"}},
		{"the last of one name counts", address, []ws.Option{ws.Header("X-Tenant", "a"), ws.Header("X-Tenant", "b")}, "X-Tenant", []string{"b"}},
		{"a header that is taken back", address, []ws.Option{ws.Header("X-Tenant", "a"), ws.Header("X-Tenant")}, "X-Tenant", nil},
		{"many headers", address, []ws.Option{ws.Headers(nethttp.Header{"X-Tenant": {"a"}, "X-Other": {"b"}})}, "X-Other", []string{"b"}},
		{"a bearer token", address, []ws.Option{ws.Bearer("t0ken")}, "Authorization", []string{"Bearer t0ken"}},
		{"basic authentication", address, []ws.Option{ws.BasicAuth("user", "secret")}, "Authorization", []string{"Basic dXNlcjpzZWNyZXQ="}},
		{"that of the URL", withUser, nil, "Authorization", []string{"Basic dXNlcjpzZWNyZXQ="}},
		{"an option counts more than the URL", withUser, []ws.Option{ws.Bearer("t0ken")}, "Authorization", []string{"Bearer t0ken"}},
		{"the subprotocol", address, nil, "Sec-Websocket-Protocol", []string{"jsonrpc2.0"}},
		{"other subprotocols", address, []ws.Option{ws.Subprotocols("a", "b")}, "Sec-Websocket-Protocol", []string{"a, b"}},
		{"no subprotocol", address, []ws.Option{ws.Subprotocols()}, "Sec-Websocket-Protocol", nil},
		{"no compression", address, nil, "Sec-Websocket-Extensions", nil},
		{"compression", address, []ws.Option{ws.Compress(0)}, "Sec-Websocket-Extensions", []string{"permessage-deflate; server_no_context_takeover; client_no_context_takeover"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			conn := dial(t, test.url, test.options...)
			r := receive(t, requests, "the request")
			if diff := cmp.Diff(test.want, r.Header.Values(test.header)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.header, diff)
			}
			if strings.Contains(conn.String(), "secret") {
				t.Errorf("the endpoint has the password: %s", conn)
			}
		})
	}
}

func TestDialHost(t *testing.T) {
	address := serve(t, ws.NewHandler(answering, ws.AllowHosts("api.example")))
	dial(t, address, ws.Header("Host", "api.example"))
}

func TestDialRefused(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0") // it accepts and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	page := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		w.Header().Set("Retry-After", "7")
		switch r.URL.Path {
		case "/redirect":
			nethttp.Redirect(w, r, "/there", nethttp.StatusFound)
		case "/long":
			for i := range 10_000 {
				w.Header().Set(fmt.Sprint("X-", i), strings.Repeat("x", 200))
			}
		case "/empty":
			w.WriteHeader(nethttp.StatusTeapot)
		case "/101":
			w.Header().Set("Upgrade", "other")
			w.WriteHeader(nethttp.StatusSwitchingProtocols)
		default:
			nethttp.Error(w, "come\nback "+strings.Repeat("later ", 1000), nethttp.StatusServiceUnavailable)
		}
	}))
	agreeing := func(headers string) string {
		address, _ := rawServer(t, headers)
		return address
	}
	timeout := []ws.Option{ws.HandshakeTimeout(50 * time.Millisecond)}
	for _, test := range []struct {
		reason  string
		url     string
		options []ws.Option
		status  int    // of the *StatusError; 0: it is another error
		text    string // in the error, which is a timeout if it is empty
	}{
		{"a status", page + "/?key=secret", nil, 503, "503 Service Unavailable: come back later later"},
		{"a status without a body", page + "/empty", nil, 418, "418 I'm a teapot"},
		{"a redirect", page + "/redirect", nil, 302, "302 Found"},
		{"an upgrade to something else", page + "/101", nil, 0, "WebSocket"},
		{"headers without an end", page + "/long", nil, 0, "too long"},
		{"nobody listens", "ws://" + closedPort(t), nil, 0, "refused"},
		{"the server says nothing", "ws://" + silent.Addr().String(), timeout, 0, ""},
		{"nor does it with TLS", "wss://" + silent.Addr().String(), timeout, 0, ""},
		{"a subprotocol that was not offered", agreeing("Sec-WebSocket-Protocol: other\r\n"), nil, 0, "subprotocol"},
		{"an extension that was not offered", agreeing("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"), nil, 0, "extension"},
		{"compression as it was not offered", agreeing("Sec-WebSocket-Extensions: permessage-deflate\r\n"), []ws.Option{ws.Compress(0)}, 0, "compression"},
		{"another scheme", "http://localhost/", nil, 0, "scheme ws or wss"},
		{"no host", "ws:///path", nil, 0, "a host"},
		{"no URL", "ws://user:secret@local host/", nil, 0, "not a valid URL"},
		{"a header of the handshake", page, []ws.Option{ws.Header("Upgrade", "x")}, 0, "Upgrade"},
		{"nothing to configure TLS with", page, []ws.Option{ws.TLS(nil)}, 0, "TLS is nil"},
		{"nothing to dial with", page, []ws.Option{ws.NetDial(nil)}, 0, "NetDial is nil"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := ws.Dial(within(t), test.url, test.options...)
			e := transportError(t, err)
			if test.text == "" && !e.Timeout() {
				t.Errorf("got the error %v", e)
			}
			if e.Op != "dial" || e.Sent || !strings.Contains(e.Error(), test.text) || strings.Contains(e.Error(), "secret") {
				t.Errorf("got the error %v (%+v)", e, e)
			}
			var status *ws.StatusError
			if errors.As(err, &status) != (test.status != 0) {
				t.Fatalf("got the error %v", err)
			}
			if status != nil && (status.StatusCode != test.status || status.Header.Get("Retry-After") != "7" || len(status.Excerpt) > 600) {
				t.Errorf("got the status %+v", status)
			}
		})
	}
}

func TestDialContext(t *testing.T) {
	cause := errors.New("enough")
	accepted := make(chan struct{}, 10)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = silent.Close() }()
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			defer func() { _ = conn.Close() }()
			accepted <- struct{}{}
		}
	}()
	for _, scheme := range []string{"ws://", "wss://"} {
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			<-accepted
			cancel(cause)
		}()
		if _, err := ws.Dial(ctx, scheme+silent.Addr().String()); !errors.Is(err, cause) {
			t.Errorf("%s that ends meanwhile: got %v", scheme, err)
		}
		if _, err := ws.Dial(ctx, scheme+silent.Addr().String()); !errors.Is(err, cause) {
			t.Errorf("%s that has ended: got %v", scheme, err)
		}
	}
	// The end of the context after dialling is none of the connection.
	ctx, cancel := context.WithCancel(t.Context())
	conn, err := ws.Dial(ctx, serve(t, ws.NewHandler(answering)))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	mux := transport.NewMux(conn, nil, transport.MuxOptions{})
	defer func() { _ = mux.Close() }()
	if reply, err := send(within(t), mux, call); reply != result {
		t.Errorf("got %q, %v", reply, err)
	}
}

func TestDialSubprotocol(t *testing.T) {
	for _, test := range []struct {
		reason         string
		client, server []string
		want           string
	}{
		{"both know it", []string{"jsonrpc2.0"}, []string{"jsonrpc2.0"}, "jsonrpc2.0"},
		{"the server decides", []string{"a", "b"}, []string{"b", "a"}, "b"},
		{"none in common", []string{"a"}, []string{"b"}, ""},
		{"none offered", nil, []string{"b"}, ""},
		{"none taken", []string{"a"}, nil, ""},
	} {
		address := serve(t, ws.NewHandler(answering, ws.Subprotocols(test.server...)))
		if got := dial(t, address, ws.Subprotocols(test.client...)).Subprotocol(); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
	}
}

func TestDialTLS(t *testing.T) {
	h := ws.NewHandler(transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		if transport.PeerFrom(ctx).TLS == nil {
			return nil
		}
		return echo(ctx, payload)
	}))
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	defer server.Close()
	address := "wss" + strings.TrimPrefix(server.URL, "https")
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	if _, err := ws.Dial(within(t), address); err == nil || transportError(t, err).Sent {
		t.Errorf("a certificate of nobody: got %v", err)
	}
	for _, option := range []ws.Option{ws.RootCAs(roots), ws.InsecureSkipVerify()} {
		conn := dial(t, address, option)
		if conn.Peer().TLS == nil {
			t.Error("the client knows no state of TLS")
		}
		for _, size := range sizes {
			payload := strings.Repeat("x", size)
			write(t, conn, `"`+payload+`"`)
			if got := read(t, conn); got != `"`+payload+`"` {
				t.Errorf("sent %d bytes, got %d", size, len(got))
			}
		}
		if err := conn.Drain(within(t)); err != nil {
			t.Errorf("Drain: %v", err)
		}
	}
	if err := h.Shutdown(within(t)); err != nil {
		t.Error(err)
	}
}

// Everything about the ends of connections holds with TLS as well.
func TestDialTLSEnds(t *testing.T) {
	conns := make(chan *ws.Conn, 1)
	server := httptest.NewTLSServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		conn, err := ws.Upgrade(w, r, ws.Binary())
		if err != nil {
			t.Error(err)
			return
		}
		conns <- conn
	}))
	defer server.Close()
	address := "wss" + strings.TrimPrefix(server.URL, "https")
	open := func(options ...ws.Option) (client, accepted *ws.Conn) {
		client = dial(t, address, append(options, ws.InsecureSkipVerify())...)
		return client, receive(t, conns, "the connection")
	}
	client, accepted := open()
	_ = accepted.Close()
	expectEnd(t, client, "EOF")
	client, accepted = open()
	_ = client.Close()
	expectEnd(t, accepted, "EOF")
	client, accepted = open()
	write(t, client, "\xff")
	expectEnd(t, accepted, "local 1007")
	expectEnd(t, client, "peer 1007 text that is not UTF-8")
	client, accepted = open()
	write(t, accepted, "\xff")
	expectEnd(t, client, "local 1007")
	expectEnd(t, accepted, "peer 1007 text that is not UTF-8")
	client, accepted = open()
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(10*time.Millisecond, cancel)
	if _, err := client.Read(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	expectEnd(t, accepted, "EOF")
}

func TestDialClientCertificate(t *testing.T) {
	server := httptest.NewUnstartedServer(ws.NewHandler(transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
		return []byte(`{"jsonrpc":"2.0","id":1,"result":` + string('0'+rune(len(transport.PeerFrom(ctx).TLS.PeerCertificates))) + `}`)
	})))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.Config.ErrorLog = quiet()
	server.StartTLS()
	defer server.Close()
	certificate := ws.ClientCertificate(server.TLS.Certificates[0]) // any will do
	conn := dial(t, "wss"+strings.TrimPrefix(server.URL, "https"), ws.InsecureSkipVerify(), certificate)
	write(t, conn, call)
	if got := read(t, conn); !strings.Contains(got, `"result":1`) {
		t.Errorf("got %s", got)
	}
}

func TestDialUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Skip(err)
	}
	server := httptest.NewUnstartedServer(ws.NewHandler(answering))
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	defer server.Close()
	conn := dial(t, "ws://localhost/", ws.NetDial(func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", path)
	}))
	write(t, conn, call)
	if got := read(t, conn); got != result {
		t.Errorf("got %s", got)
	}
}

// A proxy gets a CONNECT, with TLS through it or without.
func TestDialProxy(t *testing.T) {
	plain := httptest.NewServer(ws.NewHandler(answering))
	defer plain.Close()
	secure := httptest.NewTLSServer(ws.NewHandler(answering))
	defer secure.Close()
	var connects atomic.Int32
	proxy := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.Method != nethttp.MethodConnect || r.Header.Get("Proxy-Authorization") != "Basic dXNlcjpzZWNyZXQ=" {
			nethttp.Error(w, "no", nethttp.StatusProxyAuthRequired)
			return
		}
		connects.Add(1)
		tunnel(w, r.Host)
	}))
	defer proxy.Close()
	by := func(user *url.Userinfo) ws.Option {
		u, err := url.Parse(proxy.URL)
		if err != nil {
			t.Fatal(err)
		}
		u.User = user
		return ws.Proxy(nethttp.ProxyURL(u))
	}
	user := url.UserPassword("user", "secret")
	for i, address := range []string{plain.URL, secure.URL} {
		conn := dial(t, "ws"+strings.TrimPrefix(address, "http"), by(user), ws.InsecureSkipVerify())
		write(t, conn, call)
		if got := read(t, conn); got != result || int(connects.Load()) != i+1 {
			t.Errorf("%s: got %q by %d proxies", address, got, connects.Load())
		}
	}
	_, err := ws.Dial(within(t), wsURL(plain), by(nil))
	if err == nil || !strings.Contains(err.Error(), "Proxy Authentication Required") {
		t.Errorf("a proxy that refuses: got %v", err)
	}
}

func TestDialSocks(t *testing.T) {
	server := httptest.NewServer(ws.NewHandler(answering))
	defer server.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	go func() { // RFC 1928, for one client, without authentication, to an IPv4 address
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		_, _ = io.ReadFull(conn, make([]byte, 3))
		_, _ = conn.Write([]byte{5, 0})
		request := make([]byte, 10)
		_, _ = io.ReadFull(conn, request)
		to, err := net.Dial("tcp", net.JoinHostPort(net.IP(request[4:8]).String(), fmt.Sprint(int(request[8])<<8|int(request[9]))))
		if err != nil {
			_ = conn.Close()
			return
		}
		_, _ = conn.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		join(conn, to, conn)
	}()
	conn := dial(t, wsURL(server), ws.Proxy(nethttp.ProxyURL(&url.URL{Scheme: "socks5", Host: listener.Addr().String()})))
	write(t, conn, call)
	if got := read(t, conn); got != result {
		t.Errorf("got %q", got)
	}
}

// tunnel connects the client of w to an address.
func tunnel(w nethttp.ResponseWriter, address string) {
	to, err := net.Dial("tcp", address)
	if err != nil {
		nethttp.Error(w, err.Error(), nethttp.StatusBadGateway)
		return
	}
	w.WriteHeader(nethttp.StatusOK)
	from, buffered, err := nethttp.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	join(from, to, buffered) // the server may have read the first byte
}

// join copies between two connections until one of them ends. What comes from the first
// is read from buffered.
func join(from, to net.Conn, buffered io.Reader) {
	copyAll := func(w io.Writer, r io.Reader) {
		_, _ = io.Copy(w, r)
		_ = to.Close()
		_ = from.Close()
	}
	go copyAll(to, buffered)
	copyAll(from, to)
}
