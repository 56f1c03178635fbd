package transport_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

// The dialects of cancellation, and one of nobody's.
var (
	lsp    = transport.CancelLSP
	mcp    = transport.CancelMCP
	custom = &transport.Cancellation{Method: "cancel"}
)

// cancels are the notifications that cancel a call.
func cancels(c *transport.Cancellation, id string) string {
	params := "[" + id + "]"
	switch c {
	case lsp:
		params = `{"id":` + id + `}`
	case mcp:
		params = `{"requestId":` + id + `}`
	}
	return `{"jsonrpc":"2.0","method":"` + c.Method + `","params":` + params + `}`
}

func TestMuxTellsThatItGaveUp(t *testing.T) {
	for _, test := range []struct {
		reason  string
		cancel  *transport.Cancellation
		payload string
		want    []string
	}{
		{"nothing without an option", nil, r1, nil},
		{"LSP", lsp, r1, []string{`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`}},
		{"MCP", mcp, r1, []string{`{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}`}},
		{"an array of ids", custom, r1, []string{`{"jsonrpc":"2.0","method":"cancel","params":[1]}`}},
		{"a member with a name to be quoted", &transport.Cancellation{Method: `"`, Member: `\`}, r1, []string{`{"jsonrpc":"2.0","method":"\"","params":{"\\":1}}`}},
		{"a string", lsp, request(`"a"`), []string{cancels(lsp, `"a"`)}},
		{"ids as they were written", lsp, request(`10e-1`), []string{cancels(lsp, `10e-1`)}},
		{"escapes as well", lsp, request(`"\u0061"`), []string{cancels(lsp, `"\u0061"`)}},
		{"every call of a batch", mcp, batch(r1, notification, r2), []string{cancels(mcp, "1"), cancels(mcp, "2")}},
		{"the id null tells nothing", lsp, rNull, nil},
		{"nor do bytes that are no payload", lsp, "{", nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{Cancel: test.cancel})
				ctx, cancel := context.WithCancel(t.Context())
				c := r.call(ctx, test.payload)[0]
				cancel()
				c.fails(context.Canceled, true)
				for _, want := range test.want {
					r.expect(want)
				}
				r.silence()
				r.checkEmpty()
			})
		})
	}
}

// Giving up does not wait for a peer that does not read, and what has to be told to it
// does not grow without bound.
func TestMuxGivesUpAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, nil, transport.MuxOptions{Cancel: lsp, Backlog: 1})
		ctx, cancel := context.WithCancel(t.Context())
		var calls []*sent
		for i := range 10 {
			id := `"` + strconv.Itoa(i) + strings.Repeat("x", transport.LeastAsides/4) + `"`
			calls = append(calls, r.call(ctx, request(id))...)
		}
		send(t.Context(), t, r.mux, notification).gets("") // fills the pipe
		cancel()
		for _, c := range calls {
			c.fails(context.Canceled, true)
		}
		if held := transport.HeldBy(r.mux); held.Calls > 0 || held.Asides > transport.LeastAsides*5/4+100 {
			t.Errorf("the Mux has %+v", held)
		}
		r.expect(notification)
		told := 0
		for synctest.Wait(); len(r.peer.in.payloads) > 0; synctest.Wait() {
			if !strings.HasPrefix(r.hear(), cancels(lsp, `"`)[:50]) {
				t.Error("the peer got something else")
			}
			told++
		}
		if told != 4 && told != 5 {
			t.Errorf("%d were told", told)
		}
	})
}

// A gate is a handler that tells what it was called with, and answers when it is told.
type gate struct {
	entered chan string // payloads
	reply   chan string // "" is none
	causes  chan error  // why contexts ended
}

func newGate() *gate {
	return &gate{entered: make(chan string, 100), reply: make(chan string, 100), causes: make(chan error, 100)}
}

// ServeRPC waits for its reply, also after the context has ended.
func (g *gate) ServeRPC(ctx context.Context, payload []byte) []byte {
	g.entered <- string(payload)
	defer context.AfterFunc(ctx, func() { g.causes <- context.Cause(ctx) })()
	if reply := <-g.reply; reply != "" {
		return []byte(reply)
	}
	return nil
}

func TestMuxIsTold(t *testing.T) {
	cancelled := refused("1", "-32800", "cancelled")
	failed := refused("1", "-32000", "context ended")
	coded := &transport.Cancellation{Method: "cancel", Code: -1}
	for _, test := range []struct {
		reason  string
		cancel  *transport.Cancellation
		payload string
		says    []string
		reply   string // of the handler
		want    string // what the peer gets
		ends    bool   // the context does, before the handler returns
	}{
		{"LSP: the error is replaced", lsp, r1, []string{cancels(lsp, "1")}, failed, cancelled, true},
		{"LSP: a result is not", lsp, r1, []string{cancels(lsp, "1")}, a1, a1, true},
		{"LSP: no answer stays none", lsp, r1, []string{cancels(lsp, "1")}, "", "", true},
		{"LSP: an answer that is no JSON is not judged", lsp, r1, []string{cancels(lsp, "1")}, "{", "{", true},
		{"LSP: in 1.0", lsp, `{"method":"m","params":[],"id":1}`, []string{cancels(lsp, "1")}, `{"result":null,"error":"no","id":1}`, `{"result":null,"error":{"code":-32800,"message":"cancelled"},"id":1}`, true},
		{"MCP: no answer", mcp, r1, []string{cancels(mcp, "1")}, a1, "", true},
		{"custom, without a code: the handler's answer", custom, r1, []string{cancels(custom, "1")}, failed, failed, true},
		{"custom, with one", coded, r1, []string{cancels(coded, "1")}, failed, refused("1", "-1", "cancelled"), true},
		{"without an option it is a notification like others", nil, r1, nil, failed, failed, false},
		{"the id of another call", lsp, r1, []string{cancels(lsp, "2")}, failed, failed, false},
		{`"1" is not 1`, lsp, r1, []string{cancels(lsp, `"1"`)}, failed, failed, false},
		{"1.0 is", lsp, r1, []string{cancels(lsp, `1.0`)}, failed, cancelled, true},
		{"twice", lsp, r1, []string{cancels(lsp, "1"), cancels(lsp, "1")}, failed, cancelled, true},
		{"in a batch", lsp, r1, []string{batch(cancels(lsp, "1"))}, failed, cancelled, true},
		{"the id null", lsp, rNull, []string{cancels(lsp, "null")}, refused("null", "-32000", ""), refused("null", "-32800", "cancelled"), true},
		{"no params", lsp, r1, []string{`{"jsonrpc":"2.0","method":"$/cancelRequest"}`}, failed, failed, false},
		{"params of another kind", lsp, r1, []string{`{"jsonrpc":"2.0","method":"$/cancelRequest","params":[1]}`}, failed, failed, false},
		{"params of another kind, the other way", custom, r1, []string{`{"jsonrpc":"2.0","method":"cancel","params":{"id":1}}`}, failed, failed, false},
		{"another member", lsp, r1, []string{`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"requestId":1}}`}, failed, failed, false},
		{"empty params", custom, r1, []string{`{"jsonrpc":"2.0","method":"cancel","params":[]}`}, failed, failed, false},
		{"an object as id", lsp, r1, []string{cancels(lsp, `{"id":1}`)}, failed, failed, false},
		{"of a batch, all", lsp, batch(r1, r2), []string{cancels(lsp, "2"), cancels(lsp, "1")}, batch(failed, a2), batch(cancelled, a2), true},
		{"of a batch, only some", lsp, batch(r1, r2), []string{cancels(lsp, "2")}, batch(failed, a2), batch(failed, a2), false},
		{"of a batch, all but a notification", lsp, batch(r1, notification), []string{cancels(lsp, "1")}, batch(failed), batch(failed), false},
		{"MCP: of a batch, all", mcp, batch(r1, r2), []string{cancels(mcp, "2"), cancels(mcp, "1")}, batch(a1, a2), "", true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				r := newRig(t, g, transport.MuxOptions{Cancel: test.cancel})
				r.say(test.payload)
				if got := <-g.entered; got != test.payload {
					t.Errorf("handled %s", got)
				}
				r.say(test.says...)
				synctest.Wait()
				if ended := len(g.causes) > 0; ended != test.ends {
					t.Errorf("the context ended: %t, want %t", ended, test.ends)
				}
				if test.ends && !errors.Is(<-g.causes, transport.ErrCancelled) {
					t.Error("the context ended for another reason")
				}
				g.reply <- test.reply
				if test.want != "" {
					r.expect(test.want)
				}
				r.silence()
				r.checkEmpty()
				if len(g.entered) > 0 {
					t.Errorf("the handler got %s", <-g.entered)
				}
				r.say(test.says...) // of what was answered: nothing happens
				r.silence()
			})
		})
	}
}

// What is queued and was cancelled is not handled any more.
func TestMuxIsToldOfQueued(t *testing.T) {
	for _, test := range []struct {
		reason  string
		cancel  *transport.Cancellation
		payload string
		says    []string
		want    string
		handled bool
	}{
		{"LSP", lsp, r2, []string{cancels(lsp, "2")}, refused("2", "-32800", "cancelled"), false},
		{"MCP", mcp, r2, []string{cancels(mcp, "2")}, "", false},
		{"custom: the handler has to say what is answered", custom, r2, []string{cancels(custom, "2")}, a2, true},
		{"LSP: a batch", lsp, batch(r2, r3), []string{cancels(lsp, "2"), cancels(lsp, "3")}, batch(refused("2", "-32800", "cancelled"), refused("3", "-32800", "cancelled")), false},
		{"LSP: in 1.0", lsp, `{"method":"m","params":[],"id":2}`, []string{cancels(lsp, "2")}, `{"result":null,"error":{"code":-32800,"message":"cancelled"},"id":2}`, false},
		{"LSP: with the id of the one that is handled, nothing", lsp, r1, []string{cancels(lsp, "1")}, a2, true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				r := newRig(t, g, transport.MuxOptions{Cancel: test.cancel, Serving: 1})
				r.say(r1)
				<-g.entered
				r.say(test.payload)
				r.say(test.says...)
				r.silence()
				if len(g.entered) > 0 {
					t.Error("it was handled before the first")
				}
				g.reply <- a1
				g.reply <- a2
				r.expect(a1)
				if test.want != "" {
					r.expect(test.want)
				}
				r.silence()
				if handled := len(g.entered) > 0; handled != test.handled {
					t.Errorf("it was handled: %t", handled)
				}
				r.checkEmpty()
			})
		})
	}
}

// Two Muxes cancel each other's calls.
func TestMuxesCancel(t *testing.T) {
	for _, dialect := range []*transport.Cancellation{lsp, mcp, custom} {
		t.Run(dialect.Method, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				a, b := pipe()
				o := transport.MuxOptions{Cancel: dialect}
				m, served := transport.NewMux(a, nil, o), transport.NewMux(b, g, o)
				ctx, cancel := context.WithCancel(t.Context())
				c := send(ctx, t, m, r1)
				<-g.entered
				cancel()
				c.fails(context.Canceled, true)
				if cause := <-g.causes; !errors.Is(cause, transport.ErrCancelled) {
					t.Errorf("got %v", cause)
				}
				g.reply <- a1
				_ = m.Close()
				<-m.Done()
				<-served.Done()
			})
		})
	}
}

// The notification is the Mux's own business, unless it has an id.
func TestMuxCancellationWithID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, obliging, transport.MuxOptions{Cancel: lsp})
		r.say(cancels(lsp, "1"))
		r.silence()
		r.say(`{"jsonrpc":"2.0","method":"$/cancelRequest","id":7}`)
		r.expect(answer("7"))
		r.say(batch(cancels(lsp, "1"), r1)) // with something else, the handler gets it too
		r.hear()
	})
}
