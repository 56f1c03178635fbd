package zmq

import (
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

const (
	callText         = `{"jsonrpc":"2.0","method":"m","id":1}`
	notificationText = `{"jsonrpc":"2.0","method":"m"}`
)

func TestReplyDue(t *testing.T) {
	for _, test := range []struct {
		reason  string
		payload string
		want    bool
	}{
		{"a call", callText, true},
		{"a notification", notificationText, false},
		{"a 1.0 notification", `{"method":"m","params":[],"id":null}`, false},
		{"no JSON gets a parse error", `{`, true},
		{"nothing does as well", ``, true},
		{"an invalid request gets an error", `{"jsonrpc":"2.0","method":1,"id":1}`, true},
		{"a response is answered over requests and replies", `{"jsonrpc":"2.0","result":1,"id":1}`, true},
		{"a batch with a call", "[" + notificationText + "," + callText + "]", true},
		{"a batch of notifications", "[" + notificationText + "," + notificationText + "]", false},
		{"an empty batch gets an error", `[]`, true},
		{"a batch of notifications beyond the default limit, which may be the peer's or not", "[" + strings.Repeat(notificationText+",", 2000) + notificationText + "]", false},
	} {
		if got := replyDue([]byte(test.payload)); got != test.want {
			t.Errorf("%s: got %t", test.reason, got)
		}
	}
}

func TestErrorReply(t *testing.T) {
	e := protocol.NewError(protocol.CodeInternalError, "lost")
	const text = `"error":{"code":-32603,"message":"lost"}`
	for _, test := range []struct {
		reason  string
		payload string
		want    string
	}{
		{"a call", callText, `{"jsonrpc":"2.0",` + text + `,"id":1}`},
		{"its id as it came", `{"jsonrpc":"2.0","method":"m","id":1.50}`, `{"jsonrpc":"2.0",` + text + `,"id":1.50}`},
		{"in its version", `{"method":"m","params":[],"id":1}`, `{"result":null,` + text + `,"id":1}`},
		{"a notification", notificationText, ``},
		{"no JSON", `{`, `{"jsonrpc":"2.0",` + text + `,"id":null}`},
		{"a batch", "[" + callText + "," + notificationText + "," + strings.Replace(callText, "1}", "2}", 1) + "]", `[{"jsonrpc":"2.0",` + text + `,"id":1},{"jsonrpc":"2.0",` + text + `,"id":2}]`},
		{"a batch of notifications", "[" + notificationText + "]", ``},
	} {
		if got := string(errorReply([]byte(test.payload), e)); got != test.want {
			t.Errorf("%s: got %s, want %s", test.reason, got, test.want)
		}
	}
}
