package transport_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// Close ends everything at once, whatever is under way, and can be called by anybody.
func TestMuxClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Serving: 2, Calls: 3, Backlog: roomFor(3)})
		calls := r.call(t.Context(), r1, batch(r2, r3), request("4"))
		waiting := send(t.Context(), t, r.mux, request("5"))
		r.say(r1, r2, r3)
		r.say(r1, r2, r3) // refused, which fills the pipe
		synctest.Wait()
		pushes := send(t.Context(), t, r.mux, notification)
		over := shutDown(t.Context(), t, r.mux)
		pushes.waits()
		waiting.fails(transport.ErrClosed, false)
		var closing sync.WaitGroup
		for range 100 {
			closing.Go(func() {
				if err := r.mux.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		closing.Wait()
		for _, c := range calls {
			c.fails(transport.ErrClosed, true)
		}
		pushes.fails(transport.ErrClosed, false)
		for range 2 {
			if cause := <-g.causes; !errors.Is(cause, transport.ErrClosed) {
				t.Errorf("a context ended for %v", cause)
			}
		}
		over.waits() // for the handlers
		for range 3 {
			g.reply <- a1
		}
		over.ends(nil)
		<-r.mux.Done()
	})
}

// Close while the reader waits for room.
func TestMuxCloseWithFullBacklog(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(m *transport.Mux) error
		want   error
	}{
		{"close", func(m *transport.Mux) error { return m.Close() }, nil},
		{"shutdown", func(m *transport.Mux) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			return m.Shutdown(ctx)
		}, context.DeadlineExceeded},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				r := newRig(t, g, transport.MuxOptions{Backlog: 1})
				r.fill()
				if err := test.end(r.mux); !errors.Is(err, test.want) {
					t.Errorf("got %v", err)
				}
				g.reply <- ""
				<-r.mux.Done()
			})
		})
	}
}

// A log handler may use the Mux whose log it is.
func TestMuxLoggerMaySend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := new(sending)
		r := newRig(t, nil, transport.MuxOptions{Logger: slog.New(log), Cancel: lsp})
		log.sender = r.mux
		for _, says := range []string{a1, batch(a1), notification, "{", `{"jsonrpc":"2.0","method":"$/cancelRequest"}`} {
			r.say(says)
			r.expect(notification)
			r.silence()
		}
	})
}

func TestMuxShutdownTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r, conn := newPoliteRig(t, g, transport.MuxOptions{})
		conn.drain = func(context.Context) error { time.Sleep(time.Second); return nil }
		r.say(r1)
		<-g.entered
		all := []*shutdown{shutDown(t.Context(), t, r.mux), shutDown(t.Context(), t, r.mux)}
		for _, s := range all {
			s.waits()
		}
		g.reply <- ""
		for _, s := range all {
			s.ends(nil)
		}
		shutDown(t.Context(), t, r.mux).ends(nil)
	})
}
