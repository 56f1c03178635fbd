package stream_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// Close ends Read and Write, those under way and those to come, and can be repeated.
func TestClose(t *testing.T) {
	bubble(t, stream.Options{Queue: 10}, func(t *bubbled) {
		c := t.near
		endless, cancel := context.WithCancel(t.Context())
		defer cancel()
		read := readLater(context.Background(), c)
		writing := writeLater(context.Background(), c, "being written")
		waiting := writeLater(endless, c, "no room")
		for range 2 {
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}
		if e := transportError(t, <-read, transport.ErrClosed); e.Op != "read" || !e.Sent {
			t.Errorf("Read: %+v", e)
		}
		if e := transportError(t, <-writing, transport.ErrClosed); e.Op != "write" || !e.Sent {
			t.Errorf("Write under way: %+v", e)
		}
		if e := transportError(t, <-waiting, transport.ErrClosed); e.Op != "write" || e.Sent {
			t.Errorf("Write that waited: %+v", e)
		}
		for _, ctx := range []context.Context{context.Background(), endless} {
			_, err := c.Read(ctx)
			checkError(t, err, transport.ErrClosed)
			if e := transportError(t, c.Write(ctx, []byte("late")), transport.ErrClosed); e.Sent {
				t.Errorf("Write after Close: %+v", e)
			}
		}
	})
}

// Close may be called by many at once.
func TestCloseConcurrently(t *testing.T) {
	for range 100 {
		near, far := pipe(t, stream.Header)
		var wait sync.WaitGroup
		for range 4 {
			wait.Go(func() { _ = near.Close() })
			wait.Go(func() { _ = far.Write(context.Background(), []byte("{}")) })
			wait.Go(func() { _ = near.Write(t.Context(), []byte("{}")) })
		}
		wait.Go(func() {
			for {
				if _, err := near.Read(t.Context()); err != nil {
					return
				}
			}
		})
		wait.Wait()
	}
}

// The error of closing a stream is that of Close.
func TestCloseError(t *testing.T) {
	broken := errors.New("broken")
	c := stream.New(&badCloser{err: broken}, nil, stream.Options{})
	for range 2 {
		if e := transportError(t, c.Close(), broken); e.Op != "close" {
			t.Errorf("got %+v", e)
		}
	}
}

type badCloser struct {
	tape
	err error
}

func (b *badCloser) Close() error { return b.err }

// The framing of those who say nothing is Line.
func TestDefaultFraming(t *testing.T) {
	near, far := pipe(t, nil)
	compare(t, "{ }", exchange(t, near, far, "{\n}"))
}

// A payload that Read returned is not overwritten before the next Read, whatever else
// happens.
func TestPayloadStays(t *testing.T) {
	for _, size := range []int{100, 10_000, 100_000} {
		near, far := pipe(t, stream.Header)
		want := sizes(size)[0]
		sent := make(chan error, 1)
		go func() { sent <- near.Write(context.Background(), []byte(want)) }()
		got, err := far.Read(context.Background())
		if err := errors.Join(err, <-sent); err != nil {
			t.Fatal(err)
		}
		other, another := pipe(t, stream.Header)
		exchange(t, other, another, strings.Repeat("z", size))
		_ = far.Close()
		exchange(t, other, another, strings.Repeat("z", size))
		compare(t, want, string(got))
	}
}

func TestPeer(t *testing.T) {
	near, _ := pipe(t, stream.Line)
	compare(t, "pipe", near.Peer().Transport)
	c := stream.New(&tape{}, stream.Line, stream.Options{})
	compare(t, transport.Peer{Transport: "stream"}, *c.Peer())
	compare(t, "", c.String())
	for name, address := range addresses(t) {
		l := listen(t, address, stream.Line, stream.Options{})
		near, far := connect(t, l, stream.Line)
		compare(t, l.String(), near.String())
		for _, p := range []*transport.Peer{near.Peer(), far.Peer()} {
			compare(t, name, p.Transport)
			if p.Addr == nil || p.LocalAddr == nil || p.TLS != nil {
				t.Errorf("got %+v", p)
			}
		}
		compare(t, near.Peer().Addr.String(), far.Peer().LocalAddr.String())
		if name == "unix" {
			compare(t, l.String(), far.String())
		} else {
			compare(t, "tcp://"+near.Peer().LocalAddr.String(), far.String())
		}
	}
}
