package reference_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

func newServer(tb testing.TB) *server.Server {
	tb.Helper()
	s, err := reference.New(server.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

func serve(s *server.Server, payload string) string {
	return string(s.ServeRPC(context.Background(), []byte(payload)))
}

// value returns what JSON means, and nil for no JSON at all.
func value(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return []any{v}
}

// The examples of the specification of JSON-RPC 2.0, section 7.
func TestSpecification(t *testing.T) {
	for _, tt := range []struct{ reason, payload, want string }{
		{"rpc call with positional parameters", `{"jsonrpc": "2.0", "method": "subtract", "params": [42, 23], "id": 1}`, `{"jsonrpc": "2.0", "result": 19, "id": 1}`},
		{"rpc call with positional parameters, the other way round", `{"jsonrpc": "2.0", "method": "subtract", "params": [23, 42], "id": 2}`, `{"jsonrpc": "2.0", "result": -19, "id": 2}`},
		{"rpc call with named parameters", `{"jsonrpc": "2.0", "method": "subtract", "params": {"subtrahend": 23, "minuend": 42}, "id": 3}`, `{"jsonrpc": "2.0", "result": 19, "id": 3}`},
		{"rpc call with named parameters, the other way round", `{"jsonrpc": "2.0", "method": "subtract", "params": {"minuend": 42, "subtrahend": 23}, "id": 4}`, `{"jsonrpc": "2.0", "result": 19, "id": 4}`},
		{"a Notification", `{"jsonrpc": "2.0", "method": "update", "params": [1,2,3,4,5]}`, ``},
		{"a Notification without params", `{"jsonrpc": "2.0", "method": "foobar"}`, ``},
		{"rpc call of non-existent method", `{"jsonrpc": "2.0", "method": "foobar", "id": "1"}`, `{"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "1"}`},
		{"rpc call with invalid JSON", `{"jsonrpc": "2.0", "method": "foobar, "params": "bar", "baz]`, `{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}`},
		{"rpc call with invalid Request object", `{"jsonrpc": "2.0", "method": 1, "params": "bar"}`, `{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}`},
		{"rpc call Batch, invalid JSON", `[
  {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
  {"jsonrpc": "2.0", "method"
]`, `{"jsonrpc": "2.0", "error": {"code": -32700, "message": "Parse error"}, "id": null}`},
		{"rpc call with an empty Array", `[]`, `{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}`},
		{"rpc call with an invalid Batch (but not empty)", `[1]`, `[{"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}]`},
		{"rpc call with invalid Batch", `[1,2,3]`, `[
  {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
  {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
  {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null}
]`},
		{"rpc call Batch", `[
        {"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
        {"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
        {"foo": "boo"},
        {"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
        {"jsonrpc": "2.0", "method": "get_data", "id": "9"}
    ]`, `[
        {"jsonrpc": "2.0", "result": 7, "id": "1"},
        {"jsonrpc": "2.0", "result": 19, "id": "2"},
        {"jsonrpc": "2.0", "error": {"code": -32600, "message": "Invalid Request"}, "id": null},
        {"jsonrpc": "2.0", "error": {"code": -32601, "message": "Method not found"}, "id": "5"},
        {"jsonrpc": "2.0", "result": ["hello", 5], "id": "9"}
    ]`},
		{"rpc call Batch (all notifications)", `[
        {"jsonrpc": "2.0", "method": "notify_sum", "params": [1,2,4]},
        {"jsonrpc": "2.0", "method": "notify_hello", "params": [7]}
    ]`, ``},
	} {
		s := newServer(t)
		if strings.Contains(tt.reason, "non-existent") { // in that example there is no such method
			s.Remove("foobar")
		}
		if diff := cmp.Diff(value(t, tt.want), value(t, serve(s, tt.payload))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", tt.reason, diff)
		}
	}
}

func TestMethods(t *testing.T) {
	big := strings.Repeat("9", 400)
	for _, tt := range []struct{ reason, method, params, want string }{
		{"integers of 64 bits do not overflow", "subtract", `[-9223372036854775808,1]`, `-9223372036854775809`},
		{"integers beyond float64 are exact", "subtract", `[9007199254740993,0]`, `9007199254740993`},
		{"integers of any size", "subtract", `{"minuend":` + big + `,"subtrahend":` + big[1:] + `}`, `9` + strings.Repeat("0", 399)},
		{"an integral fraction", "subtract", `[42.0,23]`, `19`},
		{"an integral exponent", "subtract", `[4.2e1,2300e-2]`, `19`},
		{"a negative zero", "subtract", `[-0,0]`, `0`},
		{"a fraction", "subtract", `[42.5,23]`, `!-32602 param "minuend" is not valid`},
		{"a small fraction", "subtract", `[42,1e-1]`, `!-32602 param "subtrahend" is not valid`},
		{"a huge exponent costs nothing", "subtract", `[1e1000000000,1]`, `!-32602 param "minuend" is not valid`},
		{"nor does a long fraction", "subtract", `[1.` + big + `,1]`, `!-32602 param "minuend" is not valid`},
		{"too many digits", "subtract", `[` + strings.Repeat("9", 1_000_001) + `,1]`, `!-32602 param "minuend" is not valid`},
		{"a string", "subtract", `["42",23]`, `!-32602 param "minuend" is not valid`},
		{"null", "subtract", `[42,null]`, `!-32602 param "subtrahend" is not valid`},
		{"an array", "subtract", `[[42,23]]`, `!-32602 param "minuend" is not valid`},
		{"a missing param", "subtract", `[42]`, `!-32602 missing param "subtrahend"`},
		{"too many params", "subtract", `[42,23,1]`, `!-32602 too many params: 3 of at most 2`},
		{"an unknown param", "subtract", `{"minuend":42,"subtrahend":23,"x":1}`, `!-32602 unknown param "x"`},
		{"a param twice (R07)", "subtract", `{"minuend":42,"minuend":42,"subtrahend":23}`, `!-32602 param "minuend" is there twice`},
		{"a sum", "sum", `[1,2,4]`, `7`},
		{"a sum of nothing", "sum", `[]`, `0`},
		{"a sum without params", "sum", ``, `0`},
		{"a sum of any size", "sum", `[` + big + `,1]`, `1` + strings.Repeat("0", 400)},
		{"a sum of something else", "sum", `[1,{}]`, `!-32602 param 2 is not valid`},
		{"update takes anything", "update", `{"a":[1]}`, `null`},
		{"notify_hello as well", "notify_hello", `[7]`, `null`},
		{"notify_sum as well", "notify_sum", ``, `null`},
		{"foobar is null", "foobar", ``, `null`},
		{"data", "get_data", ``, `["hello",5]`},
		{"echo of a number as sent", "echo", `[1.50]`, `1.50`},
		{"echo by name", "echo", `{"value":{"b": 1e999, "a":"\u00e9\ud800" }}`, `{"b": 1e999, "a":"\u00e9\ud800" }`},
		{"echo of null", "echo", `[null]`, `null`},
		{"echo of nothing", "echo", ``, `!-32602 missing param "value"`},
		{"an error with data", "fail", ``, `!-32001 boom {"k":1}`},
		{"a plain error", "fail_plain", ``, `!-32603 Internal error`},
		{"a panic", "panic", ``, `!-32603 Internal error`},
		{"no sleep", "sleep", `[0]`, `null`},
		{"a short sleep by name", "sleep", `{"ms":0.5}`, `null`},
		{"a negative sleep", "sleep", `[-1]`, `!-32602 param "ms" is not a number of milliseconds`},
		{"an endless sleep", "sleep", `[1e300]`, `!-32602 param "ms" is not a number of milliseconds`},
		{"count", "count", ``, `1`},
	} {
		if got := call(t, newServer(t), tt.method, tt.params); got != tt.want {
			t.Errorf("%s: got %.100s, want %.100s", tt.reason, got, tt.want)
		}
	}
}

// call returns the result, or "!", the code and what else the error says.
func call(t *testing.T, s *server.Server, method, params string) string {
	t.Helper()
	if params != "" {
		params = `,"params":` + params
	}
	reply := serve(s, fmt.Sprintf(`{"jsonrpc":"2.0","method":%q%s,"id":1}`, method, params))
	if strings.Contains(reply, "secret-detail") {
		t.Errorf("the reply is %s", reply)
	}
	r, err := protocol.ParseResponse([]byte(reply))
	switch {
	case err != nil:
		t.Fatal(err)
	case r.Error == nil:
		return string(r.Result)
	case r.Error.Data == nil:
		return fmt.Sprintf("!%d %s", r.Error.Code, r.Error.Message)
	}
	if text, ok := r.Error.Data.Text(); ok {
		return fmt.Sprintf("!%d %s", r.Error.Code, text)
	}
	return fmt.Sprintf("!%d %s %s", r.Error.Code, r.Error.Message, r.Error.Data)
}

func TestCount(t *testing.T) {
	s := newServer(t)
	serve(s, `{"jsonrpc":"2.0","method":"count"}`)
	serve(s, `[{"jsonrpc":"2.0","method":"count"},{"jsonrpc":"2.0","method":"count","id":1}]`)
	if got := call(t, s, "count", ""); got != "4" {
		t.Errorf("count is %s: notifications and members of batches count as well", got)
	}
	if got := call(t, newServer(t), "count", ""); got != "1" {
		t.Errorf("count is %s: every server counts for itself", got)
	}
}

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newServer(t)
		start := time.Now()
		if got := call(t, s, "sleep", "[1500]"); got != "null" || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("got %s after %v", got, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start = time.Now()
		s.ServeRPC(ctx, []byte(`{"jsonrpc":"2.0","method":"sleep","params":[3600000],"id":1}`))
		if time.Since(start) != time.Second {
			t.Errorf("sleep ends %v after its context began", time.Since(start))
		}
	})
}

func TestNames(t *testing.T) {
	want := strings.Fields("count echo fail fail_plain foobar get_data notify_hello notify_sum panic sleep subtract sum update")
	if diff := cmp.Diff(want, newServer(t).Names()); diff != "" {
		t.Errorf("names (-want +got)\n%s", diff)
	}
}
