package ws_test

import (
	"context"
	"errors"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A publicListener accepts connections that say they came to a public address.
type publicListener struct{ net.Listener }

type publicConn struct{ net.Conn }

func (l publicListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return publicConn{conn}, nil
}

func (publicConn) LocalAddr() net.Addr {
	return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80}
}

// upgrade asks for an upgrade with some headers changed, and returns the response. An
// empty value takes a header away.
func upgrade(t *testing.T, method, address string, changes ...string) *nethttp.Response {
	t.Helper()
	r, err := nethttp.NewRequest(method, strings.Replace(address, "ws", "http", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = nethttp.Header{
		"Connection":            {"Upgrade"},
		"Upgrade":               {"websocket"},
		"Sec-Websocket-Version": {"13"},
		"Sec-Websocket-Key":     {"dGhlIHNhbXBsZSBub25jZQ=="},
	}
	for i := 0; i < len(changes); i += 2 {
		switch name, value := changes[i], changes[i+1]; {
		case name == "Host":
			r.Host = value
		case value == "":
			r.Header.Del(name)
		default:
			r.Header.Set(name, value)
		}
	}
	transport := &nethttp.Transport{DisableKeepAlives: true}
	res, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

func TestHandlerRefuses(t *testing.T) {
	address := serve(t, ws.NewHandler(answering))
	for _, test := range []struct {
		reason  string
		method  string
		changes []string
		status  int
		header  string
		want    string
	}{
		{"an upgrade", "GET", nil, 101, "Upgrade", "websocket"},
		{"a list of what the connection is for", "GET", []string{"Connection", "keep-alive, Upgrade"}, 101, "", ""},
		{"no upgrade", "GET", []string{"Connection", "", "Upgrade", ""}, 426, "Upgrade", "websocket"},
		{"a call by HTTP", "POST", []string{"Connection", "", "Upgrade", ""}, 426, "Upgrade", "websocket"},
		{"an upgrade to something else", "GET", []string{"Upgrade", "h2c"}, 426, "", ""},
		{"another method", "POST", nil, 405, "Allow", "GET"},
		{"an old version", "GET", []string{"Sec-WebSocket-Version", "8"}, 426, "Sec-Websocket-Version", "13"},
		{"no version", "GET", []string{"Sec-WebSocket-Version", ""}, 426, "Sec-Websocket-Version", "13"},
		{"no key", "GET", []string{"Sec-WebSocket-Key", ""}, 400, "", ""},
		{"a key that is too short", "GET", []string{"Sec-WebSocket-Key", "eA=="}, 400, "", ""},
	} {
		res := upgrade(t, test.method, address, test.changes...)
		if res.StatusCode != test.status || test.header != "" && res.Header.Get(test.header) != test.want {
			t.Errorf("%s: got %s with %v", test.reason, res.Status, res.Header)
		}
	}
}

func TestHandlerHost(t *testing.T) {
	var loopback []ws.HandlerOption
	listed := []ws.HandlerOption{ws.AllowHosts("api.example.com", "Other.Example:99")}
	anyHost := []ws.HandlerOption{ws.AnyHost()}
	for _, test := range []struct {
		reason  string
		host    string
		public  bool // the connection is not one to loopback
		options []ws.HandlerOption
		status  int
	}{
		{"the name of loopback", "localhost", false, loopback, 101},
		{"with a port", "localhost:8080", false, loopback, 101},
		{"in capitals and with the final dot", "LocalHost.:1", false, loopback, 101},
		{"names under localhost are loopback as well", "app.localhost", false, loopback, 101},
		{"its address", "127.0.0.1:8080", false, loopback, 101},
		{"all of 127.0.0.0/8", "127.9.9.9", false, loopback, 101},
		{"its address in IPv6", "[::1]:8080", false, loopback, 101},
		{"the same without a port", "[::1]", false, loopback, 101},
		{"rebinding", "evil.example", false, loopback, 403},
		{"rebinding with the port", "evil.example:8080", false, loopback, 403},
		{"a name that only begins like it", "localhost.evil.example", false, loopback, 403},
		{"a name that only ends like it", "notlocalhost", false, loopback, 403},
		{"an address that only begins like it", "127.0.0.1.evil.example", false, loopback, 403},
		{"another address", "192.0.2.1", false, loopback, 403},
		{"on public addresses any name will do", "evil.example", true, loopback, 101},
		{"listed", "api.example.com:443", false, listed, 101},
		{"listed names ignore case and port", "OTHER.example", false, listed, 101},
		{"loopback stays allowed on loopback", "localhost", false, listed, 101},
		{"not listed", "evil.example", false, listed, 403},
		{"listed, on a public address", "api.example.com", true, listed, 101},
		{"a list holds for public addresses too", "evil.example", true, listed, 403},
		{"loopback is no name of a public address", "localhost", true, listed, 403},
		{"turned off", "evil.example", false, anyHost, 101},
	} {
		t.Run(test.reason, func(t *testing.T) {
			server := httptest.NewUnstartedServer(ws.NewHandler(answering, test.options...))
			if test.public {
				server.Listener = publicListener{server.Listener}
			}
			server.Start()
			defer server.Close()
			if res := upgrade(t, "GET", wsURL(server), "Host", test.host); res.StatusCode != test.status {
				t.Errorf("%s: %s, want %d", test.host, res.Status, test.status)
			}
		})
	}
}

func TestHandlerOrigin(t *testing.T) {
	const friend, stranger = "https://app.example", "https://evil.example"
	allowed := []ws.HandlerOption{ws.AllowOrigins(friend)}
	everyone := []ws.HandlerOption{ws.AllowOrigins("*")}
	for _, test := range []struct {
		reason  string
		header  []string
		options []ws.HandlerOption
		status  int
	}{
		{"no browser", nil, nil, 101},
		{"a page of the same origin", []string{"Sec-Fetch-Site", "same-origin", "Origin", "http://localhost"}, nil, 101},
		{"a page of another origin", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, nil, 403},
		{"a page of another port", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:3"}, nil, 403},
		{"an old browser", []string{"Origin", stranger}, nil, 403},
		{"a sandbox or a file", []string{"Origin", "null"}, nil, 403},
		{"an old browser, same origin", []string{"Origin", "http://localhost"}, nil, 101},
		{"rebinding: the origin is the host", []string{"Host", "evil.example", "Origin", "http://evil.example"}, nil, 403},
		{"allowed", []string{"Sec-Fetch-Site", "cross-site", "Origin", friend}, allowed, 101},
		{"allowed, from an old browser", []string{"Origin", friend}, allowed, 101},
		{"not allowed", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, allowed, 403},
		{"everyone", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, everyone, 101},
	} {
		t.Run(test.reason, func(t *testing.T) {
			address := serve(t, ws.NewHandler(answering, test.options...))
			header := append([]string{"Host", "localhost"}, test.header...)
			if res := upgrade(t, "GET", address, header...); res.StatusCode != test.status {
				t.Errorf("got %s, want %d", res.Status, test.status)
			}
		})
	}
}

func TestAllowOriginsPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an origin with a path is none")
		}
	}()
	ws.AllowOrigins("https://app.example/path")
}

// HTTP and WebSocket on the same path.
func TestHandlerBesideHTTP(t *testing.T) {
	upgrades := ws.NewHandler(answering)
	for _, test := range []struct {
		reason  string
		handler nethttp.Handler
		page    int // the status of a GET
	}{
		{"behind HTTP", rpchttp.NewHandler(answering, rpchttp.WithGet(upgrades)), 426},
		{"before HTTP", ws.NewHandler(answering, ws.Fallback(rpchttp.NewHandler(answering))), 405},
		{"within what wraps the response", wrapping{upgrades}, 426},
	} {
		t.Run(test.reason, func(t *testing.T) {
			address := serve(t, test.handler)
			conn := dial(t, address)
			write(t, conn, call)
			if got := read(t, conn); got != result {
				t.Errorf("got %q", got)
			}
			res, err := nethttp.Get(strings.Replace(address, "ws", "http", 1))
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close()
			if res.StatusCode != test.page {
				t.Errorf("a page: %s, want %d", res.Status, test.page)
			}
			if test.page == 426 && test.reason != "behind HTTP" {
				return
			}
			sender, err := rpchttp.New(strings.Replace(address, "ws", "http", 1))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = sender.Close() }()
			if got, err := send(within(t), sender, call); got != result {
				t.Errorf("by HTTP: got %q, %v", got, err)
			}
		})
	}
}

// A wrapping handler hides all but Unwrap of the ResponseWriter.
type wrapping struct{ next nethttp.Handler }

func (h wrapping) ServeHTTP(w nethttp.ResponseWriter, r *nethttp.Request) {
	h.next.ServeHTTP(unwrapper{w, w}, r)
}

type unwrapper struct {
	nethttp.ResponseWriter
	inner nethttp.ResponseWriter
}

func (u unwrapper) Unwrap() nethttp.ResponseWriter { return u.inner }

func TestUpgradeRefuses(t *testing.T) {
	failures := make(chan error, 1)
	address := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		_, err := ws.Upgrade(w, r)
		failures <- err
	}))
	for _, test := range []struct {
		reason  string
		changes []string
		status  int
	}{
		{"the host", []string{"Host", "evil.example"}, 403},
		{"the key", []string{"Sec-Websocket-Key", "x"}, 400},
	} {
		if res := upgrade(t, "GET", address, test.changes...); res.StatusCode != test.status {
			t.Errorf("%s: got %s", test.reason, res.Status)
		}
		if e := transportError(t, receive(t, failures, "the error")); e.Op != "accept" || e.Sent {
			t.Errorf("%s: got %v", test.reason, e)
		}
	}
	// What cannot be hijacked is answered, too.
	w := httptest.NewRecorder()
	r := httptest.NewRequest(nethttp.MethodGet, "/", nil)
	r.Header = nethttp.Header{"Connection": {"Upgrade"}, "Upgrade": {"websocket"}, "Sec-Websocket-Version": {"13"}, "Sec-Websocket-Key": {"dGhlIHNhbXBsZSBub25jZQ=="}}
	if _, err := ws.Upgrade(w, r); !errors.Is(err, transport.ErrClosed) && w.Code != nethttp.StatusInternalServerError {
		t.Errorf("got %v and %d", err, w.Code)
	}
}

// A client that does not wait for the response is not served.
func TestUpgradeTooEarly(t *testing.T) {
	address := serve(t, ws.NewHandler(answering))
	conn, err := net.Dial("tcp", strings.TrimPrefix(address, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	p := newRawPeer(t, conn, true)
	p.write(append([]byte("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"), p.encode(fin|text, call)...))
	if _, err := nethttp.ReadResponse(p.in, nil); err == nil {
		t.Error("it was")
	}
}

func TestHandlerMaxConns(t *testing.T) {
	h := ws.NewHandler(answering, ws.MaxConns(2))
	address := serve(t, h)
	first, _ := dial(t, address), dial(t, address)
	var status *ws.StatusError
	if _, err := ws.Dial(within(t), address); !errors.As(err, &status) || status.StatusCode != nethttp.StatusServiceUnavailable {
		t.Errorf("the third: got %v", err)
	}
	if got := h.Len(); got != 2 {
		t.Errorf("there are %d", got)
	}
	if res := upgrade(t, "GET", address, "Sec-WebSocket-Key", "x"); res.StatusCode != nethttp.StatusServiceUnavailable {
		t.Errorf("got %s", res.Status)
	}
	_ = first.Close()
	eventually(t, "the place is free", func() bool { return h.Len() == 1 })
	if res := upgrade(t, "GET", address, "Sec-WebSocket-Key", "x"); res.StatusCode != nethttp.StatusBadRequest {
		t.Errorf("got %s", res.Status)
	}
	dial(t, address) // what failed took no place
}

func TestHandlerOnConnect(t *testing.T) {
	muxes := make(chan *transport.Mux, 1)
	h := ws.NewHandler(answering, ws.OnConnect(func(m *transport.Mux) { muxes <- m }))
	conn := dial(t, serve(t, h))
	asked := make(chan string, 1)
	client := transport.NewMux(conn, transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		asked <- string(payload)
		return []byte(result)
	}), transport.MuxOptions{})
	m := receive(t, muxes, "the connection")
	if reply, err := send(within(t), m, call); reply != result {
		t.Errorf("the client answered %q, %v", reply, err)
	}
	if got := receive(t, asked, "the call"); got != call {
		t.Errorf("the client was asked %q", got)
	}
	if diff := cmp.Diff(1, len(h.All())); diff != "" {
		t.Errorf("connections (-want +got):\n%s", diff)
	}
	_ = client.Close()
	<-m.Done()
}
