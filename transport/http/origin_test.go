package http_test

import (
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	rpchttp "github.com/rpcwire/rpcwire/transport/http"
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

func TestHandlerHost(t *testing.T) {
	var loopback []rpchttp.HandlerOption
	listed := []rpchttp.HandlerOption{rpchttp.AllowHosts("api.example.com", "Other.Example:99")}
	anyHost := []rpchttp.HandlerOption{rpchttp.AnyHost()}
	for _, test := range []struct {
		reason  string
		host    string
		public  bool // the connection is not one to loopback
		options []rpchttp.HandlerOption
		status  int
	}{
		{"the name of loopback", "localhost", false, loopback, 200},
		{"with a port", "localhost:8080", false, loopback, 200},
		{"in capitals and with the final dot", "LocalHost.:1", false, loopback, 200},
		{"names under localhost are loopback as well", "app.localhost", false, loopback, 200},
		{"its address", "127.0.0.1:8080", false, loopback, 200},
		{"all of 127.0.0.0/8", "127.9.9.9", false, loopback, 200},
		{"its address in IPv6", "[::1]:8080", false, loopback, 200},
		{"the same without a port", "[::1]", false, loopback, 200},
		{"rebinding", "evil.example", false, loopback, 403},
		{"rebinding with the port", "evil.example:8080", false, loopback, 403},
		{"a name that only begins like it", "localhost.evil.example", false, loopback, 403},
		{"a name that only ends like it", "notlocalhost", false, loopback, 403},
		{"an address that only begins like it", "127.0.0.1.evil.example", false, loopback, 403},
		{"another address", "192.0.2.1", false, loopback, 403},
		{"an address that some systems take for loopback", "0.0.0.0", false, loopback, 403},
		{"on public addresses any name will do", "evil.example", true, loopback, 200},
		{"listed", "api.example.com:443", false, listed, 200},
		{"listed names ignore case and port", "OTHER.example", false, listed, 200},
		{"loopback stays allowed on loopback", "localhost", false, listed, 200},
		{"not listed", "evil.example", false, listed, 403},
		{"listed, on a public address", "api.example.com", true, listed, 200},
		{"a list holds for public addresses too", "evil.example", true, listed, 403},
		{"loopback is no name of a public address", "localhost", true, listed, 403},
		{"turned off", "evil.example", false, anyHost, 200},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := httptest.NewUnstartedServer(rpchttp.NewHandler(answer(result, &calls), test.options...))
			if test.public {
				server.Listener = publicListener{server.Listener}
			}
			server.Start()
			defer server.Close()
			res, _ := post(t, "POST", server.URL, call, jsonHeader("Host", test.host))
			if res.StatusCode != test.status || (calls.Load() == 1) != (test.status == 200) {
				t.Errorf("%s: status %d after %d calls, want %d", test.host, res.StatusCode, calls.Load(), test.status)
			}
		})
	}
}

// HTTP/1.0 knows requests without a host; no browser sends them.
func TestHandlerNoHost(t *testing.T) {
	var calls atomic.Int32
	server := serve(t, rpchttp.NewHandler(answer("", &calls)))
	const text = "POST / HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
	if res := exchange(t, server.Listener.Addr().String(), text, false); res.StatusCode != nethttp.StatusNoContent {
		t.Errorf("status %d, want 204", res.StatusCode)
	}
}

// The host is checked before GET is passed on, whose pages matter as much.
func TestHandlerHostOfGet(t *testing.T) {
	get := nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) { _, _ = io.WriteString(w, "secret") })
	var calls atomic.Int32
	server := serve(t, rpchttp.NewHandler(answer("", &calls), rpchttp.WithGet(get)))
	if res, body := post(t, "GET", server.URL, "", nethttp.Header{"Host": {"evil.example"}}); res.StatusCode != nethttp.StatusForbidden {
		t.Errorf("got %d %q, want 403", res.StatusCode, body)
	}
}

func TestHandlerOrigin(t *testing.T) {
	const friend, stranger = "https://app.example", "https://evil.example"
	allowed := []rpchttp.HandlerOption{rpchttp.AllowOrigins(friend)}
	everyone := []rpchttp.HandlerOption{rpchttp.AllowOrigins("*")}
	off := []rpchttp.HandlerOption{rpchttp.CrossOrigin(nil)}
	trusting := nethttp.NewCrossOriginProtection()
	if err := trusting.AddTrustedOrigin(stranger); err != nil {
		t.Fatal(err)
	}
	replaced := []rpchttp.HandlerOption{rpchttp.CrossOrigin(trusting)}
	for _, test := range []struct {
		reason  string
		header  []string
		options []rpchttp.HandlerOption
		status  int
		opened  string // Access-Control-Allow-Origin
	}{
		{"no browser", nil, nil, 200, ""},
		{"a page of the same origin", []string{"Sec-Fetch-Site", "same-origin"}, nil, 200, ""},
		{"typed by the user", []string{"Sec-Fetch-Site", "none"}, nil, 200, ""},
		{"a page of another origin", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, nil, 403, ""},
		{"a page of another port", []string{"Sec-Fetch-Site", "same-site", "Origin", "http://localhost:3"}, nil, 403, ""},
		{"an old browser", []string{"Origin", stranger}, nil, 403, ""},
		{"a sandbox or a file", []string{"Origin", "null"}, nil, 403, ""},
		{"an old browser, same origin", []string{"Origin", "http://localhost"}, nil, 200, ""},
		{"allowed", []string{"Sec-Fetch-Site", "cross-site", "Origin", friend}, allowed, 200, friend},
		{"allowed, from an old browser", []string{"Origin", friend}, allowed, 200, friend},
		{"not allowed", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, allowed, 403, ""},
		{"everyone", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, everyone, 200, stranger},
		{"turned off, but pages cannot read", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, off, 200, ""},
		{"the check was replaced", []string{"Sec-Fetch-Site", "cross-site", "Origin", stranger}, replaced, 200, ""},
		{"by one that refuses", []string{"Sec-Fetch-Site", "cross-site", "Origin", friend}, replaced, 403, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(result, &calls), test.options...))
			header := jsonHeader(append(test.header, "Host", "localhost")...)
			res, _ := post(t, "POST", server.URL, call, header)
			if res.StatusCode != test.status || (calls.Load() == 1) != (test.status == 200) {
				t.Errorf("status %d after %d calls, want %d", res.StatusCode, calls.Load(), test.status)
			}
			if opened := res.Header.Get("Access-Control-Allow-Origin"); opened != test.opened {
				t.Errorf("Access-Control-Allow-Origin %q, want %q", opened, test.opened)
			}
		})
	}
}

func TestHandlerPreflight(t *testing.T) {
	const friend = "https://app.example"
	ask := func(origin string) nethttp.Header {
		return nethttp.Header{
			"Origin":                         {origin},
			"Access-Control-Request-Method":  {"POST"},
			"Access-Control-Request-Headers": {"content-type,authorization"},
		}
	}
	for _, test := range []struct {
		reason  string
		header  nethttp.Header
		origins []string
		status  int
		want    nethttp.Header
	}{
		{"allowed", ask(friend), []string{friend}, 204, nethttp.Header{
			"Access-Control-Allow-Origin":  {friend},
			"Access-Control-Allow-Methods": {"POST"},
			"Access-Control-Allow-Headers": {"content-type,authorization"},
			"Vary":                         {"Origin"},
		}},
		{"everyone", ask(friend), []string{"*"}, 204, nethttp.Header{"Access-Control-Allow-Origin": {friend}}},
		{"not allowed", ask("https://evil.example"), []string{friend}, 403, nethttp.Header{"Access-Control-Allow-Origin": nil}},
		{"nobody is", ask(friend), nil, 405, nethttp.Header{"Allow": {"POST"}}},
		{"no preflight", nethttp.Header{"Origin": {friend}}, []string{friend}, 405, nethttp.Header{"Allow": {"POST, OPTIONS"}}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(result, &calls), rpchttp.AllowOrigins(test.origins...)))
			res, _ := post(t, "OPTIONS", server.URL, "", test.header)
			if res.StatusCode != test.status || calls.Load() != 0 {
				t.Errorf("status %d after %d calls, want %d", res.StatusCode, calls.Load(), test.status)
			}
			for name, values := range test.want {
				if diff := cmp.Diff(values, res.Header.Values(name)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func TestAllowOriginsPanics(t *testing.T) {
	for _, origin := range []string{"", "null", "app.example", "https://app.example/path"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was taken for an origin", origin)
				}
			}()
			rpchttp.AllowOrigins(origin)
		}()
	}
}
