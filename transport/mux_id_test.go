package transport_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

func TestMuxRefusesEqualIDs(t *testing.T) {
	for _, test := range []struct {
		reason          string
		first, second   string
		refused         bool
		answer, answer2 string
	}{
		{"the same", r1, r1, true, a1, ""},
		{"written with a fraction", r1, request("1.0"), true, a1, ""},
		{"written with an exponent", request("1e0"), r1, true, a1, ""},
		{"a string is no number", r1, request(`"1"`), false, a1, answer(`"1"`)},
		{"strings with escapes", request(`"A"`), request(`"\u0041"`), true, answer(`"A"`), ""},
		{"null", rNull, rNull, true, answer("null"), ""},
		{"null, and bytes that are no payload", rNull, "{", true, answer("null"), ""},
		{"null and 0", rNull, request("0"), false, answer("null"), answer("0")},
		{"one of a batch", batch(r1, r2), r2, true, batch(a1, a2), ""},
		{"one of another batch", batch(r1, r2), batch(r3, r2), true, batch(a1, a2), ""},
		{"none of another batch", batch(r1, r2), batch(r3), false, batch(a1, a2), batch(a3)},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{})
				first := r.call(t.Context(), test.first)[0]
				second := send(t.Context(), t, r.mux, test.second)
				if test.refused {
					second.fails(transport.ErrIDInUse, false)
					r.silence()
				} else {
					r.expect(test.second)
				}
				first.waits()
				r.say(test.answer)
				first.gets(test.answer)
				if !test.refused {
					second.waits()
					r.say(test.answer2)
					second.gets(test.answer2)
				}
				// What was refused left nothing behind.
				for _, payload := range []string{r1, request(`"1"`), r2, r3} {
					c := r.call(t.Context(), payload)[0]
					r.say(answer(idOf([]byte(payload))))
					c.gets(answer(idOf([]byte(payload))))
				}
			})
		})
	}
}

func TestMuxFreesIDs(t *testing.T) {
	for _, test := range []struct {
		reason  string
		payload string
		end     func(r *rig, c *sent, cancel func())
	}{
		{"after the reply", r1, func(r *rig, c *sent, _ func()) { r.say(a1); c.gets(a1) }},
		{"after an error without id", r1, func(r *rig, c *sent, _ func()) { r.say(failure("null")); c.gets(failure("null")) }},
		{"after the context", r1, func(_ *rig, c *sent, cancel func()) { cancel(); c.fails(context.Canceled, true) }},
		{"after the reply to a batch", batch(r1, r2), func(r *rig, c *sent, _ func()) { r.say(batch(a2)); c.gets(batch(a2)) }},
		{"after a whole-batch error", batch(r1, r2), func(r *rig, c *sent, _ func()) { r.say(failure("null")); c.gets(failure("null")) }},
		{"after the context of a batch", batch(r2, r1), func(_ *rig, c *sent, cancel func()) { cancel(); c.fails(context.Canceled, true) }},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{})
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				test.end(r, r.call(ctx, test.payload)[0], cancel)
				r.checkEmpty()
				again := r.call(t.Context(), r1, r2)
				r.say(a2, a1)
				again[0].gets(a1)
				again[1].gets(a2)
			})
		})
	}
}

func TestMuxSendsWithoutWaiting(t *testing.T) {
	for _, test := range []struct{ reason, payload string }{
		{"a notification", notification},
		{"a notification of 1.0", `{"method":"m","params":[],"id":null}`},
		{"a batch of notifications", batch(notification, notification)},
		{"a response", a1},
		{"an error", failure("null")},
		{"a batch of responses", batch(a1, a2)},
		{"an invalid response", `{"jsonrpc":"2.0","result":0,"error":0,"id":1}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{})
				send(t.Context(), t, r.mux, test.payload).gets("")
				r.checkEmpty()
				r.expect(test.payload)
				r.say(a1, failure("null")) // C11: what answers it is ignored
				r.silence()
			})
		})
	}
}

// Calls wait for a place in the table.
func TestMuxBoundsCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, transport.MuxOptions{Calls: 2})
		first := r.call(t.Context(), r1, r2)
		third := send(t.Context(), t, r.mux, r3)
		r.silence()
		third.waits()

		ctx, cancel := context.WithCancelCause(t.Context())
		fourth := send(ctx, t, r.mux, request("4"))
		fourth.waits()
		cause := errors.New("enough")
		cancel(cause)
		fourth.fails(cause, false)
		third.waits()
		send(t.Context(), t, r.mux, notification).gets("") // it needs none
		r.expect(notification)

		r.say(a1)
		first[0].gets(a1)
		r.expect(r3)
		third.waits()
		again := send(t.Context(), t, r.mux, r1)
		again.waits()
		r.say(batch(a3)) // which makes room as well
		third.gets(a3)
		r.expect(r1)
		r.say(a1)
		again.gets(a1)
		fifth := r.call(t.Context(), request("5"))[0]
		sixth := send(t.Context(), t, r.mux, request("6"))
		sixth.waits()
		_ = r.mux.Close()
		first[1].fails(transport.ErrClosed, true)
		fifth.fails(transport.ErrClosed, true)
		sixth.fails(transport.ErrClosed, false)
	})
}
