package stream_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// A tape is a stream of what in has, and keeps what is written to it. It has no
// deadlines.
type tape struct {
	in io.Reader

	mu  sync.Mutex
	out bytes.Buffer
}

func (s *tape) Read(p []byte) (int, error) { return s.in.Read(p) }

func (s *tape) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *tape) Close() error { return nil }

func (s *tape) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

// written returns what payloads are in a stream.
func written(tb testing.TB, f stream.Framing, payloads ...string) string {
	tb.Helper()
	s := &tape{}
	c := stream.New(s, f, stream.Options{})
	for _, p := range payloads {
		if err := c.Write(context.Background(), []byte(p)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := c.Drain(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return s.written()
}

// What readAll returns in the place of a payload that was skipped, beside the end.
const skipped = "(skipped)"

// readAll returns all payloads of a stream, and the error that it ends with.
func readAll(tb testing.TB, in io.Reader, f stream.Framing, limit int) (payloads []string, end error) {
	tb.Helper()
	c := stream.New(&tape{in: in}, f, stream.Options{Limits: protocol.Limits{Payload: limit}})
	defer func() { _ = c.Close() }()
	for {
		payload, err := c.Read(context.Background())
		switch {
		case err == nil:
			payloads = append(payloads, string(payload))
		case errors.Is(err, transport.ErrPayloadTooLarge) && !errors.Is(err, transport.ErrClosed):
			payloads = append(payloads, skipped)
		default:
			return payloads, err
		}
	}
}

func compare[T any](tb testing.TB, want, got T) {
	tb.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		tb.Errorf("(-want +got):\n%s", diff)
	}
}

// transportError returns err as what a Conn has to fail with, after it has compared it
// with an error that it should match.
func transportError(tb testing.TB, err, is error) *transport.Error {
	tb.Helper()
	e, ok := errors.AsType[*transport.Error](err)
	if !ok {
		tb.Fatalf("got the error %v (%T), want a *transport.Error", err, err)
	}
	if !errors.Is(err, is) {
		tb.Errorf("got the error %v, want %v", err, is)
	}
	return e
}

func checkError(tb testing.TB, err, is error) {
	tb.Helper()
	_ = transportError(tb, err, is)
}

func receive[T any](tb testing.TB, c <-chan T, what string) (value T) {
	tb.Helper()
	select {
	case value = <-c:
	case <-time.After(20 * time.Second):
		tb.Fatal("waited in vain for " + what)
	}
	return value
}

// eventually waits until something is true.
func eventually(tb testing.TB, what string, is func() bool) {
	tb.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			tb.Fatal("waited in vain: " + what)
		}
	}
}

// addresses are where the tests listen, by the name of the transport.
func addresses(tb testing.TB) map[string]string {
	tb.Helper()
	return map[string]string{
		"tcp":  "tcp://127.0.0.1:0",
		"unix": "unix://" + filepath.ToSlash(filepath.Join(tb.TempDir(), "s")),
	}
}

func listen(tb testing.TB, address string, f stream.Framing, o stream.Options) *stream.Listener {
	tb.Helper()
	l, err := stream.Listen(tb.Context(), address, f, o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = l.Close() })
	return l
}

// connect returns both ends of a connection through a listener.
func connect(tb testing.TB, l *stream.Listener, f stream.Framing) (near, far *stream.Conn) {
	tb.Helper()
	near, err := stream.Dial(tb.Context(), l.String(), f, stream.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = near.Close() })
	accepted, err := l.Accept(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = accepted.Close() })
	return near, accepted.(*stream.Conn)
}

// pipe returns two connections over the ends of a pipe in memory.
func pipe(tb testing.TB, f stream.Framing) (near, far *stream.Conn) {
	tb.Helper()
	a, b := net.Pipe()
	near, far = stream.New(a, f, stream.Options{}), stream.New(b, f, stream.Options{})
	tb.Cleanup(func() { _ = near.Close(); _ = far.Close() })
	return near, far
}

// exchange sends a payload from one end and returns what arrives at the other.
func exchange(tb testing.TB, from, to *stream.Conn, payload string) string {
	tb.Helper()
	sent := make(chan error, 1)
	go func() { sent <- from.Write(context.Background(), []byte(payload)) }()
	got, err := to.Read(context.Background())
	if err := errors.Join(err, receive(tb, sent, "the end of Write")); err != nil {
		tb.Fatal(err)
	}
	return string(got)
}
