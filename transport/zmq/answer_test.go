package zmq

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var (
	envelopeREQ  = envelope(frames("id", ""))
	envelopeOwn  = envelope{[]byte("id"), appendCorrelation(nil, 1), nil}
	envelopeElse = envelope(frames("id", "call 1", ""))
)

func TestAnswerTo(t *testing.T) {
	for _, test := range []struct {
		reason   string
		envelope envelope
		payload  string
		reply    string
		due      bool
	}{
		{"a reply", envelopeOwn, callText, "reply", true},
		{"a reply although none is due", envelopeElse, notificationText, "reply", true},
		{"nothing to a notification", envelopeOwn, notificationText, "", false},
		{"nor to one of another kind of peer", envelopeElse, notificationText, "", false},
		{"but a REQ peer needs something", envelopeREQ, notificationText, "", true},
		{"and so does who waits for a reply that the handler does not have", envelopeOwn, callText, "", true},
	} {
		o, due := answerTo(test.envelope, []byte(test.payload), []byte(test.reply))
		if due != test.due || string(o.body) != test.reply {
			t.Errorf("%s: got %q, %t", test.reason, o.body, due)
		}
	}
}

func TestStatusTo(t *testing.T) {
	status := &StatusError{Status: StatusLost, Message: "gone"}
	for _, test := range []struct {
		reason   string
		envelope envelope
		payload  string
		due      bool
		status   bool
		body     string
	}{
		{"a Sender understands it", envelopeOwn, callText, true, true, "Lgone"},
		{"but does not wait for a notification", envelopeOwn, notificationText, false, false, ""},
		{"others get an error with the id", envelopeElse, callText, true, false, `{"jsonrpc":"2.0","error":{"code":-32603,"message":"gone"},"id":1}`},
		{"nothing to a notification", envelopeElse, notificationText, false, false, ""},
		{"but a REQ peer needs something", envelopeREQ, notificationText, true, false, ""},
	} {
		o, due := statusTo(test.envelope, []byte(test.payload), protocol.CodeInternalError, status)
		if due != test.due || string(o.body) != test.body || (o.head != nil) != test.status {
			t.Errorf("%s: got %q, %t, %t", test.reason, o.body, o.head != nil, due)
		}
	}
}

func TestHandlePanic(t *testing.T) {
	var log strings.Builder
	h := transport.HandlerFunc(func(context.Context, []byte) []byte { panic("oh no") })
	var reply []byte
	handle(t.Context(), h, []byte(callText), slog.New(slog.NewTextHandler(&log, nil)), func(b []byte) { reply = b })
	if want := `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}`; string(reply) != want {
		t.Errorf("got %s", reply)
	}
	if !strings.Contains(log.String(), "oh no") {
		t.Errorf("the log is %s", log.String())
	}
}
