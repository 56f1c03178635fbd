package natsrpc

import (
	"errors"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/transport"
)

// What takes more than a moment to happen for real.
func TestCauses(t *testing.T) {
	tests := []struct {
		err    error
		sent   bool
		want   error
		reason string
	}{
		{nats.ErrConnectionDraining, false, transport.ErrClosed, "a connection that drains refuses what is new"},
		{nats.ErrHeadersNotSupported, false, nats.ErrHeadersNotSupported, "the engine takes no headers"},
		{nats.ErrBadHeaderMsg, false, nats.ErrBadHeaderMsg, "the header has no form"},
		{nats.ErrDisconnected, true, nats.ErrDisconnected, "the engine went away while the call waited"},
		{errors.New("broken pipe"), true, nil, "a write may have gone out in part, and so do all errors that are not known"},
	}
	for _, test := range tests {
		if got := maybeSent(test.err); got != test.sent {
			t.Errorf("%s: sent is %t", test.reason, got)
		}
		got := translated(test.err)
		if !errors.Is(got, test.err) || test.want != nil && !errors.Is(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.reason, got, test.want)
		}
	}
}
