package client_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

func TestSend(t *testing.T) {
	for _, test := range []struct {
		reason  string
		request protocol.Request
		want    string // the whole response
	}{
		{"a result", protocol.NewRequest(protocol.String("x"), "add", protocol.Raw("[1,2]")), `{"jsonrpc":"2.0","result":3,"id":"x"}`},
		{"an error is a response too", protocol.NewRequest(protocol.Int(5), "missing", nil), `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":5}`},
		{"the id null (R01)", protocol.NewRequest(protocol.Null(), "nothing", nil), `{"jsonrpc":"2.0","result":null,"id":null}`},
		{"its own version", protocol.Request{Version: protocol.V1, ID: protocol.Int(1), Method: "add", Params: protocol.Raw("[1]")}, `{"result":1,"error":null,"id":1}`},
		{"a notification", protocol.NewNotification("add", nil), ``},
		{"a 1.0 notification", protocol.Request{Version: protocol.V1, ID: protocol.Null(), Method: "add"}, ``},
	} {
		for _, name := range []string{"plain", "middleware"} {
			var options client.Options
			if name == "middleware" {
				options.Middleware = []client.Middleware{func(next client.Invoke) client.Invoke { return next }}
			}
			response, err := client.New(local, options).Send(t.Context(), test.request)
			got := ""
			if response != nil {
				got = string(must(response.AppendTo(nil)))
			}
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%s, %s: %v (-want +got)\n%s", test.reason, name, err, diff)
			}
		}
	}
}

func TestSendFails(t *testing.T) {
	c := client.New(saying("x"), client.Options{})
	for _, test := range []struct {
		reason  string
		request protocol.Request
		want    client.Kind
	}{
		{"no JSON comes back", protocol.NewRequest(protocol.Int(1), "m", nil), client.KindParseError},
		{"no message", protocol.Request{Method: "\xff", ID: protocol.Int(1)}, client.KindRequest},
		{"no notification", protocol.Request{Method: "\xff"}, client.KindRequest},
	} {
		if got, err := c.Send(t.Context(), test.request); got != nil || client.KindOf(err) != test.want {
			t.Errorf("%s: got %v, %v", test.reason, got, err)
		}
	}
}

func TestSendRaw(t *testing.T) {
	c := client.New(local, client.Options{})
	for _, test := range []struct {
		reason, payload, want string
	}{
		{"a call", `{"jsonrpc":"2.0","method":"add","params":[1.0e0, 2],"id":1.50}`, `{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params"},"id":1.50}`},
		{"a notification", `{"jsonrpc":"2.0","method":"add"}`, ``},
		{"no JSON", `{`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
	} {
		got, err := c.SendRaw(t.Context(), []byte(test.payload))
		if diff := cmp.Diff(test.want, string(got)); err != nil || diff != "" || (got == nil) != (test.want == "") {
			t.Errorf("%s: %v (-want +got)\n%s", test.reason, err, diff)
		}
	}
}
