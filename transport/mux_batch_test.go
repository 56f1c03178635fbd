package transport_test

import (
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

func TestMuxBatches(t *testing.T) {
	b12 := batch(r1, r2)
	r4, a4 := request("4"), answer("4")
	for _, x := range []exchange{
		{"a reply", []string{b12}, []string{batch(a2, a1)}, []string{batch(a2, a1)}, nil},
		{"one that is not complete: the rest is missing (C06)", []string{b12}, []string{batch(a2)}, []string{batch(a2)}, nil},
		{"what comes later is late", []string{b12}, []string{batch(a2), batch(a1)}, []string{batch(a2)}, nil},
		{"strays in it are the caller's to judge (C06)", []string{b12}, []string{batch(a3, a1, a1)}, []string{batch(a3, a1, a1)}, nil},
		{"nothing but strays is nobody's", []string{b12}, []string{batch(a3)}, []string{""}, nil},
		{"two batches in flight", []string{b12, batch(r3, r4)}, []string{batch(a4, a3), batch(a1, a2)}, []string{batch(a1, a2), batch(a4, a3)}, nil},
		{"both in one reply: each gets its own", []string{b12, batch(r3, r4)}, []string{batch(a4, a1, failure("null"), a3, a2, a1)}, []string{batch(a1, a2, a1), batch(a4, a3)}, nil},
		{"one reply to several calls", []string{r1, r2, r3}, []string{batch(a3, a1)}, []string{a1, "", a3}, nil},
		{"one reply to a batch and a call", []string{b12, r3}, []string{batch(a1, a3, a2)}, []string{batch(a1, a2), a3}, nil},
		{"one reply to a batch and a call, which is there twice", []string{b12, r3}, []string{batch(a3, failure("3"), a2)}, []string{batch(a2), a3}, nil},
		{"white space in it is not the calls'", []string{r1, r2}, []string{"[ " + a1 + "\n,\t" + a2 + " ]"}, []string{a1, a2}, nil},
		{"C14: one error with the id null is that of the batch", []string{b12}, []string{failure("null")}, []string{failure("null")}, nil},
		{"C14: unless there is another call", []string{b12, r3}, []string{failure("null")}, []string{"", ""}, nil},
		{"C14: one object with an id of the batch is its reply, and the client's to judge", []string{b12}, []string{a1}, []string{a1}, nil},
		{"the other ids are free then", []string{b12}, []string{a1, a2}, []string{a1}, nil},
		{"errors with the id null, for the only batch", []string{b12}, []string{batch(failure("null"), failure("null"))}, []string{batch(failure("null"), failure("null"))}, nil},
		{"errors with the id null, for the only call", []string{r1}, []string{batch(failure("null"), failure("null"))}, []string{failure("null")}, nil},
		{"errors with the id null and two calls", []string{b12, r3}, []string{batch(failure("null"))}, []string{"", ""}, nil},
		{"an error with the id null beside the reply to another call", []string{b12, r3}, []string{batch(failure("null"), a3)}, []string{"", a3}, nil},
		{"the reply to the only call wins over an error with the id null", []string{r1}, []string{batch(failure("null"), a1)}, []string{a1}, nil},
		{"results with the id null are nobody's", []string{b12}, []string{batch(answer("null"))}, []string{""}, nil},
		{"a batch with the id null", []string{batch(r1, rNull), r2}, []string{batch(answer("null"))}, []string{batch(answer("null")), ""}, nil},
		{"a batch with an invalid member is answered with null", []string{batch("1", r1), r2}, []string{batch(failure("null"))}, []string{batch(failure("null")), ""}, nil},
		{"R11: equal ids in one batch", []string{batch(r1, request("1.0")), r2}, []string{batch(a1, a1), a2}, []string{batch(a1, a1), a2}, nil},
		{"notifications in it are not waited for", []string{batch(notification, r1)}, []string{batch(a1)}, []string{batch(a1)}, nil},
		{"an invalid response among the replies, to a call", []string{r1, r2}, []string{batch(`{"jsonrpc":"2.0","error":7,"id":1}`, a2)}, []string{`{"jsonrpc":"2.0","error":7,"id":1}`, a2}, nil},
		{"a result that was left out", []string{r1, r2}, []string{batch(`{"id":1}`, a2)}, []string{`{"id":1}`, a2}, nil},
		{"a batch of 1.0", []string{batch(`{"method":"m","params":[],"id":1}`)}, []string{batch(`{"result":0,"error":null,"id":1}`)}, []string{batch(`{"result":0,"error":null,"id":1}`)}, nil},
	} {
		t.Run(x.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, nil) })
		})
		t.Run(x.reason+", with a handler", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, obliging) })
		})
	}
}

// A batch of the peer that asks is for the handler, whatever else is in it.
func TestMuxBatchesThatAsk(t *testing.T) {
	says := echo
	mixed := batch(a1, r2)
	for _, x := range []exchange{
		{"responses reach their calls all the same", []string{r1}, []string{mixed}, []string{a1}, []string{mixed}},
		{"stray responses", nil, []string{mixed}, nil, []string{mixed}},
		{"an error with the id null", []string{r1}, []string{batch(r2, failure("null"))}, []string{failure("null")}, []string{batch(r2, failure("null"))}},
		{"responses alone are not for it", []string{r1}, []string{batch(a1, a2)}, []string{a1}, nil},
		{"a request with the id of a call is no reply to it", []string{batch(r1, r2), r3}, []string{batch(a3, a1, r2)}, []string{batch(a1), a3}, []string{batch(a3, a1, r2)}},
		{"invalid members are", nil, []string{"[1]"}, nil, []string{"[1]"}},
		{"an invalid member with an id that nobody waits for", []string{r1}, []string{`[{"id":2}]`}, []string{""}, []string{`[{"id":2}]`}},
	} {
		t.Run(x.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, says) })
		})
	}
}

// A batch beyond the limits of this side may be within those of the peer.
func TestMuxSendsBatchesBeyondItsLimit(t *testing.T) {
	t.Run("three with a limit of two", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, nil, transport.MuxOptions{})
			all := make([]string, 1001)
			for i := range all {
				all[i] = request("1")
			}
			all[1000] = request("2")
			c := r.call(t.Context(), batch(all...), r3)
			r.say(batch(a2))
			c[0].gets(batch(a2))
			c[1].waits()
			r.say(a3)
			c[1].gets(a3)
		})
	})
}
