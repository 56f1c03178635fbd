package http_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// A connection that is dropped after a call was read has executed it, perhaps: the
// call is sent once, unless it is marked.
func TestSenderDroppedConnection(t *testing.T) {
	for _, test := range []struct {
		reason   string
		options  []rpchttp.CallOption
		marked   bool // for every transport
		executed int
		key      []string
		ok       bool
	}{
		{"once, then it fails", nil, false, 1, nil, false},
		{"marked for every transport, then it is sent again", nil, true, 2, nil, true},
		{"marked, then it is sent again", []rpchttp.CallOption{rpchttp.Idempotent("")}, false, 2, nil, true},
		{"marked with a key that servers see", []rpchttp.CallOption{rpchttp.Idempotent("k-1")}, false, 2, []string{"k-1"}, true},
		{"the mark was taken back", []rpchttp.CallOption{rpchttp.Idempotent("k"), rpchttp.Header("Idempotency-Key")}, false, 1, nil, false},
		{"a key beside the mark", []rpchttp.CallOption{rpchttp.Idempotent("k-1")}, true, 2, []string{"k-1"}, true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			executed := make(chan []string, 2) // the keys
			execute := func(c *scripted) {
				r, body := c.request(t)
				if r == nil || body != call {
					t.Errorf("got %q", body)
					return
				}
				executed <- r.Header["Idempotency-Key"]
			}
			url := script(t, func(c *scripted) {
				c.request(t) // the first call, which makes the connection a reused one
				c.write(t, ok)
				execute(c)
			}, func(c *scripted) {
				execute(c)
				c.write(t, ok)
			})
			sender := open(t, url)
			if reply, err := send(t.Context(), sender, notification); reply != result || err != nil {
				t.Fatalf("first call: %q, %v", reply, err)
			}
			ctx := rpchttp.WithCall(t.Context(), test.options...)
			if test.marked {
				ctx = transport.Idempotent(ctx)
			}
			reply, err := send(ctx, sender, call)
			if (err == nil) != test.ok || test.ok && reply != result {
				t.Errorf("got %q, %v", reply, err)
			}
			if !test.ok && !transportError(t, err).Sent {
				t.Errorf("%v: it may have been executed", err)
			}
			if n := len(executed); n != test.executed {
				t.Errorf("executed %d times, want %d", n, test.executed)
			}
			for range len(executed) {
				if diff := cmp.Diff(test.key, <-executed); diff != "" {
					t.Errorf("Idempotency-Key (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// A connection that was closed while nobody used it costs no call.
func TestSenderClosedIdleConnection(t *testing.T) {
	server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo)))
	sender := open(t, server.URL)
	for range 10 {
		if reply, err := send(t.Context(), sender, call); reply != call || err != nil {
			t.Fatalf("got %q, %v", reply, err)
		}
		sender.CloseIdle()
	}
}

// refusing returns the URL of a port where nobody listens.
func refusing(t *testing.T, scheme string) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return scheme + "://" + listener.Addr().String() + "/rpc"
}

func TestSenderErrorSent(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	cause := errors.New("the user left")
	caused, cancelCause := context.WithCancelCause(t.Context())
	cancelCause(cause)
	plain := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo)))
	secure := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(echo)))
	secure.Config.ErrorLog = quiet()
	secure.StartTLS()
	defer secure.Close()
	closed := open(t, plain.URL)
	_ = closed.Close()
	silent := script(t, func(c *scripted) { c.request(t) })
	failing := &nethttp.Client{Transport: roundTripper(func(*nethttp.Request) (*nethttp.Response, error) {
		return nil, errors.New("who knows")
	})}
	for _, test := range []struct {
		reason string
		ctx    context.Context
		sender *rpchttp.Sender
		sent   bool
		op     string
		is     error // if not nil
	}{
		{"nobody listens", t.Context(), open(t, refusing(t, "http")), false, "dial", nil},
		{"nobody listens, with TLS", t.Context(), open(t, refusing(t, "https")), false, "dial", nil},
		{"no such name", t.Context(), open(t, "http://host.invalid/"), false, "dial", nil},
		{"the certificate is not trusted", t.Context(), open(t, secure.URL), false, "dial", nil},
		{"no TLS there", t.Context(), open(t, strings.Replace(plain.URL, "http", "https", 1)), false, "dial", nil},
		{"the context had ended", cancelled, open(t, plain.URL), false, "send", context.Canceled},
		{"with a cause", caused, open(t, plain.URL), false, "send", cause},
		{"with a cause it is cancelled all the same", caused, open(t, plain.URL), false, "send", context.Canceled},
		{"the sender is closed", t.Context(), closed, false, "send", transport.ErrClosed},
		{"a header that HTTP does not allow", t.Context(), open(t, plain.URL, rpchttp.Header("X-A", "a\r\nb: c")), false, "", nil},
		{"the server hung up after it read the call", t.Context(), open(t, silent), true, "send", nil},
		{"a transport that does not tell what it does", t.Context(), open(t, plain.URL, rpchttp.Client(failing)), true, "send", nil},
		{"the same under a jar", t.Context(), open(t, plain.URL, rpchttp.Client(failing), rpchttp.Jar(newJar(t))), true, "send", nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := send(test.ctx, test.sender, call)
			e := transportError(t, err)
			if e.Sent != test.sent || test.op != "" && e.Op != test.op || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("got %v (Sent %t, Op %s), want Sent %t, Op %s", e, e.Sent, e.Op, test.sent, test.op)
			}
			if e.Endpoint != test.sender.Endpoint() || strings.Count(e.Error(), "://") != 1 {
				t.Errorf("the endpoint should be in %q once", e)
			}
		})
	}
}

type roundTripper func(*nethttp.Request) (*nethttp.Response, error)

func (f roundTripper) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) { return f(r) }

// A server that is killed ends all calls under way, each with a typed error.
func TestSenderServerKilled(t *testing.T) {
	const n = 64
	g := newGate()
	server := httptest.NewServer(rpchttp.NewHandler(g))
	defer server.Close()
	sender := open(t, server.URL)
	failed := make(chan error, n)
	for range n {
		go func() {
			_, err := send(t.Context(), sender, call)
			failed <- err
		}()
	}
	for range n {
		receive(t, g.entered, "the calls")
	}
	server.CloseClientConnections()
	for range n {
		if e := transportError(t, receive(t, failed, "the errors")); !e.Sent || e.Timeout() {
			t.Errorf("got %+v", e)
		}
	}
}

func TestSenderTimeout(t *testing.T) {
	g := newGate()
	server := serve(t, rpchttp.NewHandler(g))
	for _, test := range []struct {
		reason string
		sender *rpchttp.Sender
		ctx    context.Context
	}{
		{"of the session", open(t, server.URL, rpchttp.Timeout(20*time.Millisecond)), t.Context()},
		{"of the call", open(t, server.URL), rpchttp.WithCall(t.Context(), rpchttp.Timeout(20*time.Millisecond))},
		{"of the call, which wins", open(t, server.URL, rpchttp.Timeout(time.Hour)), rpchttp.WithCall(t.Context(), rpchttp.Timeout(20*time.Millisecond))},
		{"of the client", open(t, server.URL, rpchttp.Client(&nethttp.Client{Timeout: 20 * time.Millisecond})), t.Context()},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := send(test.ctx, test.sender, call)
			if e := transportError(t, err); !e.Timeout() || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			receive(t, receive(t, g.entered, "the call").Done(), "the end of the handler's context")
		})
	}
	t.Run("taken back by the call", func(t *testing.T) {
		ctx := rpchttp.WithCall(t.Context(), rpchttp.Timeout(0))
		sender := open(t, server.URL, rpchttp.Timeout(time.Nanosecond))
		replies := make(chan string, 1)
		go func() {
			reply, _ := send(ctx, sender, call)
			replies <- reply
		}()
		receive(t, g.entered, "the call")
		close(g.open)
		if reply := receive(t, replies, "the reply"); reply != result {
			t.Errorf("got %q", reply)
		}
	})
}

// The payload is the caller's again when Send returns, also if the server answers
// before it has read everything. The race detector sees it.
func TestSenderKeepsNoPayload(t *testing.T) {
	server := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		w.WriteHeader(nethttp.StatusServiceUnavailable)
	}))
	sender := open(t, server.URL)
	for _, size := range []int{100, 16 << 10, 1 << 20, 8 << 20} {
		payload := bytes.Repeat([]byte("x"), size)
		_, err := sender.Send(t.Context(), payload)
		clear(payload)
		_ = transportError(t, err)
	}
}

// The same with a transport that reads the body when it is no longer to be had.
func TestSenderLateReader(t *testing.T) {
	for _, test := range []struct {
		reason string
		size   int
		err    error
	}{
		{"a small payload was copied", 1000, nil},
		{"a large one is gone", 1 << 20, os.ErrClosed},
	} {
		bodies := make(chan io.Reader, 1)
		late := &nethttp.Client{Transport: roundTripper(func(r *nethttp.Request) (*nethttp.Response, error) {
			bodies <- r.Body
			return &nethttp.Response{StatusCode: nethttp.StatusNoContent, Body: nethttp.NoBody, Request: r}, nil
		})}
		payload := bytes.Repeat([]byte("x"), test.size)
		sent := string(payload)
		if _, err := open(t, "http://localhost/", rpchttp.Client(late)).Send(t.Context(), payload); err != nil {
			t.Fatal(err)
		}
		clear(payload)
		body, err := io.ReadAll(<-bodies)
		if !errors.Is(err, test.err) || test.err == nil && string(body) != sent || test.err != nil && len(body) > 0 {
			t.Errorf("%s: got %d bytes, %v", test.reason, len(body), err)
		}
	}
}

// Connections are kept for as many calls as there are at a time.
func TestSenderKeepsConnections(t *testing.T) {
	const n, rounds = 150, 3
	var connections atomic.Int32
	gates := make(chan *gate, 1)
	server := httptest.NewUnstartedServer(rpchttp.NewHandler(transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		g := <-gates
		gates <- g
		return g.ServeRPC(ctx, payload)
	})))
	server.Config.ConnState = func(_ net.Conn, state nethttp.ConnState) {
		if state == nethttp.StateNew {
			connections.Add(1)
		}
	}
	server.Start()
	defer server.Close()
	sender := open(t, server.URL)
	for range rounds {
		g := &gate{make(chan context.Context, n), make(chan struct{})}
		gates <- g
		var wait sync.WaitGroup
		for range n {
			wait.Go(func() {
				if reply, err := send(t.Context(), sender, call); reply != result || err != nil {
					t.Errorf("got %q, %v", reply, err)
				}
			})
		}
		for range n {
			receive(t, g.entered, "the calls")
		}
		close(g.open)
		wait.Wait()
		<-gates
	}
	if got := connections.Load(); got != n {
		t.Errorf("%d connections for %d calls at a time", got, n)
	}
}

// Every cycle of open, call and close leaves nothing behind; TestMain looks for
// goroutines, and a test for Linux for files.
func cycles(t *testing.T, n int) {
	t.Helper()
	server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo)))
	for range n {
		sender := open(t, server.URL)
		if reply, err := send(t.Context(), sender, call); reply != call || err != nil {
			t.Fatalf("got %q, %v", reply, err)
		}
		if err := sender.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSenderCycles(t *testing.T) { cycles(t, 20) }

// A call that is under way when its sender is closed goes on, and takes its connection
// with it.
func TestSenderCloseWhileCalling(t *testing.T) {
	g := newGate()
	server := serve(t, rpchttp.NewHandler(g))
	sender := open(t, server.URL)
	var wait sync.WaitGroup
	wait.Go(func() {
		if reply, err := send(t.Context(), sender, call); reply != result || err != nil {
			t.Errorf("got %q, %v", reply, err)
		}
	})
	receive(t, g.entered, "the call")
	if err := errors.Join(sender.Close(), sender.Close()); err != nil {
		t.Error(err)
	}
	close(g.open)
	wait.Wait()
}
