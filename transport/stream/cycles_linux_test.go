package stream_test

import (
	"context"
	"runtime"
	"testing"

	"github.com/rpcwire/rpcwire/transport/stream"
)

// Cycles of open, call and close leave no goroutine and no file behind.
func TestCycles(t *testing.T) {
	for name, address := range addresses(t) {
		t.Run(name, func(t *testing.T) {
			l := listen(t, address, stream.Header, stream.Options{})
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			go answer(ctx, l)
			cycles(t, l, 10)
			files, goroutines := openFiles(), runtime.NumGoroutine()
			cycles(t, l, 1000)
			eventually(t, "files and goroutines are gone", func() bool {
				return openFiles() <= files && runtime.NumGoroutine() <= goroutines
			})
		})
	}
}

func cycles(t *testing.T, l *stream.Listener, n int) {
	t.Helper()
	for i := range n {
		c, err := stream.Dial(t.Context(), l.String(), stream.Header, stream.Options{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if i%2 == 0 {
			ctx = context.Background()
		}
		if err := c.Write(ctx, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Read(ctx); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// answer returns to every peer what it sends, one after the other.
func answer(ctx context.Context, l *stream.Listener) {
	for {
		c, err := l.Accept(ctx)
		if err != nil {
			return
		}
		for err == nil {
			var payload []byte
			if payload, err = c.Read(ctx); err == nil {
				err = c.Write(ctx, payload)
			}
		}
		_ = c.Close()
	}
}
