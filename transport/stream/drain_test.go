package stream_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// Drain sends what waits, and closes.
func TestDrain(t *testing.T) {
	bubble(t, stream.Options{}, func(t *bubbled) {
		c, far := t.near, t.far
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		for range 3 {
			if err := <-writeLater(ctx, c, "{}"); err != nil {
				t.Fatal(err)
			}
		}
		drained := make(chan error, 1)
		go func() { drained <- c.Drain(t.Context()) }()
		if got, err := io.ReadAll(far); string(got) != "{}\n{}\n{}\n" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		if err := <-drained; err != nil {
			t.Error(err)
		}
		checkError(t, c.Write(ctx, []byte("late")), transport.ErrClosed)
	})
}

// Drain ends with its context, and then closes as well.
func TestDrainContext(t *testing.T) {
	bubble(t, stream.Options{}, func(t *bubbled) {
		c, far := t.near, t.far
		writing := writeLater(context.Background(), c, "{}")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if e := transportError(t, c.Drain(ctx), context.DeadlineExceeded); e.Op != "write" || !e.Sent {
			t.Errorf("got %+v", e)
		}
		checkError(t, <-writing, transport.ErrClosed)
		if got, err := io.ReadAll(far); len(got) > 0 || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// A peer that has closed its side can still be answered.
func TestWriteAfterEOF(t *testing.T) {
	l := listen(t, addresses(t)["tcp"], stream.Line, stream.Options{})
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	c, err := l.Accept(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := raw.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := c.Read(t.Context()); err != io.EOF {
			t.Errorf("Read: %v", err)
		}
	}
	if err := c.Write(t.Context(), []byte("{}")); err != nil {
		t.Error(err)
	}
	if err := c.(transport.Drainer).Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if got, err := io.ReadAll(raw); string(got) != "{}\n" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// What the peer of a connection that is drained has sent, and nobody wants any more,
// does not spoil what was sent to it.
func TestDrainWithUnreadInput(t *testing.T) {
	for name, address := range addresses(t) {
		t.Run(name, func(t *testing.T) {
			l := listen(t, address, stream.Line, stream.Options{})
			near, far := connect(t, l, stream.Line)
			const n = 200
			for range n {
				if err := near.Write(t.Context(), []byte(sizes(1000)[0])); err != nil {
					t.Fatal(err)
				}
			}
			payload := sizes(100_000)[0]
			for range 5 {
				if err := far.Write(t.Context(), []byte(payload)); err != nil {
					t.Fatal(err)
				}
			}
			ended := make(chan int, 1)
			go func() {
				got := 0
				for {
					if _, err := far.Read(context.Background()); err != nil {
						ended <- got
						return
					}
					got++
				}
			}()
			drained := make(chan error, 1)
			go func() { drained <- far.Drain(t.Context()) }()
			for range 5 {
				got, err := near.Read(t.Context())
				if err != nil || string(got) != payload {
					t.Fatalf("got %d bytes, %v", len(got), err)
				}
			}
			if _, err := near.Read(t.Context()); err != io.EOF {
				t.Errorf("Read ends with %v", err)
			}
			_ = near.Close()
			if err := receive(t, drained, "the end of Drain"); err != nil {
				t.Error(err)
			}
			compare(t, n, receive(t, ended, "the end of Read"))
		})
	}
}
