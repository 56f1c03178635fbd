package transport_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

var errDown = errors.New("connection refused")

// A call waits for the first connection, and nobody dials before there is a call.
func TestRedialWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		n.fail(errDown)
		r := n.redial(transport.RedialOptions{})
		n.idle()
		c := send(t.Context(), t, r, r1)
		time.Sleep(time.Minute)
		c.waits()
		n.fail(nil)
		p := n.peer()
		p.expect(r1)
		p.say(a1)
		c.gets(a1)
		n.idle() // the connection lasts
		c = send(t.Context(), t, r, r2)
		p.expect(r2)
		p.say(a2)
		c.gets(a2)
	})
}

func TestRedialTellsTheLastFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		n.fail(errDown)
		r := n.redial(transport.RedialOptions{})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		c := send(ctx, t, r, r1)
		c.fails(context.DeadlineExceeded, false)
		c.fails(errDown, false)
		checkError(t, c.err, "dial: context deadline exceeded; the last attempt: connection refused", false)
		if !c.err.(*transport.Error).Timeout() {
			t.Error("it is no timeout")
		}
		checkFailure(t, r.Connect(ctx), context.DeadlineExceeded, false)
	})
	t.Run("there was none yet", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := newNetwork(t)
			n.dialing = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
			r := n.redial(transport.RedialOptions{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := r.Send(ctx, []byte(r1))
			checkError(t, err, "dial: context deadline exceeded", false)
		})
	})
}

func TestRedialFailFast(t *testing.T) {
	for _, test := range []struct {
		reason string
		down   error
		want   string
	}{
		{"any error", errDown, "dial: connection refused"},
		{"one of a transport", &transport.Error{Op: "connect", Endpoint: "there", Sent: true, Err: errDown}, "connect there: connection refused"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := newNetwork(t)
				n.dialing = func(context.Context) error { time.Sleep(time.Second); return nil }
				n.fail(test.down)
				r := n.redial(transport.RedialOptions{FailFast: true})
				c := send(t.Context(), t, r, r1)
				c.waits() // for the first attempt
				<-c.done
				checkError(t, c.err, test.want, false)
				_, err := r.Send(transport.Idempotent(t.Context()), []byte(notification))
				checkError(t, err, test.want, false)

				n.fail(nil)
				p := n.peer()
				synctest.Wait()
				time.Sleep(2 * time.Second)
				c = send(transport.Idempotent(t.Context()), t, r, r1)
				p.expect(r1)
				n.fail(errDown)
				_ = p.peer.Close()
				c.fails(transport.ErrDisconnected, true) // idempotent or not
				send(t.Context(), t, r, r1).fails(transport.ErrDisconnected, false)
				time.Sleep(time.Minute)
				send(t.Context(), t, r, r1).fails(errDown, false)
			})
		})
	}
}

func TestRedialManyWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const callers = 1000
		n := newNetwork(t)
		n.fail(errDown)
		r := n.redial(transport.RedialOptions{})
		var calls sync.WaitGroup
		for i := range callers {
			calls.Go(func() {
				id := fmt.Sprint(i)
				if reply, err := r.Send(t.Context(), []byte(request(id))); err != nil || string(reply) != answer(id) {
					t.Errorf("got %s, %v", reply, err)
				}
			})
		}
		time.Sleep(time.Minute)
		n.fail(nil)
		served := transport.NewMux(n.peer().peer, obliging, transport.MuxOptions{})
		calls.Wait()
		if len(n.peers) > 0 {
			t.Error("there is more than one connection")
		}
		_ = served.Close()
		<-served.Done()
	})
}

func TestRedialConnect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		n.wrap = func(e *pipeEnd) transport.Conn { return &knowing{Conn: e} }
		r := n.redial(transport.RedialOptions{})
		if got := fmt.Sprint(r.Describe(t.Context())); got != "[]" {
			t.Errorf("before: %s", got)
		}
		for range 2 {
			if err := r.Connect(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if got := fmt.Sprint(r.Describe(t.Context())); got != "[endpoint=pipe:there]" || len(n.attempts()) != 1 {
			t.Errorf("after %d attempts: %s", len(n.attempts()), got)
		}
	})
}

// The peer calls, over every connection.
func TestRedialServes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(t)
		r := n.redial(transport.RedialOptions{Handler: obliging})
		if err := r.Connect(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			p := n.peer()
			p.say(r1)
			p.expect(a1)
			_ = p.peer.Close()
		}
	})
}
