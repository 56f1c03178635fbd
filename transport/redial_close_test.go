package transport_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// stages are where a Redialer can be when it is ended, with a call under way. They return
// whether that was sent.
var stages = []struct {
	reason string
	reach  func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent)
	sent   bool
}{
	{"nothing has begun", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		return n.redial(o), nil
	}, false},
	{"dialling", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		n.dialing = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
		r := n.redial(o)
		return r, send(n.t.Context(), n.t, r, r1)
	}, false},
	{"dialling, which succeeds all the same", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		n.dialing = func(ctx context.Context) error { <-ctx.Done(); time.Sleep(time.Second); return nil }
		r := n.redial(o)
		return r, send(n.t.Context(), n.t, r, r1)
	}, false},
	{"waiting to dial again", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		n.fail(errDown)
		o.Backoff = transport.Backoff{Min: time.Hour, Max: time.Hour}
		r := n.redial(o)
		return r, send(n.t.Context(), n.t, r, r1)
	}, false},
	{"in OnConnect", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		o.OnConnect = func(ctx context.Context, m *transport.Mux) error {
			_, err := m.Send(ctx, []byte(r1))
			return err
		}
		r := n.redial(o)
		c := send(n.t.Context(), n.t, r, r1)
		n.peer().expect(r1)
		return r, c
	}, false},
	{"connected", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		r := n.redial(o)
		c := send(n.t.Context(), n.t, r, r1)
		n.peer().expect(r1)
		return r, c
	}, true},
	{"after the connection was lost", func(n *network, o transport.RedialOptions) (*transport.Redialer, *sent) {
		o.Backoff = transport.Backoff{Min: time.Hour, Max: time.Hour}
		r := n.redial(o)
		if err := r.Connect(n.t.Context()); err != nil {
			n.t.Fatal(err)
		}
		_ = n.peer().peer.Close()
		synctest.Wait()
		return r, send(n.t.Context(), n.t, r, r1)
	}, false},
}

func TestRedialEnds(t *testing.T) {
	for _, end := range []struct {
		reason string
		end    func(r *transport.Redialer) error
		want   error // with a call in flight
	}{
		{"close", func(r *transport.Redialer) error { return r.Close() }, nil},
		{"shutdown", func(r *transport.Redialer) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			return r.Shutdown(ctx)
		}, context.DeadlineExceeded},
	} {
		for _, stage := range stages {
			t.Run(end.reason+", "+stage.reason, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					n := newNetwork(t)
					r, c := stage.reach(n, transport.RedialOptions{})
					if c != nil {
						c.waits()
					}
					want := end.want
					if !stage.sent {
						want = nil
					}
					if err := end.end(r); !errors.Is(err, want) || (err == nil) != (want == nil) {
						t.Errorf("got %v", err)
					}
					if c != nil {
						c.fails(transport.ErrClosed, stage.sent)
					}
					send(t.Context(), t, r, r1).fails(transport.ErrClosed, false)
					checkFailure(t, r.Connect(t.Context()), transport.ErrClosed, false)
					if err := end.end(r); err != nil {
						t.Errorf("again: %v", err)
					}
					n.idle()
				})
			})
		}
	}
}

func TestRedialClosedByMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{})
		if err := r.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		n.peer()
		var calls sync.WaitGroup
		for i := range 100 {
			calls.Go(func() {
				if i%2 == 0 {
					_ = r.Close()
				} else {
					_ = r.Shutdown(t.Context())
				}
				_, err := r.Send(t.Context(), []byte(r1))
				checkFailure(t, err, transport.ErrClosed, false)
			})
		}
		calls.Wait()
	})
}

// A shutdown waits for what is under way, whose handlers may still call, and dials no
// more.
func TestRedialShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		g := newGate()
		var r *transport.Redialer
		handler := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			reply := g.ServeRPC(ctx, payload)
			if again, err := r.Send(ctx, []byte(r2)); err != nil || string(again) != a2 {
				t.Errorf("got %s, %v", again, err)
			}
			return reply
		})
		r = n.redial(transport.RedialOptions{Handler: handler})
		c := send(t.Context(), t, r, r1)
		p := n.peer()
		p.expect(r1)
		p.say(r1)
		<-g.entered
		over := shutDown(t.Context(), t, r)
		over.waits()
		send(t.Context(), t, r, r3).fails(transport.ErrClosed, false)
		p.say(a1)
		c.gets(a1)
		g.reply <- a1
		p.expect(r2)
		p.say(a2)
		p.expect(a1)
		over.ends(nil)
		n.idle()
	})
}

// A connection that is lost while it is shut down is not replaced.
func TestRedialShutdownLosesConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{})
		c := send(t.Context(), t, r, r1)
		p := n.peer()
		p.expect(r1)
		over := shutDown(t.Context(), t, r)
		_ = p.peer.Close()
		c.fails(transport.ErrDisconnected, true)
		over.ends(nil)
		n.idle()
	})
}
