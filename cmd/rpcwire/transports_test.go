//go:build unix

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// itself returns a stdio URL that starts this test binary as rpcwire with arguments.
func itself(t *testing.T, args string) string {
	t.Helper()
	t.Setenv(asCommand, "1")
	t.Setenv("GORACE", "atexit_sleep_ms=0") // else a process takes a second to end
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return "stdio:" + path + " " + args
}

// everywhere returns the URLs of reference servers, by the transport.
func everywhere(t *testing.T) map[string]string {
	t.Helper()
	socket := "unix://" + filepath.Join(t.TempDir(), "s")
	urls := map[string]string{
		"http":  start(t, "serve"),
		"tcp":   startAt(t, "tcp://127.0.0.1:0", "serve"),
		"unix":  startAt(t, socket, "serve"),
		"stdio": itself(t, "serve --listen stdio:"),
	}
	urls["ws"] = strings.Replace(urls["http"], "http", "ws", 1)
	return urls
}

// An exchange is a command, with what it reads and prints.
type exchange struct {
	reason, in string
	args       []string
	code       int
	out        string
}

// passes tests that the reference server answers at a URL, whatever is in between.
func passes(t *testing.T, url string) {
	t.Helper()
	for _, test := range []exchange{
		{"a call", "", []string{"call", url, "subtract", "42", "23"}, exitOK, "19\n"},
		{"no JSON", `{"`, []string{"send", url}, exitOK, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
	} {
		if got := rpcwire(test.in, test.args...); got.code != test.code || got.out != test.out {
			t.Errorf("%s at %s: %+v, want exit %d and %s", test.reason, url, got, test.code, test.out)
		}
	}
}

// speaks tests that a server at a URL is the reference server.
func speaks(t *testing.T, url string, flags ...string) {
	t.Helper()
	for _, test := range []exchange{
		{"a call", "", []string{"call", url, "subtract", "42", "23"}, exitOK, "19\n"},
		{"an error", "", []string{"call", url, "fail", "--output", "json"}, exitServerError, `{"error":{"code":-32001,"message":"boom","data":{"k":1}}}` + "\n"},
		{"1.0", "", []string{"call", url, "echo", "[1.50]", "--v1"}, exitOK, "[1.50]\n"},
		{"a notification", "", []string{"notify", url, "update", "1"}, exitOK, ""},
		{"a batch", "sum 1 2\nget_data\n", []string{"batch", url}, exitOK, `{"id":1,"result":3}` + "\n" + `{"id":2,"result":["hello",5]}` + "\n"},
		{"a batch of notifications", `{"jsonrpc":"2.0","method":"update"}`, []string{"batch", url}, exitOK, ""},
		{"an invalid request", `{"jsonrpc":"2.0","method":1,"id":3}`, []string{"send", url}, exitOK, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":3}`},
		{"no JSON", `{"`, []string{"send", url}, exitOK, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
		{"time is up", "", []string{"call", url, "sleep", "60000", "--timeout", "300ms", "--output", "json"}, exitTimeout, `{"failure":"timeout"`},
		{"the wire log", "", []string{"call", url, "sum", "1", "-v"}, exitOK, "1\n"},
	} {
		got := rpcwire(test.in, append(test.args, flags...)...)
		if got.code != test.code || !strings.HasPrefix(got.out, test.out) || test.out == "" && got.out != "" {
			t.Errorf("%s at %s: %+v, want exit %d and %s", test.reason, url, got, test.code, test.out)
		}
		if logged := `--> {"jsonrpc":"2.0","method":"sum","params":[1],"id":1}`; test.reason == "the wire log" && !strings.Contains(got.err, logged) {
			t.Errorf("%s at %s: %s, want %s", test.reason, url, got.err, logged)
		}
	}
}

// TestTransports speaks to the reference server over every transport.
func TestTransports(t *testing.T) {
	for name, url := range everywhere(t) {
		t.Run(name, func(t *testing.T) { speaks(t, url) })
	}
}

// TestFramings speaks with the framing of the Language Server Protocol.
func TestFramings(t *testing.T) {
	t.Run("tcp", func(t *testing.T) {
		speaks(t, startAt(t, "tcp://127.0.0.1:0", "serve", "--framing", "header"), "--framing", "header")
	})
	t.Run("stdio", func(t *testing.T) {
		speaks(t, itself(t, "serve --listen stdio: --framing header"), "--framing", "header")
	})
}

// TestProxyTransports joins any two transports.
func TestProxyTransports(t *testing.T) {
	servers := everywhere(t)
	for to, target := range servers {
		for _, from := range []string{"http", "ws", "tcp", "unix", "stdio"} {
			t.Run(from+" to "+to, func(t *testing.T) {
				switch from {
				case "http", "ws":
					passes(t, strings.Replace(start(t, "proxy", "--to", target), "http", from, 1))
				case "tcp":
					passes(t, startAt(t, "tcp://127.0.0.1:0", "proxy", "--to", target))
				case "unix":
					passes(t, startAt(t, "unix://"+filepath.Join(t.TempDir(), "p"), "proxy", "--to", target))
				case "stdio":
					if to == "stdio" {
						t.Skip("the command of one cannot be an argument in that of the other")
					}
					passes(t, itself(t, "proxy --listen stdio: --to "+target))
				}
			})
		}
	}
}

// TestStandardInput serves what comes on standard input, to its end: the replies to
// calls that are under way then are still written.
func TestStandardInput(t *testing.T) {
	in := `{"jsonrpc":"2.0","method":"sleep","params":[50],"id":1}` + "\n" + `{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":2}`
	want := `{"jsonrpc":"2.0","result":3,"id":2}` + "\n" + `{"jsonrpc":"2.0","result":null,"id":1}` + "\n"
	for _, args := range [][]string{
		{"serve", "--listen", "stdio:"},
		{"proxy", "--listen", "stdio:", "--to", startAt(t, "tcp://127.0.0.1:0", "serve")},
		{"proxy", "--listen", "stdio:", "--to", start(t, "serve")},
	} {
		if got := rpcwire(in, args...); got.code != exitOK || got.out != want {
			t.Errorf("rpcwire %q: %+v, want %s", args, got, want)
		}
	}
}

// TestProxyPush calls a client over a proxy, from its server, between any two transports
// that go both ways.
func TestProxyPush(t *testing.T) {
	l, err := stream.Listen(t.Context(), "tcp://127.0.0.1:0", stream.Line, stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	answers := make(chan string, 1)
	ask := func(m *transport.Mux) {
		reply, err := m.Send(t.Context(), []byte(`{"jsonrpc":"2.0","method":"who","id":"server"}`))
		answers <- fmt.Sprintf("%s %v", reply, err)
	}
	served := make(chan error)
	ctx, stop := context.WithCancel(t.Context())
	go func() { served <- transport.ServeListener(ctx, l, nil, transport.ListenOptions{OnConnect: ask}) }()
	proxy := "ws" + strings.TrimPrefix(start(t, "proxy", "--to", l.String()), "http")
	conn, err := ws.Dial(t.Context(), proxy)
	if err != nil {
		t.Fatal(err)
	}
	m := transport.NewMux(conn, transport.HandlerFunc(func(context.Context, []byte) []byte {
		return []byte(`{"jsonrpc":"2.0","result":"client","id":"server"}`)
	}), transport.MuxOptions{})
	if got, want := <-answers, `{"jsonrpc":"2.0","result":"client","id":"server"} <nil>`; got != want {
		t.Errorf("the server got %s, want %s", got, want)
	}
	_ = m.Close() // always nil
	<-m.Done()
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestProxyWithoutServer answers calls while there is nobody to pass them on to.
func TestProxyWithoutServer(t *testing.T) {
	gone := "tcp" + strings.TrimPrefix(unreachable(t), "http")
	for _, from := range []string{"http://127.0.0.1:0", "tcp://127.0.0.1:0"} {
		url := startAt(t, from, "proxy", "--to", gone)
		got := rpcwire("", "call", url, "sum", "--output", "json")
		if want := `{"error":{"code":-32000,"message":"the server cannot be reached"}}` + "\n"; got.out != want {
			t.Errorf("over %s: %+v, want %s", from, got, want)
		}
	}
}

// TestFailures tells what went wrong, over connections.
func TestFailures(t *testing.T) {
	gone := strings.TrimPrefix(unreachable(t), "http")
	for _, test := range []struct {
		reason, url string
		code        int
		err         string
	}{
		{"nobody there", "tcp" + gone, exitTransport, "connection refused"},
		{"nobody there", "ws" + gone, exitTransport, "connection refused"},
		{"no such file", "unix:///no/such/file", exitTransport, "no such file"},
		{"no such program", "stdio:no-such-program", exitTransport, "not found"},
		{"a program that ends", "stdio:false", exitTransport, "exit status 1"},
		{"no port", "tcp://localhost", exitUsage, "tcp://host:port"},
		{"no path", "unix:", exitUsage, "unix:///path"},
		{"not a WebSocket", "ws" + strings.TrimPrefix(answering(t, 200, "hi"), "http"), exitTransport, "200"},
		{"no transport", "gopher://x", exitUsage, "there is no transport"},
	} {
		got := rpcwire("", "call", test.url, "f", "--timeout", "5s")
		if got.code != test.code || !strings.Contains(got.err, test.err) {
			t.Errorf("%s: call %s: %+v, want exit %d and %q", test.reason, test.url, got, test.code, test.err)
		}
	}
}
