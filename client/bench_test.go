package client_test

import (
	"context"
	"testing"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// five answers every call with 5, and allocates the reply only.
var five = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
	p, err := protocol.Parse(payload)
	if err != nil || !p.At(0).NeedsAnswer() {
		return nil
	}
	reply, err := protocol.NewResult(p.At(0).ID(), protocol.Raw("5")).AppendTo(make([]byte, 0, 64))
	if err != nil {
		return nil
	}
	return reply
})

// BenchmarkCall measures a tiny call in process, and for comparison the same bytes
// without Go values.
func BenchmarkCall(b *testing.B) {
	sender := transport.Local(five, protocol.Limits{})
	ctx := context.Background()
	b.Run("args", func(b *testing.B) {
		c := client.New(sender, client.Options{})
		b.ReportAllocs()
		for b.Loop() {
			if sum, err := client.Call[int](ctx, c, "add", protocol.Args{2, 3}); sum != 5 || err != nil {
				b.Fatal(sum, err)
			}
		}
	})
	b.Run("raw", func(b *testing.B) {
		c := client.New(sender, client.Options{})
		b.ReportAllocs()
		for b.Loop() {
			if _, err := client.Call[protocol.Raw](ctx, c, "add", protocol.Raw("[2,3]")); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("middleware", func(b *testing.B) {
		c := client.New(sender, client.Options{Middleware: []client.Middleware{
			func(next client.Invoke) client.Invoke { return next },
		}})
		b.ReportAllocs()
		for b.Loop() {
			if sum, err := client.Call[int](ctx, c, "add", protocol.Args{2, 3}); sum != 5 || err != nil {
				b.Fatal(sum, err)
			}
		}
	})
	b.Run("bytes", func(b *testing.B) {
		c := client.New(sender, client.Options{})
		payload := []byte(`{"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}`)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.SendRaw(ctx, payload); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkBatch measures a batch of a hundred calls in process.
func BenchmarkBatch(b *testing.B) {
	c := client.New(transport.Local(peer{"one": func(protocol.Raw) (any, error) { return 1, nil }}, protocol.Limits{}), client.Options{})
	b.ReportAllocs()
	for b.Loop() {
		batch := c.Batch()
		for i := range 100 {
			client.Add[int](batch, "one", protocol.Args{i})
		}
		if err := batch.Send(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
