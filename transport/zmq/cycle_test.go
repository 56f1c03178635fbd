//go:build cgo

package zmq

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

// resources returns how many threads, files and goroutines there are.
func resources(t *testing.T) (threads, files, goroutines int) {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip(err)
	}
	_, rest, _ := strings.Cut(string(status), "\nThreads:")
	if _, err := fmt.Sscan(rest, &threads); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip(err)
	}
	return threads, len(entries), runtime.NumGoroutine()
}

// settles fails the test unless no more resources are in use than before. The runtime of
// Go keeps some threads for later.
func settles(t *testing.T, threads, files, goroutines int) {
	t.Helper()
	const spare = 10
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		threads2, files2, goroutines2 := resources(t)
		if threads2 <= threads+spare && files2 <= files && goroutines2 <= goroutines {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d threads, %d files and %d goroutines before, %d, %d and %d after",
				threads, files, goroutines, threads2, files2, goroutines2)
		}
	}
}

// cycle opens and closes a server and a Sender, one way or another.
func cycle(t *testing.T, i int) {
	t.Helper()
	endpoint := loopback
	var options []Option
	if i%3 != 0 {
		c, err := NewContext()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		options = append(options, InContext(c))
		endpoint = "inproc://x"
	}
	var listen []ListenOption
	var dial []DialOption
	for _, o := range options {
		listen, dial = append(listen, o), append(dial, o)
	}
	server, err := Listen(endpoint, listen...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	if i%4 == 0 {
		return // it never serves
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(context.Background(), echo) }()
	sender, err := Dial(t.Context(), server.Endpoint(), dial...)
	if err != nil {
		t.Fatal(err)
	}
	if i%5 != 0 {
		works(t, sender)
	}
	if i%2 == 0 {
		_ = sender.Close()
		_ = server.Shutdown(t.Context())
	} else {
		_ = server.Close()
		_ = sender.Shutdown(t.Context())
	}
	if err := <-served; err != nil && !errors.Is(err, transport.ErrClosed) {
		t.Error(err)
	}
}

func TestCyclesLeaveNothing(t *testing.T) {
	t.Run("warm up", func(t *testing.T) {
		for i := range 60 {
			cycle(t, i)
		}
	})
	threads, files, goroutines := resources(t)
	t.Run("cycles", func(t *testing.T) {
		for i := range 1000 {
			cycle(t, i)
		}
	})
	settles(t, threads, files, goroutines)
}

// What fails to open leaves nothing, either.
func TestFailuresLeaveNothing(t *testing.T) {
	server := newPair(t)
	failures := func() {
		_, _ = Dial(t.Context(), "tcp://127.0.0.1:x")
		_, _ = Dial(t.Context(), "tcp://127.0.0.1:1", CurveClient(server.public, server.secret, server.secret))
		_, _ = Listen("x")
		_, _ = Listen(loopback, AlsoOn("x"), CurveServer(server.secret, AllowAny()))
		_, _ = NewBroker("x", loopback)
		_, _ = NewBroker(loopback, "x")
		_ = Work(t.Context(), "x", echo)
	}
	failures()
	threads, files, goroutines := resources(t)
	for range 50 {
		failures()
	}
	settles(t, threads, files, goroutines)
}

// Many callers that wait take no threads.
func TestCallersTakeNoThreads(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	works(t, sender)
	before, _, _ := resources(t)
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			if _, err := sendText(within(t), sender, waitText); err != nil {
				t.Error(err)
			}
		})
	}
	for range 200 {
		next(t, g.entered, "a call")
	}
	if now, _, _ := resources(t); now > before+20 {
		t.Errorf("%d threads, %d before", now, before)
	}
	close(g.opened)
	wg.Wait()
}

// Closing ends in finite time, although somebody does not read what was sent.
func TestCloseDoesNotHang(t *testing.T) {
	reply := make([]byte, 1<<20)
	server, err := Listen(loopback, Linger(20*time.Millisecond), HighWater(4))
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	sent := make(chan struct{}, 100)
	go func() {
		served <- server.Serve(context.Background(), transport.HandlerFunc(func(context.Context, []byte) []byte {
			sent <- struct{}{}
			return reply
		}))
	}()
	slow := plain(t, zmq4.DEALER, func(s *zmq4.Socket) error { return s.SetRcvhwm(1) }, connectTo(server.Endpoint()))
	for range 50 {
		slow.send(t, "c", "", callText)
		next(t, sent, "the handler")
	}
	_ = server.Close()
	if err := next(t, served, "the end"); err != nil && !errors.Is(err, transport.ErrClosed) {
		t.Error(err)
	}
}

func TestContext(t *testing.T) {
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	server := serve(t, "inproc://x", echo, InContext(c))
	sender := dialed(t, server.Endpoint(), InContext(c))
	works(t, sender)
	_ = c.Close()
	_ = c.Close()
	works(t, sender) // it is given up, but still in use
	if _, err := Listen("inproc://y", InContext(c)); !errors.Is(err, transport.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
