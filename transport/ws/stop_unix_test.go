//go:build unix

package ws_test

import (
	"context"
	"fmt"
	"io"
	nethttp "net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

func init() {
	roles["server"] = serveAsChild
	roles["client"] = connectAsChild
}

const urlVariable = "WS_TEST_URL"

// connectAsChild connects, and reads.
func connectAsChild() {
	conn, err := ws.Dial(context.Background(), os.Getenv(urlVariable))
	if err != nil {
		panic(err)
	}
	m := transport.NewMux(conn, nil, transport.MuxOptions{})
	fmt.Println("connected")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = m.Close()
}

// A process that is stopped is found, although its machine answers for it.
func TestPeerIsStopped(t *testing.T) {
	quick := ws.Ping(50*time.Millisecond, 200*time.Millisecond)
	for _, test := range []struct {
		reason string
		open   func() (*ws.Conn, *child)
	}{
		{"the server", func() (*ws.Conn, *child) {
			c := start(t, "server")
			return dial(t, c.url, quick), c
		}},
		{"the client", func() (*ws.Conn, *child) {
			conns := make(chan *ws.Conn, 1)
			t.Setenv(urlVariable, serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
				if conn, err := ws.Upgrade(w, r, quick); err == nil {
					conns <- conn
				}
			})))
			c := start(t, "client")
			return receive(t, conns, "the connection"), c
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			conn, c := test.open()
			defer func() { _ = conn.Close() }()
			ended := make(chan error, 1)
			go func() {
				_, err := conn.Read(context.Background())
				ended <- err
			}()
			if err := c.process.Signal(syscall.SIGSTOP); err != nil {
				t.Fatal(err)
			}
			if e := transportError(t, receive(t, ended, "the end of the connection")); !e.Timeout() {
				t.Errorf("got the error %v", e)
			}
		})
	}
}

// When a server is killed, every call fails at once, and says that it may have run.
func TestPeerIsKilled(t *testing.T) {
	c := start(t, "server")
	m := mux(t, c.url, nil)
	const calls = 64
	failures := make(chan error, calls)
	for i := range calls {
		go func() {
			_, err := m.Send(context.Background(), fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"hang","id":"h%d"}`, i))
			failures <- err
		}()
	}
	if reply, err := send(within(t), m, call); reply != result { // the others are under way
		t.Fatal(reply, err)
	}
	if err := c.process.Kill(); err != nil {
		t.Fatal(err)
	}
	for range calls {
		if e := transportError(t, receive(t, failures, "the end of a call")); e.Timeout() {
			t.Errorf("got the error %v", e)
		}
	}
	if _, err := send(within(t), m, call); err == nil || transportError(t, err).Sent {
		t.Errorf("a call after that: %v", err)
	}
}
