package server_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

// must ends an example that cannot go on.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// showReplies prints the reply to each payload.
func showReplies(h transport.Handler, payloads ...string) {
	for _, payload := range payloads {
		fmt.Println(string(h.ServeRPC(context.Background(), []byte(payload))))
	}
}

// Params are bound by position or by name.
func Example() {
	s := server.New(server.Options{})
	must(s.Handle("subtract", server.Func(func(minuend, subtrahend int) int {
		return minuend - subtrahend
	}, "minuend", "subtrahend")))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`,
		`{"jsonrpc":"2.0","method":"subtract","params":{"subtrahend":23,"minuend":42},"id":2}`,
		`{"jsonrpc":"2.0","method":"subtract","params":[42],"id":3}`,
	)
	// Output:
	// {"jsonrpc":"2.0","result":19,"id":1}
	// {"jsonrpc":"2.0","result":19,"id":2}
	// {"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":"missing param \"subtrahend\""},"id":3}
}

func ExampleTyped() {
	type operands struct {
		Minuend    int `json:"minuend"`
		Subtrahend int `json:"subtrahend,omitempty"` // optional
	}
	s := server.New(server.Options{})
	must(s.Handle("subtract", server.Typed(func(_ context.Context, o operands) (int, error) {
		return o.Minuend - o.Subtrahend, nil
	})))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`,
		`{"jsonrpc":"2.0","method":"subtract","params":{"minuend":42},"id":2}`,
	)
	// Output:
	// {"jsonrpc":"2.0","result":19,"id":1}
	// {"jsonrpc":"2.0","result":42,"id":2}
}

// A variadic parameter takes all further arguments; by name it is an array.
func ExampleFunc_variadic() {
	s := server.New(server.Options{})
	must(s.Handle("join", server.Func(func(sep string, words ...string) string {
		return strings.Join(words, sep)
	}, "sep", "words")))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"join","params":["-","a","b"],"id":1}`,
		`{"jsonrpc":"2.0","method":"join","params":{"sep":"-","words":["a","b"]},"id":2}`,
	)
	// Output:
	// {"jsonrpc":"2.0","result":"a-b","id":1}
	// {"jsonrpc":"2.0","result":"a-b","id":2}
}

func ExampleFunction_Default() {
	s := server.New(server.Options{})
	must(s.Handle("greet", server.Func(func(name, greeting string) string {
		return greeting + ", " + name
	}, "name", "greeting").Default("greeting", "Hello")))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"greet","params":["Alice"],"id":1}`,
		`{"jsonrpc":"2.0","method":"greet","params":{"name":"Alice","greeting":"Bye"},"id":2}`,
	)
	// Output:
	// {"jsonrpc":"2.0","result":"Hello, Alice","id":1}
	// {"jsonrpc":"2.0","result":"Bye, Alice","id":2}
}

type userKey struct{}

// Callers cannot say who they are: the server does.
func ExampleFunction_Inject() {
	s := server.New(server.Options{})
	must(s.Handle("note", server.Func(func(user, text string) string {
		return user + " notes " + text
	}, "user", "text").Inject("user", func(ctx context.Context) (any, error) {
		return ctx.Value(userKey{}), nil
	})))
	ctx := context.WithValue(context.Background(), userKey{}, "alice")
	for _, payload := range []string{
		`{"jsonrpc":"2.0","method":"note","params":{"text":"this"},"id":1}`,
		`{"jsonrpc":"2.0","method":"note","params":{"text":"that","user":"bob"},"id":2}`,
	} {
		fmt.Println(string(s.ServeRPC(ctx, []byte(payload))))
	}
	// Output:
	// {"jsonrpc":"2.0","result":"alice notes this","id":1}
	// {"jsonrpc":"2.0","error":{"code":-32602,"message":"Invalid params","data":"unknown param \"user\""},"id":2}
}

// Math is an object whose methods are registered.
type Math struct{}

// Add returns a sum.
func (Math) Add(a, b int) int { return a + b }

// Half returns a quotient.
func (Math) Half(a float64) float64 { return a / 2 }

func ExampleServer_Register() {
	s := server.New(server.Options{})
	must(s.Register("math", Math{}, server.MapNames(server.LowerCamel), server.ParamNames("Add", "a", "b")))
	fmt.Println(s.Names())
	showReplies(s,
		`{"jsonrpc":"2.0","method":"math.add","params":{"a":1,"b":2},"id":1}`,
		`{"jsonrpc":"2.0","method":"math.half","params":[1],"id":2}`,
	)
	// Output:
	// [math.add math.half]
	// {"jsonrpc":"2.0","result":3,"id":1}
	// {"jsonrpc":"2.0","result":0.5,"id":2}
}

func ExampleServer_Lazy() {
	s := server.New(server.Options{})
	must(s.Lazy("add", func() (server.Method, error) {
		fmt.Println("loading")
		return server.Func(func(a, b int) int { return a + b }), nil
	}))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}`,
		`{"jsonrpc":"2.0","method":"add","params":[3,4],"id":2}`,
	)
	// Output:
	// loading
	// {"jsonrpc":"2.0","result":3,"id":1}
	// {"jsonrpc":"2.0","result":7,"id":2}
}

func ExampleServer_MapError() {
	errNoCat := errors.New("no such cat")
	s := server.New(server.Options{})
	must(s.MapError(errNoCat, -32001))
	must(s.Handle("cat", server.Func(func(name string) (string, error) {
		if name == "Mittens" {
			return "", fmt.Errorf("database 7: %w", errNoCat)
		}
		return "", errors.New("database 7 is on fire") // goes to the log only
	}, "name")))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"cat","params":["Mittens"],"id":1}`,
		`{"jsonrpc":"2.0","method":"cat","params":["Tom"],"id":2}`,
	)
	// Output:
	// {"jsonrpc":"2.0","error":{"code":-32001,"message":"no such cat"},"id":1}
	// {"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":2}
}

// A quota is an error that a caller may know more about.
type quota struct{ Left int }

func (quota) Error() string { return "too many calls" }

func ExampleMapErrorAs() {
	s := server.New(server.Options{})
	server.MapErrorAs(s, func(q quota) *protocol.Error {
		return &protocol.Error{Code: 429, Message: q.Error(), Data: fmt.Appendf(nil, `{"left":%d}`, q.Left)}
	})
	must(s.Handle("work", server.Func(func() error { return quota{3} })))
	showReplies(s, `{"jsonrpc":"2.0","method":"work","id":1}`)
	// Output:
	// {"jsonrpc":"2.0","error":{"code":429,"message":"too many calls","data":{"left":3}},"id":1}
}

func ExampleServer_Use() {
	s := server.New(server.Options{})
	s.Use(func(next server.Method) server.Method {
		return server.MethodFunc(func(ctx context.Context, req *server.Request) (any, error) {
			result, err := next.Call(ctx, req)
			fmt.Println("method", req.Method, "params", req.Params, "error", err)
			return result, err
		})
	})
	must(s.Handle("ping", server.Func(func() string { return "pong" })))
	showReplies(s,
		`{"jsonrpc":"2.0","method":"ping","params":[],"id":1}`,
		`{"jsonrpc":"2.0","method":"pong","id":2}`,
	)
	// Output:
	// method ping params [] error <nil>
	// {"jsonrpc":"2.0","result":"pong","id":1}
	// method pong params  error error -32601: Method not found
	// {"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":2}
}

// Requests of JSON-RPC 1.0 are answered in 1.0.
func Example_version1() {
	s := server.New(server.Options{})
	must(s.Handle("echo", server.Func(func(value any) any { return value })))
	showReplies(s,
		`{"method":"echo","params":["hello"],"id":1}`,
		`{"method":"echo","params":[],"id":2}`,
	)
	// Output:
	// {"result":"hello","error":null,"id":1}
	// {"result":null,"error":{"code":-32602,"message":"Invalid params","data":"missing param 1"},"id":2}
}

// A server in the same process needs no network.
func Example_local() {
	s := server.New(server.Options{})
	must(s.Handle("add", server.Func(func(a, b int) int { return a + b })))
	local := transport.Local(s, protocol.Limits{})
	reply, err := local.Send(context.Background(), []byte(
		`[{"jsonrpc":"2.0","method":"add","params":[1,2],"id":1},{"jsonrpc":"2.0","method":"add","params":[3,4],"id":2}]`))
	fmt.Println(string(reply), err)
	// Output:
	// [{"jsonrpc":"2.0","result":3,"id":1},{"jsonrpc":"2.0","result":7,"id":2}] <nil>
}

func ExampleMethodInfo_Signature() {
	s := server.New(server.Options{})
	must(s.Handle("find", server.Func(func(string, *int, ...string) []string { return nil }, "name", "limit", "tags"),
		server.Doc("Finds things by name.")))
	for _, m := range s.Describe() {
		fmt.Println(m.Signature(), "-", m.Doc)
	}
	// Output:
	// find(name: string, limit?: integer, tags...: string) - Finds things by name.
}

func ExampleRequest_Bind() {
	s := server.New(server.Options{})
	must(s.Handle("add", server.MethodFunc(func(_ context.Context, req *server.Request) (any, error) {
		var operands struct{ A, B int }
		if err := req.Bind(&operands); err != nil {
			return nil, err
		}
		return operands.A + operands.B, nil
	})))
	showReplies(s, `{"jsonrpc":"2.0","method":"add","params":{"A":1,"B":2},"id":1}`)
	// Output:
	// {"jsonrpc":"2.0","result":3,"id":1}
}
