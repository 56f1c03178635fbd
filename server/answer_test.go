package server_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// methods returns a server with methods that end in every way there is.
func methods(t *testing.T, o server.Options) *server.Server {
	t.Helper()
	s := server.New(o)
	for name, m := range map[string]server.MethodFunc{
		"ok":        func(context.Context, *server.Request) (any, error) { return 7, nil },
		"nothing":   func(context.Context, *server.Request) (any, error) { return nil, nil },
		"nil raw":   func(context.Context, *server.Request) (any, error) { return protocol.Raw(nil), nil },
		"params":    func(_ context.Context, r *server.Request) (any, error) { return r.Params, nil },
		"text":      func(context.Context, *server.Request) (any, error) { return "<&>", nil },
		"true":      func(context.Context, *server.Request) (any, error) { return true, nil },
		"int64":     func(context.Context, *server.Request) (any, error) { return int64(math.MinInt64), nil },
		"plain":     func(context.Context, *server.Request) (any, error) { return nil, errors.New("hidden") },
		"panic":     func(context.Context, *server.Request) (any, error) { panic("hidden") },
		"panic nil": func(context.Context, *server.Request) (any, error) { panic(nil) },
		"nan":       func(context.Context, *server.Request) (any, error) { return math.NaN(), nil },
		"chan":      func(context.Context, *server.Request) (any, error) { return make(chan int), nil },
		"bad raw":   func(context.Context, *server.Request) (any, error) { return protocol.Raw(`{"a":`), nil },
		"empty raw": func(context.Context, *server.Request) (any, error) { return protocol.Raw{}, nil },
		"bad json":  func(context.Context, *server.Request) (any, error) { return panicker{}, nil },
		"typed nil": func(context.Context, *server.Request) (any, error) {
			var e *protocol.Error
			return nil, e
		},
		"app": func(context.Context, *server.Request) (any, error) {
			return nil, &protocol.Error{Code: 42, Message: "app", Data: protocol.Raw(`[1.50]`)}
		},
		"wrapped": func(context.Context, *server.Request) (any, error) {
			return nil, errors.Join(errors.New("hidden"), &protocol.Error{Code: -1, Message: "told"})
		},
		"code": func(context.Context, *server.Request) (any, error) { return nil, protocol.CodeInvalidParams },
		"value error": func(context.Context, *server.Request) (any, error) {
			return nil, &protocol.Error{Message: "x", Value: protocol.Raw(`"x"`)}
		},
		"bad data": func(context.Context, *server.Request) (any, error) {
			return nil, &protocol.Error{Code: 1, Data: protocol.Raw(`{`)}
		},
		"bad text": func(context.Context, *server.Request) (any, error) {
			return nil, &protocol.Error{Code: 1, Message: "\xff"}
		},
	} {
		handle(t, s, name, m)
	}
	return s
}

// A panicker panics when it is encoded.
type panicker struct{}

func (panicker) MarshalJSON() ([]byte, error) { panic("hidden") }

const internal = `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}`

func TestAnswers(t *testing.T) {
	for _, tt := range []struct{ reason, payload, want string }{
		{"a result is encoded", `{"jsonrpc":"2.0","method":"ok","id":1}`, `{"jsonrpc":"2.0","result":7,"id":1}`},
		{"ids keep their text", `{"jsonrpc":"2.0","method":"ok","id":1.50}`, `{"jsonrpc":"2.0","result":7,"id":1.50}`},
		{"the id null is a call (R01)", `{"jsonrpc":"2.0","method":"ok","id":null}`, `{"jsonrpc":"2.0","result":7,"id":null}`},
		{"the id 0 is a call", `{"jsonrpc":"2.0","method":"ok","id":0}`, `{"jsonrpc":"2.0","result":7,"id":0}`},
		{"the id \"\" is a call", `{"jsonrpc":"2.0","method":"ok","id":""}`, `{"jsonrpc":"2.0","result":7,"id":""}`},
		{"no result is null", `{"jsonrpc":"2.0","method":"nothing","id":1}`, `{"jsonrpc":"2.0","result":null,"id":1}`},
		{"a nil Raw is null", `{"jsonrpc":"2.0","method":"nil raw","id":1}`, `{"jsonrpc":"2.0","result":null,"id":1}`},
		{"params come as they were sent", `{"jsonrpc":"2.0","method":"params","params":[1.50, "\u00e9"],"id":1}`, `{"jsonrpc":"2.0","result":[1.50, "\u00e9"],"id":1}`},
		{"params null is as if absent (R03)", `{"jsonrpc":"2.0","method":"params","params":null,"id":1}`, `{"jsonrpc":"2.0","result":null,"id":1}`},
		{"HTML is not escaped", `{"jsonrpc":"2.0","method":"text","id":1}`, `{"jsonrpc":"2.0","result":"<&>","id":1}`},
		{"booleans", `{"jsonrpc":"2.0","method":"true","id":1}`, `{"jsonrpc":"2.0","result":true,"id":1}`},
		{"integers of 64 bits", `{"jsonrpc":"2.0","method":"int64","id":1}`, `{"jsonrpc":"2.0","result":-9223372036854775808,"id":1}`},
		{"unknown members are ignored (R06)", `{"jsonrpc":"2.0","method":"ok","id":1,"x":1}`, `{"jsonrpc":"2.0","result":7,"id":1}`},
		{"an escaped name is found", `{"jsonrpc":"2.0","method":"\u006fk","id":1}`, `{"jsonrpc":"2.0","result":7,"id":1}`},

		{"a method that there is not", `{"jsonrpc":"2.0","method":"no","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`},
		{"names are case-sensitive", `{"jsonrpc":"2.0","method":"OK","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`},
		{"the method \"\" (R10)", `{"jsonrpc":"2.0","method":"","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`},

		{"a plain error is not told", `{"jsonrpc":"2.0","method":"plain","id":1}`, internal},
		{"nor is a panic", `{"jsonrpc":"2.0","method":"panic","id":1}`, internal},
		{"nor is a panic with nil", `{"jsonrpc":"2.0","method":"panic nil","id":1}`, internal},
		{"a panic while encoding is one too", `{"jsonrpc":"2.0","method":"bad json","id":1}`, internal},
		{"NaN is not JSON", `{"jsonrpc":"2.0","method":"nan","id":1}`, internal},
		{"a channel is not JSON", `{"jsonrpc":"2.0","method":"chan","id":1}`, internal},
		{"a Raw that is not JSON", `{"jsonrpc":"2.0","method":"bad raw","id":1}`, internal},
		{"a Raw without a value", `{"jsonrpc":"2.0","method":"empty raw","id":1}`, internal},
		{"a nil *Error is an error, but tells nothing", `{"jsonrpc":"2.0","method":"typed nil","id":1}`, internal},
		{"error data that is not JSON", `{"jsonrpc":"2.0","method":"bad data","id":1}`, internal},
		{"an error message that is not UTF-8", `{"jsonrpc":"2.0","method":"bad text","id":1}`, internal},
		{"an error that only 1.0 can say", `{"jsonrpc":"2.0","method":"value error","id":1}`, internal},
		{"an *Error passes through", `{"jsonrpc":"2.0","method":"app","id":1}`, `{"jsonrpc":"2.0","error":{"code":42,"message":"app","data":[1.50]},"id":1}`},
		{"also a wrapped one, without what wraps it", `{"jsonrpc":"2.0","method":"wrapped","id":1}`, `{"jsonrpc":"2.0","error":{"code":-1,"message":"told"},"id":1}`},
		{"a Code has its message", `{"jsonrpc":"2.0","method":"code","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params"},"id":1}`},

		{"not JSON", `{"jsonrpc":"2.0","method`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
		{"nothing at all (R20)", ``, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
		{"an empty batch", `[]`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"no object", `1`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"an invalid request has its id (R02)", `{"jsonrpc":"2.0","method":1,"id":5}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":5}`},
		{"an unusable id is null (R22)", `{"jsonrpc":"2.0","method":"ok","id":[5]}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"an invalid object without id (R21)", `{"jsonrpc":"2.0","method":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"scalar params (R04)", `{"jsonrpc":"2.0","method":"ok","params":1,"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":1}`},
		{"a result sent to a server (R16)", `{"jsonrpc":"2.0","result":1,"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"an error sent to a server (R16)", `{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"an invalid response (R16)", `{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"a 1.0 response (R16)", `{"result":1,"error":null,"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},

		{"a 1.0 result has both members", `{"method":"ok","params":[],"id":1}`, `{"result":7,"error":null,"id":1}`},
		{"a 1.0 error has both members", `{"method":"app","params":[],"id":1}`, `{"result":null,"error":{"code":42,"message":"app","data":[1.50]},"id":1}`},
		{"a 1.0 error of any value", `{"method":"value error","params":[],"id":1}`, `{"result":null,"error":"x","id":1}`},
		{"a 1.0 internal error", `{"method":"plain","params":[],"id":1}`, `{"result":null,"error":{"code":-32603,"message":"Internal error"},"id":1}`},
		{"a 1.0 unknown method", `{"method":"no","params":[],"id":"a"}`, `{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":"a"}`},
		{"1.0 ids are any value (R22)", `{"method":"ok","params":[],"id":{"a":[1.0]}}`, `{"result":7,"error":null,"id":{"a":[1.0]}}`},
		{"named params in 1.0 (R18)", `{"method":"ok","params":{},"id":1}`, `{"result":null,"error":{"code":-32600,"message":"Invalid Request"},"id":1}`},
		{"\"jsonrpc\":\"1.0\" (R09)", `{"jsonrpc":"1.0","method":"ok","params":[],"id":1}`, `{"result":7,"error":null,"id":1}`},

		{"a notification", `{"jsonrpc":"2.0","method":"ok"}`, ``},
		{"a notification of an unknown method", `{"jsonrpc":"2.0","method":"no"}`, ``},
		{"a notification of the method \"\"", `{"jsonrpc":"2.0","method":""}`, ``},
		{"a notification that fails", `{"jsonrpc":"2.0","method":"app"}`, ``},
		{"a notification that fails plainly", `{"jsonrpc":"2.0","method":"plain"}`, ``},
		{"a notification that panics", `{"jsonrpc":"2.0","method":"panic"}`, ``},
		{"a notification whose result is not JSON", `{"jsonrpc":"2.0","method":"nan"}`, ``},
		{"a 1.0 notification", `{"method":"ok","params":[],"id":null}`, ``},
		{"a 1.0 notification that is invalid (R18)", `{"method":"ok","params":{},"id":null}`, ``},
		{"a 1.0 notification that names no method (R18)", `{"method":1,"params":[],"id":null}`, ``},

		{"a batch keeps the order", `[{"jsonrpc":"2.0","method":"ok","id":1},{"jsonrpc":"2.0","method":"nothing","id":2}]`, `[{"jsonrpc":"2.0","result":7,"id":1},{"jsonrpc":"2.0","result":null,"id":2}]`},
		{"a batch of one is a batch", `[{"jsonrpc":"2.0","method":"ok","id":1}]`, `[{"jsonrpc":"2.0","result":7,"id":1}]`},
		{"invalid members are answered one by one", `[1,2,3]`, `[` + strings.Repeat(`{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null},`, 2) + `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}]`},
		{"a batch within a batch is an invalid member", `[[{"jsonrpc":"2.0","method":"ok","id":1}]]`, `[{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}]`},
		{"a bad member fails alone", `[{"jsonrpc":"2.0","method":"panic","id":1},{"jsonrpc":"2.0","method":"nan","id":1},{"jsonrpc":"2.0","method":"ok","id":2}]`, `[` + internal + `,` + internal + `,{"jsonrpc":"2.0","result":7,"id":2}]`},
		{"a batch of notifications", `[{"jsonrpc":"2.0","method":"ok"},{"jsonrpc":"2.0","method":"panic"},{"jsonrpc":"2.0","method":"no"}]`, ``},
		{"notifications leave no gap", `[{"jsonrpc":"2.0","method":"ok"},{"jsonrpc":"2.0","method":"ok","id":1},{"jsonrpc":"2.0","method":"ok"}]`, `[{"jsonrpc":"2.0","result":7,"id":1}]`},
		{"equal ids are each answered (R11)", `[{"jsonrpc":"2.0","method":"ok","id":1},{"jsonrpc":"2.0","method":"ok","id":1}]`, `[{"jsonrpc":"2.0","result":7,"id":1},{"jsonrpc":"2.0","result":7,"id":1}]`},
		{"members have their own versions (R17)", `[{"method":"ok","params":[],"id":1},{"jsonrpc":"2.0","method":"ok","id":2}]`, `[{"result":7,"error":null,"id":1},{"jsonrpc":"2.0","result":7,"id":2}]`},
		{"a response in a batch (R16)", `[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","method":"ok","id":2}]`, `[{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null},{"jsonrpc":"2.0","result":7,"id":2}]`},
	} {
		checkReply(t, serve(methods(t, server.Options{}), tt.payload), tt.want, tt.reason)
		checkReply(t, serve(methods(t, server.Options{Isolate: true}), tt.payload), tt.want, tt.reason+" (isolated)")
		checkReply(t, serve(methods(t, server.Options{BatchConcurrency: 1}), tt.payload), tt.want, tt.reason+" (in order)")
	}
}

func TestTwoWay(t *testing.T) {
	for _, tt := range []struct{ reason, payload, want string }{
		{"a result is not answered (R16)", `{"jsonrpc":"2.0","result":1,"id":1}`, ``},
		{"an error is not answered (R16)", `{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":null}`, ``},
		{"an invalid response is not answered (R16)", `{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1}`, ``},
		{"responses alone in a batch are not answered", `[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","result":1,"id":2}]`, ``},
		{"requests among responses are", `[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","method":"ok","id":2}]`, `[{"jsonrpc":"2.0","result":7,"id":2}]`},
		{"an invalid request is answered", `{"jsonrpc":"2.0","method":1,"id":5}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":5}`},
		{"what is not JSON is answered", `{`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
		{"a request is answered", `{"jsonrpc":"2.0","method":"ok","id":1}`, `{"jsonrpc":"2.0","result":7,"id":1}`},
	} {
		h := methods(t, server.Options{}).TwoWay()
		checkReply(t, string(h.ServeRPC(context.Background(), []byte(tt.payload))), tt.want, tt.reason)
	}
}

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		reason        string
		options       server.Options
		payload, want string
	}{
		{"the dialect decides what is valid", server.Options{Dialect: protocol.Strict}, `{"jsonrpc":"2.0","method":"ok","id":null}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`},
		{"a lenient one takes named params in 1.0", server.Options{Dialect: protocol.Lenient}, `{"method":"params","params":{"a":1},"id":1}`, `{"result":{"a":1},"error":null,"id":1}`},
		{"nesting is limited", server.Options{Limits: protocol.Limits{Depth: 2}}, `{"jsonrpc":"2.0","method":"ok","params":[[]],"id":1}`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"nesting too deep"},"id":null}`},
		{"batches are limited", server.Options{Limits: protocol.Limits{Batch: 1}}, `[1,2]`, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"batch too large"},"id":null}`},
		{"a negative concurrency is in order", server.Options{BatchConcurrency: -5}, `[{"jsonrpc":"2.0","method":"ok","id":1}]`, `[{"jsonrpc":"2.0","result":7,"id":1}]`},
	} {
		checkReply(t, serve(methods(t, tt.options), tt.payload), tt.want, tt.reason)
	}
}

// upper is a codec that is not encoding/json.
type upper struct{ server.Codec }

func (upper) Marshal(any) ([]byte, error) { return []byte(`"UPPER"`), nil }

// silent is a codec that encodes as nothing.
type silent struct{ server.Codec }

func (silent) Marshal(any) ([]byte, error) { return nil, nil }

func TestCodec(t *testing.T) {
	for _, tt := range []struct {
		reason string
		codec  server.Codec
		method string
		want   string
	}{
		{"the codec encodes results", upper{server.JSON}, "ok", `{"jsonrpc":"2.0","result":"UPPER","id":1}`},
		{"it does not concern null", upper{server.JSON}, "nothing", `{"jsonrpc":"2.0","result":null,"id":1}`},
		{"nor Raw", upper{server.JSON}, "params", `{"jsonrpc":"2.0","result":null,"id":1}`},
		{"what is no JSON is an internal error", silent{server.JSON}, "ok", internal},
	} {
		s := methods(t, server.Options{Codec: tt.codec})
		checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"`+tt.method+`","id":1}`), tt.want, tt.reason)
	}
}

// The reply is bytes of the caller's: nothing that comes later changes it.
func TestReplyIsOwned(t *testing.T) {
	s := methods(t, server.Options{})
	for _, payload := range []string{
		`{"jsonrpc":"2.0","method":"params","params":["first"],"id":1}`,
		`[{"jsonrpc":"2.0","method":"params","params":["first"],"id":1}]`,
	} {
		first := s.ServeRPC(context.Background(), []byte(payload))
		before := string(first)
		for range 10 {
			serve(s, strings.ReplaceAll(payload, "first", "other"))
		}
		if diff := cmp.Diff(before, string(first)); diff != "" {
			t.Errorf("a later call has changed the reply (-want +got)\n%s", diff)
		}
	}
}
