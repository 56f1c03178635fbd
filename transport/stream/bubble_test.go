package stream_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport/stream"
)

// plain is a stream in memory without deadlines.
type plain struct {
	io.Reader
	io.Writer
	closers []io.Closer
}

func (p *plain) Close() error {
	for _, c := range p.closers {
		_ = c.Close()
	}
	return nil
}

func plainPair() (near, far *plain) {
	r1, w1 := io.Pipe()
	r2, w2 := io.Pipe()
	return &plain{r1, w2, []io.Closer{r1, w2}}, &plain{r2, w1, []io.Closer{r2, w1}}
}

// pairs are streams in memory, with deadlines and without.
var pairs = map[string]func() (near, far io.ReadWriteCloser){
	"with deadlines":    func() (near, far io.ReadWriteCloser) { return net.Pipe() },
	"without deadlines": func() (near, far io.ReadWriteCloser) { return plainPair() },
}

// A bubbled test runs in a bubble of synctest.
type bubbled struct {
	*testing.T
	kind string // of the stream
	near *stream.Conn
	far  io.ReadWriteCloser
}

// bubble runs a test for every kind of stream.
func bubble(t *testing.T, o stream.Options, test func(*bubbled)) {
	t.Helper()
	for kind, pair := range pairs {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pair()
				near := stream.New(a, stream.Line, o)
				test(&bubbled{t, kind, near, b})
				_ = near.Close()
				_ = b.Close()
			})
		})
	}
}

// readLater reads in a goroutine.
func readLater(ctx context.Context, c *stream.Conn) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := c.Read(ctx)
		done <- err
	}()
	synctest.Wait()
	return done
}

// writeLater writes in a goroutine.
func writeLater(ctx context.Context, c *stream.Conn, payload string) <-chan error {
	done := make(chan error, 1)
	go func() { done <- c.Write(ctx, []byte(payload)) }()
	synctest.Wait()
	return done
}
