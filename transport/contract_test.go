package transport_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// copiesNothing is what Local cannot keep of the contract, by design.
const copiesNothing = "transport/sender/reply-too-large  # the reply is in memory already, and nothing has to carry it"

// A skipping Conn skips payloads beyond a limit, as those do whose framing allows it.
type skipping struct {
	*pipeEnd
	limit int
}

func (c skipping) Read(ctx context.Context) ([]byte, error) {
	payload, err := c.pipeEnd.Read(ctx)
	if err == nil && len(payload) > c.limit {
		return nil, &transport.Error{Op: "receive", Err: transport.ErrPayloadTooLarge}
	}
	return payload, err
}

// skippingPipe returns the ends of a pipe.
func skippingPipe(limits protocol.Limits) (near, far transport.Conn) {
	a, b := pipe()
	limit := limits.Resolved().Payload
	return skipping{a, limit}, skipping{b, limit}
}

// localEnd is a handler in process.
func localEnd(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
	return &conformance.SenderEnd{Sender: transport.Local(h, limits)}, nil
}

// muxEnd is a Mux on a pipe, at whose other end there is Serve.
func muxEnd(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
	near, far := skippingPipe(limits)
	ctx, stop := context.WithCancel(context.Background())
	go func() { _ = transport.Serve(ctx, far, h, transport.MuxOptions{Limits: limits}) }() // what matters is at the near end
	m := transport.NewMux(near, nil, transport.MuxOptions{Limits: limits})
	return &conformance.SenderEnd{Sender: m, Close: m.Close, Stop: stop}, nil
}

// redialEnd is a Redialer that makes such pipes as long as it is served.
func redialEnd(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
	ctx, stop := context.WithCancel(context.Background())
	o := transport.MuxOptions{Limits: limits}
	dial := func(context.Context) (transport.Conn, error) {
		if ctx.Err() != nil {
			return nil, errors.New("nobody listens")
		}
		near, far := skippingPipe(limits)
		go func() { _ = transport.Serve(ctx, far, h, o) }() // what matters is at the near end
		return near, nil
	}
	r := transport.Redial(dial, transport.RedialOptions{Mux: o})
	return &conformance.SenderEnd{Sender: r, Close: r.Close, Stop: stop}, nil
}

// TestContract checks that the Senders of this package keep the contract of transports, in
// full but for what is known.
func TestContract(t *testing.T) {
	for _, test := range []struct {
		name  string
		end   func(context.Context, transport.Handler, protocol.Limits) (*conformance.SenderEnd, error)
		known string
	}{
		{"Local", localEnd, copiesNothing},
		{"Mux", muxEnd, ""},
		{"Redial", redialEnd, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			known, err := conformance.ReadKnownFailures("contract_test.go", strings.NewReader(test.known))
			if err != nil {
				t.Fatal(err)
			}
			o := conformance.Options{Timeout: 30 * time.Second, Strict: true, Known: known} // however slow the machine is
			conformance.TestTransport(t, conformance.TransportTarget{Sender: test.end}, o)
		})
	}
}
