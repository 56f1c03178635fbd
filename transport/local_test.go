package transport_test

import (
	"context"
	"errors"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// echo answers with what it gets.
var echo = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte { return payload })

func TestLocal(t *testing.T) {
	stopped, stop := context.WithCancelCause(context.Background())
	stop(errors.New("enough"))
	for _, test := range []struct {
		reason  string
		ctx     context.Context
		handler transport.Handler
		payload string
		want    string
		err     string
		sent    bool
	}{
		{"what is sent reaches the handler, what it returns comes back", t.Context(), echo, "ping", "ping", "", false},
		{"a payload of the limit's size", t.Context(), echo, "12345678", "12345678", "", false},
		{"a larger one does not reach the handler", t.Context(), echo, "123456789", "", "send: payload too large", false},
		{"nor does any after the context ended; the cause is told", stopped, echo, "ping", "", "send: enough", false},
		{"no reply is no error", t.Context(), transport.HandlerFunc(func(context.Context, []byte) []byte { return nil }), "ping", "", "", false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			sender := transport.Local(test.handler, protocol.Limits{Payload: 8})
			reply, err := sender.Send(test.ctx, []byte(test.payload))
			if string(reply) != test.want {
				t.Errorf("got %q, want %q", reply, test.want)
			}
			checkError(t, err, test.err, test.sent)
		})
	}
}

// checkError compares err with the text that it should have; none is no error.
func checkError(t *testing.T, err error, want string, sent bool) {
	t.Helper()
	if want == "" {
		if err != nil {
			t.Errorf("unexpected error: %v", err)
		}
		return
	}
	var e *transport.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v (%T), want a *transport.Error", err, err)
	}
	if e.Error() != want || e.Sent != sent {
		t.Errorf("got %q, sent %t; want %q, sent %t", e, e.Sent, want, sent)
	}
}

func TestLocalCancelledWhileServing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	sender := transport.Local(transport.HandlerFunc(func(context.Context, []byte) []byte {
		cancel()
		return nil
	}), protocol.Limits{})
	_, err := sender.Send(ctx, []byte("ping"))
	checkError(t, err, "receive: context canceled", true)
}

func TestTooLarge(t *testing.T) {
	const want = `{"jsonrpc":"2.0","error":{"code":-32600,"message":"payload too large"},"id":null}`
	if got := transport.TooLarge(); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
