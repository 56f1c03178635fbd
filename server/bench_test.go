package server_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// BenchmarkServe measures the way from payload to reply for methods that do nothing.
func BenchmarkServe(b *testing.B) {
	const (
		call   = `{"jsonrpc":"2.0","method":"raw","params":[42,23],"id":1}`
		notify = `{"jsonrpc":"2.0","method":"raw","params":[42,23]}`
		typed  = `{"jsonrpc":"2.0","method":"typed","params":{"a":42,"b":23},"id":1}`
		fn     = `{"jsonrpc":"2.0","method":"func","params":[42,23],"id":1}`
	)
	batch := "[" + strings.Repeat(call+",", 99) + call + "]"
	for _, bm := range []struct {
		name, payload string
		options       server.Options
	}{
		{"raw", call, server.Options{}},
		{"raw/isolated", call, server.Options{Isolate: true}},
		{"notification", notify, server.Options{}},
		{"typed", typed, server.Options{}},
		{"typed/isolated", typed, server.Options{Isolate: true}},
		{"func", fn, server.Options{}},
		{"batch of 100", batch, server.Options{}},
		{"batch of 100/in order", batch, server.Options{BatchConcurrency: 1}},
		{"parse error", `{"jsonrpc":`, server.Options{}},
	} {
		b.Run(bm.name, func(b *testing.B) {
			s := benchServer(b, bm.options)
			payload := []byte(bm.payload)
			b.ReportAllocs()
			b.SetBytes(int64(len(payload)))
			for b.Loop() {
				s.ServeRPC(context.Background(), payload)
			}
		})
	}
}

type operands struct {
	A int `json:"a"`
	B int `json:"b"`
}

func benchServer(tb testing.TB, o server.Options) *server.Server {
	tb.Helper()
	s := server.New(o)
	result := any(protocol.Raw("65"))
	handle(tb, s, "raw", server.MethodFunc(func(context.Context, *server.Request) (any, error) {
		return result, nil
	}))
	handle(tb, s, "typed", server.Typed(func(_ context.Context, o operands) (int, error) {
		return o.A + o.B, nil
	}))
	handle(tb, s, "func", server.Func(func(a, b int) int { return a + b }, "a", "b"))
	return s
}
