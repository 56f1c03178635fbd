package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// When the peer has closed its side, what it asked for still gets its replies, but not
// for ever.
func TestMuxLingers(t *testing.T) {
	for _, test := range []struct {
		reason string
		linger time.Duration
		lasts  time.Duration // until contexts end
	}{
		{"as long as the option says", time.Minute, time.Minute},
		{"by default", 0, transport.DefaultLinger},
		{"not at all", -1, 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				r, conn := newPoliteRig(t, g, transport.MuxOptions{Linger: test.linger, Serving: 1})
				r.say(r1, r2, r3)
				<-g.entered
				start := time.Now()
				r.peer.CloseWrite()
				if test.lasts > 0 {
					g.reply <- a1
					r.expect(a1)
					<-g.entered
				}
				if cause := <-g.causes; !errors.Is(cause, transport.ErrDisconnected) {
					t.Errorf("the context ended for %v", cause)
				}
				if d := time.Since(start); d != test.lasts {
					t.Errorf("contexts ended after %v", d)
				}
				for range 3 {
					g.reply <- ""
				}
				<-r.mux.Done()
				if n := conn.drains.Load(); n != 0 {
					t.Errorf("said farewell %d times, too late", n)
				}
			})
		})
	}
	t.Run("until everything is done, with a farewell", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate()
			r, conn := newPoliteRig(t, g, transport.MuxOptions{})
			r.say(r1, r2)
			r.peer.CloseWrite()
			time.Sleep(transport.DefaultLinger / 2)
			for range 2 {
				g.reply <- answer(idOf([]byte(<-g.entered)))
				r.hear()
			}
			start := time.Now()
			<-r.mux.Done()
			if time.Since(start) > 0 || conn.drains.Load() != 1 {
				t.Errorf("it took %v more, with %d farewells", time.Since(start), conn.drains.Load())
			}
		})
	})
	t.Run("a farewell takes its time, too", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, conn := newPoliteRig(t, nil, transport.MuxOptions{})
			conn.drain = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
			start := time.Now()
			r.peer.CloseWrite()
			<-r.mux.Done()
			if d := time.Since(start); d != transport.DefaultLinger {
				t.Errorf("it took %v", d)
			}
		})
	})
	t.Run("unless this side closes", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate()
			r, _ := newPoliteRig(t, g, transport.MuxOptions{})
			r.say(r1)
			r.peer.CloseWrite()
			<-g.entered
			synctest.Wait()
			start := time.Now()
			_ = r.mux.Close()
			if cause := <-g.causes; !errors.Is(cause, transport.ErrDisconnected) {
				t.Errorf("the context ended for %v", cause)
			}
			g.reply <- ""
			<-r.mux.Done()
			if d := time.Since(start); d != 0 {
				t.Errorf("it took %v", d)
			}
		})
	})
	t.Run("what breaks ends at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate()
			r, f := newFaultyRig(t, g, transport.MuxOptions{})
			r.say(r1)
			<-g.entered
			start := time.Now()
			f.reads <- errBroken
			if cause := <-g.causes; !errors.Is(cause, errBroken) || time.Since(start) > 0 {
				t.Errorf("the context ended for %v after %v", cause, time.Since(start))
			}
			g.reply <- ""
		})
	})
}
