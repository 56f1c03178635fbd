package transport_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

// Requests and what answers them.
var (
	r1, r2, r3 = request("1"), request("2"), request("3")
	a1, a2, a3 = answer("1"), answer("2"), answer("3")
	rNull      = request("null")
)

// An exchange is what a Mux sends, what its peer says then, and what becomes of it.
type exchange struct {
	reason string
	calls  []string
	says   []string
	want   []string // for every call; "" still waits
	hears  []string // what the peer gets in turn
}

// run runs the exchange with a handler that answers requests, or with none.
func (x *exchange) run(t *testing.T, h transport.Handler) {
	t.Helper()
	r := newRig(t, h, transport.MuxOptions{})
	calls := r.call(t.Context(), x.calls...)
	r.say(x.says...)
	for _, want := range x.hears {
		r.expect(want)
	}
	r.silence()
	for i, c := range calls {
		if x.want[i] == "" {
			c.waits()
		} else {
			c.gets(x.want[i])
		}
	}
	_ = r.mux.Close()
	for i, c := range calls {
		if x.want[i] == "" {
			c.fails(transport.ErrClosed, true)
		}
	}
}

func TestMuxReplies(t *testing.T) {
	for _, x := range []exchange{
		{"a reply", []string{r1}, []string{a1}, []string{a1}, nil},
		{"an error is a reply", []string{r1}, []string{failure("1")}, []string{failure("1")}, nil},
		{"replies in another order", []string{r1, r2, r3}, []string{a3, a1, a2}, []string{a1, a2, a3}, nil},
		{"one is missing", []string{r1, r2}, []string{a2}, []string{"", a2}, nil},
		{"a stray one", []string{r1}, []string{a2, a1}, []string{a1}, nil},
		{"a stray error is not that of the only call: it says whose it is", []string{r1}, []string{failure("2")}, []string{""}, nil},
		{"of doubled ones the first counts", []string{r1}, []string{a1, failure("1")}, []string{a1}, nil},
		{"C04: the id 1.0 is 1", []string{r1}, []string{answer("1.0")}, []string{answer("1.0")}, nil},
		{"C04: and so is 10e-1", []string{r1}, []string{answer("10e-1")}, []string{answer("10e-1")}, nil},
		{`C04: "1" is not`, []string{r1, request(`"1"`)}, []string{answer(`"1"`), a1}, []string{a1, answer(`"1"`)}, nil},
		{"strings are equal unescaped", []string{request(`"a"`)}, []string{answer(`"\u0061"`)}, []string{answer(`"\u0061"`)}, nil},
		{"large numbers are told apart", []string{request("9007199254740993"), request("9007199254740992")}, []string{answer("9007199254740992")}, []string{"", answer("9007199254740992")}, nil},
		{"ids of 1.0 are any value", []string{`{"method":"m","params":[],"id":[1]}`}, []string{`{"result":0,"error":null,"id":[1]}`}, []string{`{"result":0,"error":null,"id":[1]}`}, nil},
		{"C05: an error with the id null, for the only call", []string{r1}, []string{failure("null")}, []string{failure("null")}, nil},
		{"C05: an error without id, for the only call", []string{r1}, []string{`{"jsonrpc":"2.0","error":{"code":1,"message":""}}`}, []string{`{"jsonrpc":"2.0","error":{"code":1,"message":""}}`}, nil},
		{"C05: with two calls it is nobody's", []string{r1, r2}, []string{failure("null"), a1}, []string{a1, ""}, nil},
		{"C05: it is that of a call with the id null", []string{r1, rNull}, []string{failure("null"), a1}, []string{a1, failure("null")}, nil},
		{"a result with the id null is that of a call with it", []string{r1, rNull}, []string{answer("null")}, []string{"", answer("null")}, nil},
		{"a result with the id null is nobody's else", []string{r1}, []string{answer("null")}, []string{""}, nil},
		{"an invalid response with the id of a call", []string{r1, r2}, []string{`{"jsonrpc":"2.0","result":0,"error":{"code":1,"message":""},"id":2}`}, []string{"", `{"jsonrpc":"2.0","result":0,"error":{"code":1,"message":""},"id":2}`}, nil},
		{"an invalid response without a usable id, for the only call", []string{r1}, []string{`{"jsonrpc":"2.0","result":0,"id":[]}`}, []string{`{"jsonrpc":"2.0","result":0,"id":[]}`}, nil},
		{"an invalid response without a usable id, with two calls", []string{r1, r2}, []string{`{"jsonrpc":"2.0","result":0}`}, []string{"", ""}, nil},
		{"a result that was left out", []string{r1, r2}, []string{`{"jsonrpc":"2.0","id":2}`}, []string{"", `{"jsonrpc":"2.0","id":2}`}, nil},
		{"what is no payload is answered with the id null", []string{"{", r1}, []string{failure("null"), a1}, []string{failure("null"), a1}, nil},
		{"so is an empty batch", []string{"[]", r1}, []string{failure("null")}, []string{failure("null"), ""}, nil},
		{"so is a call without a valid id", []string{`{"jsonrpc":"2.0","method":"m","id":{}}`, r1}, []string{failure("null")}, []string{failure("null"), ""}, nil},
		{"an invalid call with an id is answered with it (R02)", []string{`{"jsonrpc":"2.0","method":1,"id":1}`, r2}, []string{failure("1")}, []string{failure("1"), ""}, nil},
		{"a request of the peer is no reply", []string{r1}, []string{r1, a1}, []string{a1}, []string{answer("1")}},
		{"nor is one that has a result as well (R16)", []string{r1}, []string{`{"jsonrpc":"2.0","method":"m","result":0,"id":1}`}, []string{""}, []string{answer("1")}},
	} {
		t.Run(x.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, obliging) })
		})
	}
}

// Without a handler, what is no message can only be a reply.
func TestMuxRepliesWithoutHandler(t *testing.T) {
	for _, x := range []exchange{
		{"garbage for the only call", []string{r1}, []string{"<html>"}, []string{"<html>"}, nil},
		{"garbage with two calls is nobody's", []string{r1, r2}, []string{"<html>", a1}, []string{a1, ""}, nil},
		{"garbage and no call", nil, []string{"<html>"}, nil, nil},
		{"an invalid message for the only call", []string{r1}, []string{`{}`}, []string{`{}`}, nil},
		{"an invalid message with the id of a call", []string{r1, r2}, []string{`{"jsonrpc":"2.0","method":7,"id":2}`}, []string{"", `{"jsonrpc":"2.0","method":7,"id":2}`}, nil},
		{"an invalid message with two calls", []string{r1, r2}, []string{`7`}, []string{"", ""}, nil},
		{"C05: an error with the id null", []string{r1}, []string{failure("null")}, []string{failure("null")}, nil},
		{"a request of the peer", []string{r1}, []string{r1, a1}, []string{a1}, []string{refused("1", "-32601", "Method not found")}},
		{"a request of the peer in 1.0", nil, []string{`{"method":"m","params":[],"id":7}`}, nil, []string{`{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":7}`}},
		{"a notification of the peer", nil, []string{notification}, nil, nil},
		{"a batch of the peer", nil, []string{batch(r1, notification, "1")}, nil, []string{batch(refused("1", "-32601", "Method not found"), refused("null", "-32600", "Invalid Request"))}},
		{"a batch of notifications", nil, []string{batch(notification)}, nil, nil},
		{"a batch of garbage, for the only call", []string{r1}, []string{"[1,2]"}, []string{"1"}, nil},
		{"a batch of garbage, for the only batch", []string{batch(r1, r2)}, []string{"[1,2]"}, []string{"[1,2]"}, nil},
		{"a batch of garbage with two calls is not answered", []string{r1, r2}, []string{"[1,2]"}, []string{"", ""}, nil},
		{"an empty batch, for the only call", []string{r1}, []string{"[]"}, []string{"[]"}, nil},
	} {
		t.Run(x.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, nil) })
		})
	}
}

// What is no message is for the handler, if there is one: the peer may have asked.
func TestMuxGarbageWithHandler(t *testing.T) {
	says := transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		return fmt.Appendf(nil, "handled %s", payload)
	})
	for _, x := range []exchange{
		{"garbage", []string{r1}, []string{"<html>", a1}, []string{a1}, []string{"handled <html>"}},
		{"an invalid message", []string{r1}, []string{`{"id":7}`, a1}, []string{a1}, []string{`handled {"id":7}`}},
		{"an invalid request with the id of a call", []string{r1}, []string{`{"jsonrpc":"2.0","method":7,"id":1}`, a1}, []string{a1}, []string{`handled {"jsonrpc":"2.0","method":7,"id":1}`}},
		{"an empty batch", []string{r1}, []string{`[]`, a1}, []string{a1}, []string{`handled []`}},
	} {
		t.Run(x.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { x.run(t, says) })
		})
	}
}

func TestMuxManyInFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 1000
		r := newRig(t, nil, transport.MuxOptions{})
		var calls []*sent
		for i := range n {
			calls = append(calls, r.call(t.Context(), request(fmt.Sprint(i)))...)
		}
		for _, i := range rand.Perm(n) {
			r.say(answer(fmt.Sprint(i)))
		}
		for i, c := range calls {
			c.gets(answer(fmt.Sprint(i)))
		}
	})
}

// The reply belongs to the caller, whatever the connection does with its memory.
func TestMuxRepliesAreCopies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, transport.MuxOptions{})
		for _, test := range []struct{ call, reply, want string }{
			{r1, a1, a1},
			{r1, batch(a1, a2), a1},
			{batch(r1, r2), batch(a1, a2), batch(a1, a2)},
		} {
			c := r.call(t.Context(), test.call)[0]
			memory := []byte(test.reply)
			r.peer.out.payloads <- memory
			<-c.done
			clear(memory)
			c.gets(test.want)
		}
	})
}

// Replies that nobody waits for are logged, a batch of them once.
func TestMuxLogsStrays(t *testing.T) {
	for _, test := range []struct {
		reason, says string
		want         int
	}{
		{"a reply", a2, 1},
		{"an error without id", failure("null"), 1},
		{"garbage", "<html>", 1},
		{"a batch", batch(a2, a3), 1},
		{"a batch that has a reply as well", batch(a2, a1), 0},
		{"a reply that is waited for", a1, 0},
		{"a batch of notifications", batch(notification), 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				debug := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				r := newRig(t, nil, transport.MuxOptions{Logger: debug})
				r.call(t.Context(), r1, request("9"))
				r.say(test.says)
				r.silence()
				if got := strings.Count(log.String(), "a reply that nobody waits for"); got != test.want {
					t.Errorf("logged %d times:\n%s", got, log.String())
				}
			})
		})
	}
}
