package transport_test

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
)

func TestError(t *testing.T) {
	for _, test := range []struct {
		reason  string
		err     *transport.Error
		text    string
		timeout bool
	}{
		{"operation and cause", &transport.Error{Op: "dial", Err: io.EOF}, "dial: EOF", false},
		{"the endpoint, where it is known", &transport.Error{Op: "send", Endpoint: "http://h/", Err: io.EOF}, "send http://h/: EOF", false},
		{"the deadline of a context", &transport.Error{Op: "receive", Err: context.DeadlineExceeded}, "receive: context deadline exceeded", true},
		{"the deadline of a connection", &transport.Error{Op: "receive", Err: os.ErrDeadlineExceeded}, "receive: i/o timeout", true},
		{"a cancelled call is none that timed out", &transport.Error{Op: "receive", Err: context.Canceled}, "receive: context canceled", false},
	} {
		if test.err.Error() != test.text || test.err.Timeout() != test.timeout {
			t.Errorf("%s: got %q, timeout %t; want %q, %t", test.reason, test.err, test.err.Timeout(), test.text, test.timeout)
		}
		if !errors.Is(test.err, test.err.Err) {
			t.Errorf("%s: the cause is hidden", test.reason)
		}
	}
}
