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

// A shutdown is one that is under way.
type shutdown struct {
	t    *testing.T
	done chan struct{}
	err  error
}

func shutDown(ctx context.Context, t *testing.T, m interface{ Shutdown(context.Context) error }) *shutdown {
	t.Helper()
	s := &shutdown{t: t, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.err = m.Shutdown(ctx)
	}()
	synctest.Wait()
	return s
}

// waits fails if it is over.
func (s *shutdown) waits() {
	s.t.Helper()
	synctest.Wait()
	select {
	case <-s.done:
		s.t.Errorf("it is over: %v", s.err)
	default:
	}
}

// ends fails unless it ends with the given error.
func (s *shutdown) ends(want error) {
	s.t.Helper()
	<-s.done
	if !errors.Is(s.err, want) || (want == nil) != (s.err == nil) {
		s.t.Errorf("it ended with %v, want %v", s.err, want)
	}
}

// It waits for both directions, and refuses what is new in both.
func TestMuxShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r, conn := newPoliteRig(t, g, transport.MuxOptions{Serving: 1})
		c := r.call(t.Context(), r1)[0]
		r.say(r1, r2) // the second is queued
		<-g.entered
		synctest.Wait()
		over := shutDown(t.Context(), t, r.mux)
		over.waits()
		send(t.Context(), t, r.mux, r2).fails(transport.ErrClosed, false)
		send(t.Context(), t, r.mux, notification).gets("") // it needs no answer
		r.expect(notification)
		for _, test := range []struct{ says, want string }{
			{r3, refused("3", "-32005", "closing")},
			{notification, ""},
			{batch(r3, notification), batch(refused("3", "-32005", "closing"))},
			{"{", refused("null", "-32005", "closing")},
		} {
			r.say(test.says)
			if test.want != "" {
				r.expect(test.want)
			}
		}
		r.silence()
		if len(g.causes) > 0 {
			t.Errorf("a context ended: %v", <-g.causes)
		}
		g.reply <- a1
		r.expect(a1)
		over.waits()
		r.say(a1)
		c.gets(a1)
		over.waits()
		<-g.entered
		g.reply <- a2
		r.expect(a2)
		over.ends(nil)
		if err := r.mux.Err(); !errors.Is(err, transport.ErrClosed) || conn.drains.Load() != 1 {
			t.Errorf("ended with %v after %d farewells", err, conn.drains.Load())
		}
		send(t.Context(), t, r.mux, r1).fails(transport.ErrClosed, false)
		send(t.Context(), t, r.mux, notification).fails(transport.ErrClosed, false)
	})
}

// What is under way may need calls, more than others are allowed, and gets them.
func TestMuxShutdownLetsHandlersCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			<-g.reply
			reply, err := transport.SenderFrom(ctx).Send(ctx, []byte(r1))
			if err != nil || string(reply) != a1 {
				t.Errorf("got %s, %v", reply, err)
			}
			return obliging(ctx, payload)
		}), transport.MuxOptions{Calls: 1})
		r.say(r1, r2)
		others := r.call(t.Context(), r3)
		others = append(others, send(t.Context(), t, r.mux, request("4")))
		synctest.Wait()
		over := shutDown(t.Context(), t, r.mux)
		others[1].fails(transport.ErrClosed, false) // it waited for a place
		g.reply <- ""
		g.reply <- ""
		r.silence() // handlers wait for their places as well
		r.say(a3)
		others[0].gets(a3)
		r.expect(r1)
		r.say(a1)
		for range 3 { // the reply to one, the call of the other, and its reply
			if p := r.hear(); p == r1 {
				r.say(a1)
			}
		}
		over.ends(nil)
	})
}

func TestMuxShutdownRunsOutOfTime(t *testing.T) {
	cause := errors.New("enough")
	for _, test := range []struct {
		reason   string
		underWay func(r *rig, g *gate)
	}{
		{"a handler takes too long", func(r *rig, g *gate) { r.say(r1); <-g.entered }},
		{"a call takes too long", func(r *rig, _ *gate) { r.call(context.Background(), r1) }},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				r, conn := newPoliteRig(t, g, transport.MuxOptions{})
				test.underWay(r, g)
				ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
				defer cancel()
				start := time.Now()
				over := shutDown(ctx, t, r.mux)
				over.ends(cause)
				if time.Since(start) != time.Second || conn.drains.Load() != 0 {
					t.Errorf("it took %v, with %d farewells", time.Since(start), conn.drains.Load())
				}
				g.reply <- ""
				<-r.mux.Done()
			})
		})
	}
	t.Run("the peer does not read", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, _ := newPoliteRig(t, obliging, transport.MuxOptions{})
			r.say(r1, r2)
			synctest.Wait()
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
			defer cancel()
			shutDown(ctx, t, r.mux).ends(cause)
			<-r.mux.Done()
		})
	})
	t.Run("the farewell takes too long", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, nil, transport.MuxOptions{})
			conn.drain = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
			ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, cause)
			defer cancel()
			shutDown(ctx, t, r.mux).ends(cause)
		})
	})
	t.Run("there was none from the start, and nothing is under way", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, _ := newPoliteRig(t, nil, transport.MuxOptions{})
			ctx, cancel := context.WithCancelCause(t.Context())
			cancel(cause)
			over := shutDown(ctx, t, r.mux)
			<-over.done // it may be fast enough, or not
			<-r.mux.Done()
		})
	})
}

// It ends with the last call, however that does.
func TestMuxShutdownWaitsForCalls(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(r *rig, cancel func())
	}{
		{"a reply", func(r *rig, _ func()) { r.say(a1) }},
		{"a reply in a batch", func(r *rig, _ func()) { r.say(batch(a1)) }},
		{"an error without id", func(r *rig, _ func()) { r.say(failure("null")) }},
		{"garbage", func(r *rig, _ func()) { r.say("<html>") }},
		{"its context", func(_ *rig, cancel func()) { cancel() }},
		{"the connection", func(r *rig, _ func()) { _ = r.peer.Close() }},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				r.call(ctx, r1)
				over := shutDown(t.Context(), t, r.mux)
				over.waits()
				test.end(r, cancel)
				over.ends(nil)
			})
		})
	}
}

func TestMuxShutdownFarewell(t *testing.T) {
	t.Run("its error is told", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, nil, transport.MuxOptions{})
			conn.drain = func(context.Context) error { return errBroken }
			shutDown(t.Context(), t, r.mux).ends(errBroken)
		})
	})
	t.Run("unless the connection was at its end", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, nil, transport.MuxOptions{})
			_ = r.peer.Close()
			<-r.mux.Done()
			conn.drain = func(context.Context) error { return errBroken }
			shutDown(t.Context(), t, r.mux).ends(nil)
		})
	})
	t.Run("what the peer asks meanwhile is refused", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, obliging, transport.MuxOptions{})
			conn.drain = func(context.Context) error {
				r.say(r1)
				r.expect(refused("1", "-32005", "closing"))
				return nil
			}
			shutDown(t.Context(), t, r.mux).ends(nil)
		})
	})
	t.Run("the peer may close meanwhile", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, nil, transport.MuxOptions{})
			conn.drain = func(context.Context) error { _ = r.peer.Close(); time.Sleep(time.Second); return nil }
			shutDown(t.Context(), t, r.mux).ends(nil)
			if err := r.mux.Err(); !errors.Is(err, transport.ErrClosed) {
				t.Errorf("ended with %v", err)
			}
		})
	})
	t.Run("without a Drainer it closes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, nil, transport.MuxOptions{})
			shutDown(t.Context(), t, r.mux).ends(nil)
			if _, err := r.peer.Read(t.Context()); err != io.EOF {
				t.Errorf("the peer got %v", err)
			}
		})
	})
}

// A peer that closes its side, when everything is asked, does not end the time that
// handlers have.
func TestMuxShutdownWhileLingering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{})
		r.say(r1)
		<-g.entered
		r.peer.CloseWrite()
		synctest.Wait()
		over := shutDown(t.Context(), t, r.mux)
		over.waits()
		if len(g.causes) > 0 {
			t.Errorf("the context ended: %v", <-g.causes)
		}
		g.reply <- a1
		r.expect(a1)
		over.ends(nil)
		if err := r.mux.Err(); err != io.EOF {
			t.Errorf("ended with %v", err)
		}
	})
}
