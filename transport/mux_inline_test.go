package transport_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

// TestInline serves on the goroutine that reads: in order, whatever the handler does to it.
func TestInline(t *testing.T) {
	for _, test := range []struct {
		reason string
		handle func(ctx context.Context) []byte
		want   string // of the first call; the second one is answered with 2 in any case
	}{
		{"it returns", func(context.Context) []byte { return []byte(`{"jsonrpc":"2.0","result":1,"id":1}`) }, `{"jsonrpc":"2.0","result":1,"id":1}`},
		{"it panics", func(context.Context) []byte { panic("boom") }, `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}`},
		{"it ends its goroutine", func(context.Context) []byte { runtime.Goexit(); return nil }, `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}`},
		{"it calls its peer, which it must not", func(ctx context.Context) []byte {
			_, err := transport.SenderFrom(ctx).Send(ctx, []byte(`{"jsonrpc":"2.0","method":"who","id":"s"}`))
			if e := (*transport.Error)(nil); !errors.As(err, &e) || e.Sent || !errors.Is(err, transport.ErrInline) {
				return []byte(`{"jsonrpc":"2.0","result":"wrong error","id":1}`)
			}
			return []byte(`{"jsonrpc":"2.0","result":"refused","id":1}`)
		}, `{"jsonrpc":"2.0","result":"refused","id":1}`},
		{"it notifies its peer", func(ctx context.Context) []byte {
			if _, err := transport.SenderFrom(ctx).Send(ctx, []byte(`{"jsonrpc":"2.0","method":"news"}`)); err != nil {
				return nil
			}
			return []byte(`{"jsonrpc":"2.0","result":1,"id":1}`)
		}, `{"jsonrpc":"2.0","result":1,"id":1}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := pipe()
				first := true // only the goroutine that reads looks at it
				server := transport.NewMux(b, transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
					if first {
						first = false
						return test.handle(ctx)
					}
					return []byte(`{"jsonrpc":"2.0","result":2,"id":2}`)
				}), transport.MuxOptions{Inline: true})
				client := transport.NewMux(a, nil, transport.MuxOptions{})
				reply, err := client.Send(t.Context(), []byte(`{"jsonrpc":"2.0","method":"f","id":1}`))
				if err != nil || string(reply) != test.want {
					t.Errorf("got %s, %v; want %s", reply, err, test.want)
				}
				reply, err = client.Send(t.Context(), []byte(`{"jsonrpc":"2.0","method":"f","id":2}`))
				if err != nil || !strings.Contains(string(reply), `"result":2`) {
					t.Errorf("the next call: %s, %v", reply, err)
				}
				if err := server.Shutdown(t.Context()); err != nil {
					t.Error(err)
				}
				_ = client.Close() // always nil
				<-client.Done()
			})
		})
	}
}
