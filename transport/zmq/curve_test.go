//go:build cgo

package zmq

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

// A pair is a pair of keys.
type pair struct{ public, secret string }

func newPair(t *testing.T) pair {
	t.Helper()
	public, secret, err := NewCurveKeypair()
	if err != nil {
		t.Fatal(err)
	}
	return pair{public, secret}
}

// refusedFor returns the error of a call that gets no connection, since handshakes fail.
func refusedFor(t *testing.T, endpoint string, options ...DialOption) (*transport.Error, *HandshakeError) {
	t.Helper()
	sender := dialed(t, endpoint, append(options, ConnectWait(50*time.Millisecond))...)
	var e *transport.Error
	var h *HandshakeError
	until(t, "a handshake that fails", func() bool {
		reply, err := sendText(within(t), sender, callText)
		if err == nil {
			t.Fatalf("got the reply %s", reply)
		}
		e = transportError(t, err)
		if e.Sent || !errors.Is(e, ErrNotConnected) {
			t.Fatalf("got %v (Sent %t)", e, e.Sent)
		}
		var ok bool
		h, ok = errors.AsType[*HandshakeError](err)
		return ok
	})
	return e, h
}

func TestCurve(t *testing.T) {
	server, other, known, unknown := newPair(t), newPair(t), newPair(t), newPair(t)
	log := newRecords()
	keys := make(chan string, 10)
	h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		keys <- ClientKey(ctx)
		return echo(ctx, payload)
	})
	s := serve(t, loopback, h, CurveServer(server.secret, AllowKeys(known.public)), Logger(slog.New(log)))

	works(t, dialed(t, s.Endpoint(), CurveClient(server.public, known.public, known.secret)))
	if got := <-keys; got != known.public {
		t.Errorf("the handler was told the key %q", got)
	}

	e, refusal := refusedFor(t, s.Endpoint(), CurveClient(server.public, unknown.public, unknown.secret))
	if !refusal.Denied || refusal.Code != 400 || !strings.Contains(e.Error(), "does not accept the key") {
		t.Errorf("an unknown key: %v", e)
	}
	if log.count("a client was refused") == 0 {
		t.Error("the server does not log whom it refuses")
	}
	if e, refusal := refusedFor(t, s.Endpoint(), CurveClient(other.public, known.public, known.secret)); refusal.Denied {
		t.Errorf("the key of another server: %v", e)
	}
	if e, refusal := refusedFor(t, s.Endpoint()); refusal.Denied {
		t.Errorf("no key: %v", e)
	}
	open := serve(t, loopback, echo)
	if e, refusal := refusedFor(t, open.Endpoint(), CurveClient(server.public, known.public, known.secret)); refusal.Denied {
		t.Errorf("a server without keys: %v", e)
	}
	if len(keys) != 0 {
		t.Error("the handler was called for somebody who was refused")
	}
}

// PLAIN, which libzmq lets in with any name, is refused as well.
func TestCurveServerRefusesPlain(t *testing.T) {
	server := newPair(t)
	s := serve(t, loopback, echo, CurveServer(server.secret, AllowAny()))
	peer := plain(t, zmq4.REQ,
		func(s *zmq4.Socket) error { return s.SetPlainUsername("user") },
		func(s *zmq4.Socket) error { return s.SetPlainPassword("") },
		connectTo(s.Endpoint()))
	peer.send(t, callText)
	if got, ok := peer.receiveWithin(t, 200*time.Millisecond); ok {
		t.Errorf("got %q", got)
	}
}

// The list of keys may change while the server runs, and AllowAny takes whoever knows the
// server.
func TestCurveAuthorizer(t *testing.T) {
	server, client := newPair(t), newPair(t)
	var allowed atomic.Bool
	s := serve(t, loopback, echo, CurveServer(server.secret, func(key string) bool {
		return key == client.public && allowed.Load()
	}))
	if e, refusal := refusedFor(t, s.Endpoint(), CurveClient(server.public, client.public, client.secret)); !refusal.Denied {
		t.Errorf("got %v", e)
	}
	allowed.Store(true)
	works(t, dialed(t, s.Endpoint(), CurveClient(server.public, client.public, client.secret)))

	open := serve(t, loopback, echo, CurveServer(server.secret, AllowAny()))
	works(t, dialed(t, open.Endpoint(), CurveClient(server.public, client.public, client.secret)))
}

// Servers in one Context have their own lists.
func TestCurveTwoServers(t *testing.T) {
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	server, a, b := newPair(t), newPair(t), newPair(t)
	forA := serve(t, loopback, echo, InContext(c), CurveServer(server.secret, AllowKeys(a.public)))
	forB := serve(t, loopback, echo, InContext(c), CurveServer(server.secret, AllowKeys(b.public)))
	works(t, dialed(t, forA.Endpoint(), InContext(c), CurveClient(server.public, a.public, a.secret)))
	works(t, dialed(t, forB.Endpoint(), InContext(c), CurveClient(server.public, b.public, b.secret)))
	if e, refusal := refusedFor(t, forB.Endpoint(), InContext(c), CurveClient(server.public, a.public, a.secret)); !refusal.Denied {
		t.Errorf("got %v", e)
	}
	_ = forB.Close()
	works(t, dialed(t, forA.Endpoint(), CurveClient(server.public, a.public, a.secret)))
}

func TestCurveBroker(t *testing.T) {
	front, back, client, worker := newPair(t), newPair(t), newPair(t), newPair(t)
	if _, err := NewBroker(loopback, loopback, CurveServer(front.secret, AllowAny())); err == nil {
		t.Error("anybody could become a worker")
	}
	b := broker(t, CurveServer(front.secret, AllowKeys(client.public)), CurveBackend(back.secret, AllowKeys(worker.public)))
	keys := make(chan string, 10)
	h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		keys <- ClientKey(ctx)
		return echo(ctx, payload)
	})
	log := newRecords()
	work(t, b, h, CurveClient(back.public, client.public, client.secret), Logger(slog.New(log)))
	until(t, "a worker that is refused", func() bool { return log.count("the broker was not reached") > 0 })
	if n := b.Stats().Workers; n != 0 {
		t.Errorf("%d workers are there", n)
	}
	work(t, b, h, CurveClient(back.public, worker.public, worker.secret))
	works(t, dialed(t, b.Frontend(), CurveClient(front.public, client.public, client.secret)))
	if got := <-keys; got != client.public {
		t.Errorf("the handler was told the key %q", got)
	}
	if e, refusal := refusedFor(t, b.Frontend(), CurveClient(front.public, worker.public, worker.secret)); !refusal.Denied {
		t.Errorf("got %v", e)
	}
}
