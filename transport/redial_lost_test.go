package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// What happens to calls when the connection is lost.
func TestRedialLosesConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{Mux: transport.MuxOptions{Calls: 2}})
		inFlight := send(t.Context(), t, r, r1)
		first := n.peer()
		first.expect(r1)
		again := send(transport.Idempotent(t.Context()), t, r, r2)
		first.expect(r2)
		unsent := send(t.Context(), t, r, r3) // waits for a place
		unsent.waits()
		_ = first.peer.Close()
		inFlight.fails(transport.ErrDisconnected, true)
		second := n.peer() // nobody has to call for that
		got := map[string]bool{second.hear(): true, second.hear(): true}
		if !got[r2] || !got[r3] {
			t.Errorf("the next connection got %v", got)
		}
		second.say(a3, a2)
		unsent.gets(a3)
		again.gets(a2)
	})
}

// A payload that ends every connection does not do so for ever.
func TestRedialRepeatsOnlySoOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{})
		c := send(transport.Idempotent(t.Context()), t, r, r1)
		for range transport.Attempts {
			c.waits()
			p := n.peer()
			p.expect(r1)
			_ = p.peer.Close()
		}
		c.fails(transport.ErrDisconnected, true)
	})
}

// A call that was sent, and waits to be sent again, may have been executed, whatever
// ends it.
func TestRedialRemembersThatItWasSent(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(r *transport.Redialer, cancel func())
		want   error
	}{
		{"the context ends", func(_ *transport.Redialer, cancel func()) { cancel() }, context.Canceled},
		{"the Redialer is closed", func(r *transport.Redialer, _ func()) { _ = r.Close() }, transport.ErrClosed},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				r := n.redial(transport.RedialOptions{})
				ctx, cancel := context.WithCancel(transport.Idempotent(t.Context()))
				defer cancel()
				c := send(ctx, t, r, r1)
				p := n.peer()
				p.expect(r1)
				n.fail(errDown)
				_ = p.peer.Close()
				c.waits()
				test.end(r, cancel)
				c.fails(test.want, true)
			})
		})
	}
}

// A connection that cannot be written to may be known to be lost a little later.
func TestRedialWriteFails(t *testing.T) {
	unsent := &transport.Error{Op: "write", Err: errBroken}
	for _, test := range []struct {
		reason string
		err    error
		later  time.Duration // until it is lost
		mark   bool
		fails  error // nil: it is sent over the next connection
	}{
		{"not sent, lost at once", unsent, 0, false, nil},
		{"not sent, lost later", unsent, transport.LossTime / 2, false, nil},
		{"not sent, but the connection lasts", unsent, 2 * transport.LossTime, false, errBroken},
		{"sent", errBroken, 0, false, errBroken},
		{"sent, and idempotent", errBroken, time.Second, true, nil},
		{"too large for any connection", &transport.Error{Op: "write", Err: transport.ErrPayloadTooLarge}, 0, true, transport.ErrPayloadTooLarge},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				failed := false
				n.wrap = func(e *pipeEnd) transport.Conn {
					f := newFaulty(e)
					f.writes = func([]byte) error {
						if failed {
							return nil
						}
						failed = true
						time.AfterFunc(test.later, func() { f.reads <- errBroken })
						return test.err
					}
					return f
				}
				r := n.redial(transport.RedialOptions{})
				ctx := t.Context()
				if test.mark {
					ctx = transport.Idempotent(ctx)
				}
				c := send(ctx, t, r, r1)
				n.peer()
				if test.fails != nil {
					<-c.done
					if !errors.Is(c.err, test.fails) {
						t.Errorf("got %v", c.err)
					}
					time.Sleep(time.Minute) // for the timer
					return
				}
				p := n.peer()
				p.expect(r1)
				p.say(a1)
				c.gets(a1)
			})
		})
	}
}

// An id that is in use is no reason to wait.
func TestRedialEqualIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{})
		c := send(t.Context(), t, r, r1)
		p := n.peer()
		p.expect(r1)
		send(t.Context(), t, r, r1).fails(transport.ErrIDInUse, false)
		p.say(a1)
		c.gets(a1)
	})
}
