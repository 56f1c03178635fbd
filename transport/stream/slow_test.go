package stream_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// stalled returns a connection over TCP whose peer reads nothing, with small buffers in
// the kernel.
func stalled(t *testing.T, o stream.Options) *stream.Conn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	near, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = far.Close() })
	if err := errors.Join(near.(*net.TCPConn).SetWriteBuffer(16<<10), far.(*net.TCPConn).SetReadBuffer(16<<10)); err != nil {
		t.Fatal(err)
	}
	c := stream.New(near, stream.Line, o)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// A reader that stops reading costs what is configured, however much is written; the
// writers leave when their contexts end.
func TestSlowReader(t *testing.T) {
	const queue, writers, size = 1 << 20, 64, 16 << 10
	c := stalled(t, stream.Options{Queue: queue, WriteTimeout: time.Hour})
	payload := []byte(sizes(size)[0])
	ctx, cancel := context.WithCancel(t.Context())
	before := heap()
	var accepted, given atomic.Int64
	var wait sync.WaitGroup
	for range writers {
		wait.Go(func() {
			for range 1000 {
				err := c.Write(ctx, payload)
				if err != nil {
					if e := transportError(t, err, context.Canceled); e.Sent {
						t.Errorf("got %+v", e)
					}
					given.Add(1)
					return
				}
				accepted.Add(size)
			}
		})
	}
	settled := int64(-1)
	eventually(t, "everybody waits", func() bool {
		now := accepted.Load()
		defer func() { settled = now }()
		time.Sleep(10 * time.Millisecond)
		return now == settled && now >= queue-size
	})
	if used := heap() - before; used > 3*queue {
		t.Errorf("%d bytes are in use for a queue of %d", used, queue)
	}
	if given.Load() > 0 {
		t.Errorf("%d writers have left", given.Load())
	}
	cancel()
	wait.Wait()
	compare(t, writers, int(given.Load()))
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// The connection to a reader that stops reading ends after the timeout, for those who
// write and for those who read.
func TestSlowReaderTimeout(t *testing.T) {
	const timeout = 50 * time.Millisecond
	c := stalled(t, stream.Options{Queue: 1 << 20, WriteTimeout: timeout})
	read := make(chan error, 1)
	go func() {
		_, err := c.Read(context.Background())
		read <- err
	}()
	var err error
	for err == nil {
		err = c.Write(context.Background(), []byte(sizes(64 << 10)[0]))
	}
	for _, err := range []error{err, receive(t, read, "the end of Read"), c.Write(t.Context(), nil)} {
		if e, ok := errors.AsType[*transport.Error](err); !ok || !e.Timeout() || e.Op != "write" {
			t.Errorf("got %v", err)
		}
	}
}
