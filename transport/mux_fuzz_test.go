package transport_test

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
)

// options are what the first byte of an input chooses.
func options(choice byte) (transport.Handler, transport.MuxOptions) {
	var h transport.Handler
	if choice&1 != 0 {
		h = transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			if bytes.Contains(payload, []byte("panic")) {
				panic("as asked")
			}
			if bytes.Contains(payload, []byte("back")) {
				_, _ = transport.SenderFrom(ctx).Send(ctx, payload) // what becomes of it is the peer's
			}
			return payload
		})
	}
	var o transport.MuxOptions
	if choice&2 != 0 {
		o.Serving = 1
	}
	if choice&4 != 0 {
		o.Backlog = 1
	}
	if choice&8 != 0 {
		o.Calls = 3
	}
	o.Cancel = []*transport.Cancellation{nil, lsp, mcp, custom}[choice>>4&3]
	return h, o
}

// Whatever a peer says, line by line, nothing panics, every call ends, and nothing is
// left.
func FuzzMux(f *testing.F) {
	for _, seed := range []string{
		"\x00" + a1 + "\n" + batch(a3, a2) + "\n" + answer("null"),
		"\x01" + failure("null") + "\n{\n[]\n[1]\n" + r1,
		"\x11" + r1 + "\n" + cancels(lsp, "1") + "\n" + batch(r1, cancels(lsp, "1")),
		"\x23" + `{"jsonrpc":"2.0","method":"back","id":7}` + "\n" + answer("7") + "\n" + cancels(mcp, "7"),
		"\x37" + `{"jsonrpc":"2.0","method":"panic","id":7}` + "\n" + cancels(custom, "7") + "\n" + notification,
		"\x0f" + r1 + "\n" + r2 + "\n" + batch(r1, a1, failure("null"), "7", `{"id":1}`),
		"\x00" + `{"id":1}` + "\n" + `{"method":"m","id":1}` + "\n" + `{"jsonrpc":"2.0","error":7,"id":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, input []byte) {
		if len(input) == 0 {
			return
		}
		h, o := options(input[0])
		near, peer := pipe()
		m := transport.NewMux(near, h, o)
		var hears, calls sync.WaitGroup
		heard := make(chan bool, 1000)
		hears.Go(func() {
			for {
				if _, err := peer.Read(context.Background()); err != nil {
					return
				}
				select {
				case heard <- true:
				default:
				}
			}
		})
		for _, payload := range []string{r1, batch(r2, r3), rNull, batch(request(`"a"`), notification), "{"} {
			calls.Go(func() {
				reply, err := m.Send(context.Background(), []byte(payload))
				if err == nil && !bytes.Contains(input, reply) {
					t.Errorf("%s was answered with %s", payload, reply)
				}
				if e := (*transport.Error)(nil); err != nil && !errors.As(err, &e) {
					t.Errorf("%s: %v", payload, err)
				}
			})
		}
		<-heard
		<-heard // calls are in flight
		for _, payload := range bytes.Split(input[1:], []byte("\n")) {
			if peer.Write(context.Background(), payload) != nil {
				break
			}
		}
		_ = m.Close()
		calls.Wait()
		<-m.Done()
		hears.Wait()
		if held := transport.HeldBy(m); held != (transport.Held{}) {
			t.Errorf("the Mux still has %+v", held)
		}
	})
}
