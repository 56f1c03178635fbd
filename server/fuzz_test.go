package server_test

import (
	"context"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// FuzzServe serves any bytes. What comes back is nothing or valid JSON-RPC that
// consists of responses, with as many as are due; and the payload is as it was.
func FuzzServe(f *testing.F) {
	for _, seed := range []string{
		``, `{`, `[]`, `1`, `[1,2,3]`, "\ufeff{}",
		`{"jsonrpc":"2.0","method":"typed","params":{"a":1,"b":2},"id":1}`,
		`{"jsonrpc":"2.0","method":"func","params":["x",1,2],"id":"a"}`,
		`{"jsonrpc":"2.0","method":"func","params":{"text":"\ud800","more":[1]},"id":"\ud800"}`,
		`{"jsonrpc":"2.0","method":"raw","params":[1.50,{"a":null}],"id":1.50}`,
		`{"jsonrpc":"2.0","method":"panic"}`,
		`{"method":"raw","params":[],"id":{"a":[]}}`,
		`{"method":"raw","params":{},"id":null}`,
		`[{"jsonrpc":"2.0","result":1,"id":1},{"method":"panic","params":[],"id":1},{"jsonrpc":"2.0","method":"no","id":null}]`,
	} {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	o := server.Options{Limits: protocol.Limits{Reply: 4096}}
	byDefault := fuzzServer(f, o)
	o.Dialect = protocol.Lenient
	byLenient := fuzzServer(f, o)
	f.Fuzz(func(t *testing.T, payload []byte, lenient bool) {
		s, o := byLenient, o
		if !lenient {
			s, o.Dialect = byDefault, protocol.Default
		}
		before := string(payload)
		reply := s.ServeRPC(context.Background(), payload)
		if string(payload) != before {
			t.Fatal("the payload has changed")
		}
		want, whole := due(o, payload)
		if reply == nil {
			if want > 0 {
				t.Fatalf("no reply, but %d answers are due", want)
			}
			return
		}
		p, err := protocol.Parse(reply)
		if err != nil {
			t.Fatalf("%v: %s", err, reply)
		}
		if p.Len() != want && (!whole || p.Len() != 1) || want == 0 {
			t.Fatalf("%d answers, but %d are due: %s", p.Len(), want, reply)
		}
		if p.IsBatch() && len(reply) > o.Limits.Reply {
			t.Fatalf("%d bytes", len(reply))
		}
		for _, m := range p.All() {
			if !m.Kind().IsResponse() {
				t.Fatalf("%v: %s", m.Kind(), reply)
			}
		}
		s.TwoWay().ServeRPC(context.Background(), payload)
	})
}

// due returns how many answers are due, and whether a single one can stand for all.
func due(o server.Options, payload []byte) (n int, whole bool) {
	d := protocol.Decoder{Limits: o.Limits, Dialect: o.Dialect}
	p, err := d.Decode(payload)
	if err != nil {
		return 1, false
	}
	for _, m := range p.All() {
		if m.NeedsAnswer() || m.Kind().IsResponse() || m.Kind() == protocol.KindInvalid && isReply(m) {
			n++
		}
	}
	return n, p.IsBatch()
}

// isReply reports whether an invalid message is a response.
func isReply(m *protocol.Message) bool {
	for name := range m.Members() {
		if name == "method" {
			return false
		}
	}
	return true
}

// fuzzServer has methods that take params in every way.
func fuzzServer(tb testing.TB, o server.Options) *server.Server {
	tb.Helper()
	s := server.New(o)
	handle(tb, s, "typed", server.Typed(func(_ context.Context, p operands) (int, error) { return p.A - p.B, nil }))
	handle(tb, s, "func", server.Func(func(text string, n *int, more ...any) []any {
		return append(more, text, n)
	}, "text", "n", "more"))
	handle(tb, s, "map", server.Typed(func(_ context.Context, p map[string]any) (any, error) { return p, nil }))
	handle(tb, s, "raw", server.MethodFunc(func(_ context.Context, r *server.Request) (any, error) { return r.Params, nil }))
	handle(tb, s, "panic", server.Func(func() { panic("hidden") }))
	return s
}
