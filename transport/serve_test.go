package transport_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A server is a call of Serve or ServeListener that is under way.
type server struct {
	t    *testing.T
	done chan struct{}
	err  error
}

func start(t *testing.T, serve func() error) *server {
	t.Helper()
	s := &server{t: t, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.err = serve()
	}()
	return s
}

// waits fails if it has returned.
func (s *server) waits() {
	s.t.Helper()
	synctest.Wait()
	select {
	case <-s.done:
		s.t.Errorf("it returned %v", s.err)
	default:
	}
}

// returns fails unless it returns the error.
func (s *server) returns(want error) {
	s.t.Helper()
	<-s.done
	if !errors.Is(s.err, want) || (want == nil) != (s.err == nil) {
		s.t.Errorf("it returned %v, want %v", s.err, want)
	}
}

func TestServe(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(r *rig, f *faulty, cancel func())
		want   error
	}{
		{"the peer closes", func(r *rig, _ *faulty, _ func()) { _ = r.peer.Close() }, nil},
		{"the peer closes its side", func(r *rig, _ *faulty, _ func()) { r.peer.CloseWrite() }, nil},
		{"the context ends", func(_ *rig, _ *faulty, cancel func()) { cancel() }, nil},
		{"the connection is closed by others", func(_ *rig, f *faulty, _ func()) { f.reads <- &transport.Error{Op: "read", Err: transport.ErrClosed} }, nil},
		{"the connection breaks", func(_ *rig, f *faulty, _ func()) { f.reads <- errBroken }, errBroken},
		{"the peer ends it within a payload", func(_ *rig, f *faulty, _ func()) { f.reads <- io.ErrUnexpectedEOF }, io.ErrUnexpectedEOF},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, peer := pipe()
				f := newFaulty(near)
				r := &rig{t: t, near: near, peer: peer}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s := start(t, func() error { return transport.Serve(ctx, f, obliging, transport.MuxOptions{}) })
				r.say(r1)
				r.expect(a1)
				s.waits()
				test.end(r, f, cancel)
				s.returns(test.want)
				if f.closes.Load() == 0 {
					t.Error("the connection is not closed")
				}
			})
		})
	}
}

// When its context ends, what is under way has so much time.
func TestServeGrace(t *testing.T) {
	for _, test := range []struct {
		reason string
		grace  time.Duration
		takes  time.Duration // for the handler, if its context lasts
		want   string        // what the peer gets
		lasts  time.Duration
	}{
		{"none by default", 0, time.Second, "", 0},
		{"a negative one is none", -1, time.Second, "", 0},
		{"enough", time.Minute, time.Second, a1, time.Second},
		{"not enough", time.Second, time.Minute, "", time.Second},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, peer := pipe()
				r := &rig{t: t, near: near, peer: peer}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s := start(t, func() error {
					return transport.Serve(ctx, near, slow(test.takes), transport.MuxOptions{Grace: test.grace})
				})
				r.say(r1)
				synctest.Wait()
				began := time.Now()
				cancel()
				s.returns(nil)
				if d := time.Since(began); d != test.lasts {
					t.Errorf("it took %v", d)
				}
				got, err := peer.Read(t.Context())
				if string(got) != test.want || (test.want == "") != (err == io.EOF) {
					t.Errorf("the peer got %s, %v", got, err)
				}
			})
		})
	}
}

// A context that has ended before is no reason to leave anything open.
func TestServeWithEndedContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		near, peer := pipe()
		start(t, func() error { return transport.Serve(ctx, near, nil, transport.MuxOptions{}) }).returns(nil)
		if _, err := peer.Read(t.Context()); err != io.EOF {
			t.Errorf("the peer got %v", err)
		}
	})
}
