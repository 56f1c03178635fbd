package stream_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// The end of a context ends Read; where the stream has deadlines, and nothing of a payload
// was taken, reading can go on.
func TestReadContext(t *testing.T) {
	cause := errors.New("enough")
	bubble(t, stream.Options{}, func(t *bubbled) {
		kind, c, far := t.kind, t.near, t.far
		ctx, cancel := context.WithCancelCause(t.Context())
		read := readLater(ctx, c)
		_, err := io.WriteString(far, "a part ")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel(cause)
		e := transportError(t, <-read, cause)
		if !errors.Is(e, context.Canceled) || e.Op != "read" || !e.Sent {
			t.Errorf("got %+v", e)
		}
		_, err = c.Read(ctx) // it had ended before
		checkError(t, err, cause)
		go func() { _, _ = io.WriteString(far, "of a payload\n") }()
		payload, err := c.Read(context.Background())
		if kind == "with deadlines" {
			compare(t, "a part of a payload", string(payload))
		}
		if (err == nil) != (kind == "with deadlines") {
			t.Errorf("the next Read ends with %v", err)
		}
	})
}

// A context that ends when it does not matter any more does no harm.
func TestReadContextLate(t *testing.T) {
	near, far := pipe(t, stream.Line)
	for range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		go func() { _ = far.Write(context.Background(), []byte("{}")) }()
		_, err := near.Read(ctx)
		if errors.Is(err, context.Canceled) {
			_, err = near.Read(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// Within a payload that was taken in part, Read cannot go on.
func TestReadContextWithin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		c := stream.New(a, stream.Header, stream.Options{})
		ctx, cancel := context.WithCancel(t.Context())
		read := readLater(ctx, c)
		if _, err := io.WriteString(b, "Content-Length: 2\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		cancel()
		checkError(t, <-read, context.Canceled)
		_, err := c.Read(context.Background())
		checkError(t, err, context.Canceled)
		_ = c.Close()
	})
}

func TestReadTimeout(t *testing.T) {
	bubble(t, stream.Options{ReadTimeout: time.Minute}, func(t *bubbled) {
		c, far := t.near, t.far
		for range 3 {
			go func() {
				time.Sleep(50 * time.Second)
				_, _ = io.WriteString(far, "{}\n")
			}()
			if _, err := c.Read(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		start := time.Now()
		_, err := c.Read(t.Context())
		if e, ok := errors.AsType[*transport.Error](err); !ok || !e.Timeout() || time.Since(start) != time.Minute {
			t.Errorf("got %v after %v", err, time.Since(start))
		}
		_, again := c.Read(t.Context())
		compare(t, err.Error(), again.Error())
	})
}
