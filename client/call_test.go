package client_test

import (
	"context"
	"encoding/json"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

func TestCallSends(t *testing.T) {
	for _, test := range []struct {
		reason string
		method string
		params any
		opts   []client.CallOption
		want   string
	}{
		{"no params: the member is left out (4.2: may be omitted)", "nothing", nil, nil, `{"jsonrpc":"2.0","method":"nothing","id":7}`},
		{"positional params are an array (4.2)", "add", protocol.Args{2, 3}, nil, `{"jsonrpc":"2.0","method":"add","params":[2,3],"id":7}`},
		{"named params are an object (4.2)", "cat", protocol.Named{"name": "Yoko"}, nil, `{"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":7}`},
		{"mixed: named ones last", "echo", protocol.Args{42, protocol.Named{"name": "Foo"}}, nil, `{"jsonrpc":"2.0","method":"echo","params":[42,{"name":"Foo"}],"id":7}`},
		{"text goes out byte for byte", "echo", protocol.Raw(`[1.50]`), nil, `{"jsonrpc":"2.0","method":"echo","params":[1.50],"id":7}`},
		{"empty params of any type are left out", "echo", []int{}, nil, `{"jsonrpc":"2.0","method":"echo","id":7}`},
		{"an explicit id", "nothing", nil, []client.CallOption{client.WithID(protocol.String("x"))}, `{"jsonrpc":"2.0","method":"nothing","id":"x"}`},
		{"the id null is a call in 2.0 (R01)", "nothing", nil, []client.CallOption{client.WithID(protocol.Null())}, `{"jsonrpc":"2.0","method":"nothing","id":null}`},
		{"of two ids the later counts", "nothing", nil, []client.CallOption{client.WithID(protocol.Int(1)), client.WithID(protocol.Int(2))}, `{"jsonrpc":"2.0","method":"nothing","id":2}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var peer recorder
			c := client.New(&peer, client.Options{IDs: idgen.Counter(7)})
			if err := c.Call(t.Context(), test.method, test.params, nil, test.opts...); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{test.want}, peer.sent); diff != "" {
				t.Errorf("sent: (-want +got)\n%s", diff)
			}
		})
	}
}

func TestCallResults(t *testing.T) {
	c := client.New(local, client.Options{})
	text := protocol.Raw(`[1.50, "\ud800", 12345678901234567890]`)
	raw, err := client.Call[protocol.Raw](t.Context(), c, "echo", text)
	if diff := cmp.Diff(string(text), string(raw)); err != nil || diff != "" {
		t.Errorf("exact bytes: %v (-want +got)\n%s", err, diff)
	}
	sum, err := client.Call[int](t.Context(), c, "add", protocol.Args{2, 3})
	if sum != 5 || err != nil {
		t.Errorf("int: got %d, %v", sum, err)
	}
	p, err := client.Call[*point](t.Context(), c, "echo", point{X: 1, Y: 2})
	if err != nil || *p != (point{1, 2}) {
		t.Errorf("pointer to a struct: got %v, %v", p, err)
	}
	if p, err = client.Call[*point](t.Context(), c, "nothing", nil); p != nil || err != nil {
		t.Errorf("null: got %v, %v", p, err)
	}
	nums, err := client.Call[[]json.Number](t.Context(), c, "echo", protocol.Raw(`[12345678901234567890]`))
	if err != nil || nums[0] != "12345678901234567890" {
		t.Errorf("big: got %v, %v", nums, err)
	}
	if err := c.Call(t.Context(), "echo", protocol.Args{1}, nil); err != nil {
		t.Errorf("discarded: %v", err)
	}
}

func TestResultThatDoesNotFit(t *testing.T) {
	c := client.New(local, client.Options{})
	for _, test := range []struct {
		reason string
		out    any
	}{
		{"a type that the result is not of", new(string)},
		{"no pointer", 0},
		{"a nil pointer", (*int)(nil)},
		{"a nil pointer to Raw", (*protocol.Raw)(nil)},
	} {
		err := c.Call(t.Context(), "add", protocol.Args{2, 3}, test.out)
		e, ok := errors.AsType[*client.ResultError](err)
		if !ok || client.KindOf(err) != client.KindResult || string(e.Text) != "5" {
			t.Errorf("%s: got %v", test.reason, err)
		}
	}
	pair, err := client.Call[[2]int](t.Context(), c, "echo", protocol.Raw(`[1,"x"]`))
	if err == nil || pair != [2]int{} {
		t.Errorf("the zero value comes with an error: got %v, %v", pair, err)
	}
}

func TestIDsAreTakenInTurn(t *testing.T) {
	var peer recorder
	c := client.New(&peer, client.Options{})
	ctx := t.Context()
	_ = c.Call(ctx, "nothing", nil, nil)
	_ = c.Call(ctx, "nothing", protocol.Args{make(chan int)}, nil) // sends nothing
	_ = c.Notify(ctx, "nothing", nil)
	_ = c.Call(ctx, "nothing", nil, nil, client.WithID(protocol.Int(99)))
	_ = c.Call(ctx, "nothing", nil, nil)
	want := []string{
		`{"jsonrpc":"2.0","method":"nothing","id":1}`,
		`{"jsonrpc":"2.0","method":"nothing"}`,
		`{"jsonrpc":"2.0","method":"nothing","id":99}`,
		`{"jsonrpc":"2.0","method":"nothing","id":2}`,
	}
	if diff := cmp.Diff(want, peer.sent); diff != "" {
		t.Errorf("only calls that bring no id take one: (-want +got)\n%s", diff)
	}
}

func TestNotifyIgnoresAnswers(t *testing.T) {
	for _, reply := range []string{
		"", "x", "[]", `{"jsonrpc":"2.0","result":1,"id":1}`,
		`{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"},"id":null}`,
	} {
		c := client.New(saying(reply), client.Options{})
		if err := c.Notify(t.Context(), "go", protocol.Args{1}); err != nil {
			t.Errorf("C11: answer %q: %v", reply, err)
		}
	}
}

func TestOwnCodec(t *testing.T) {
	var peer recorder
	c := client.New(&peer, client.Options{Codec: counting{client.JSON}})
	got, err := client.Call[map[string]bool](t.Context(), c, "echo", protocol.Args{1})
	if err != nil || !got["own"] {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEchoingSender(t *testing.T) {
	echo := transport.SenderFunc(func(_ context.Context, payload []byte) ([]byte, error) { return payload, nil })
	c := client.New(echo, client.Options{})
	if err := c.Call(t.Context(), "m", nil, nil); client.KindOf(err) != client.KindInvalidResponse {
		t.Errorf("R16: a request is no response: %v", err)
	}
}

func TestLargeCallsDoNotStay(t *testing.T) {
	c := client.New(local, client.Options{})
	large := make([]int, 100_000)
	got, err := client.Call[int](t.Context(), c, "add", large)
	if got != 0 || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestConcurrentCalls(t *testing.T) {
	c := client.New(local, client.Options{})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 200 {
				got, err := client.Call[[]int](t.Context(), c, "echo", protocol.Args{g, i})
				if err != nil || got[0] != g || got[1] != i {
					t.Errorf("got %v, %v, want [%d %d]", got, err, g, i)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestMethodHandle(t *testing.T) {
	var peer recorder
	add := client.New(&peer, client.Options{}).Method("add")
	var sum int
	if err := add.Call(t.Context(), protocol.Args{2, 3}, &sum); err != nil || sum != 5 {
		t.Errorf("got %d, %v", sum, err)
	}
	if err := add.Notify(t.Context(), protocol.Args{2, 3}); err != nil {
		t.Error(err)
	}
	want := []string{
		`{"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}`,
		`{"jsonrpc":"2.0","method":"add","params":[2,3]}`,
	}
	if diff := cmp.Diff(want, peer.sent); diff != "" || add.Name() != "add" {
		t.Errorf("sent: (-want +got)\n%s", diff)
	}
}
