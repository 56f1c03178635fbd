package client_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

type shared struct {
	Nothing func() error `rpc:"nothing"`
}

func TestBind(t *testing.T) {
	var p struct {
		shared

		Add     func(ctx context.Context, a, b int) (int, error)        `rpc:"add"`
		Sum     func(nums ...int) (int, error)                          `rpc:"add"`
		Mixed   func(id int, rest ...any) (protocol.Raw, error)         `rpc:"echo"`
		Cat     func(cat map[string]string) (string, error)             `rpc:"cat,named"`
		List    func(ctx context.Context, list []int) (*[][]int, error) `rpc:"echo"`
		Whole   func(ctx context.Context, params []int) ([]int, error)  `rpc:"echo,named"`
		Discard func(ctx context.Context, n int) error                  `rpc:"add"`
		Tell    func(ctx context.Context, n int) error                  `rpc:"add,notify"`
		Fail    func(context.Context) (int, error)
		Skipped func(chan int) `rpc:"-"`
		Title   string
	}
	p.Title = "left alone"
	var peer recorder
	c := client.New(&peer, client.Options{})
	if err := c.Bind(&p, client.WithNames(strings.ToLower), client.BindOption{}); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	got := []string{
		outcome(p.Add(ctx, 2, 3)),
		outcome(p.Sum()),
		outcome(p.Sum(1, 2, 3)),
		outcome(p.Mixed(42, protocol.Named{"name": "Foo"})),
		outcome(p.Cat(map[string]string{"name": "Yoko"})),
		outcome(p.List(ctx, []int{1, 2})),
		outcome(p.Whole(ctx, []int{1, 2})),
		outcome("ok", p.Discard(ctx, 1)),
		outcome("ok", p.Tell(ctx, 1)),
		outcome(p.Fail(ctx)),
		outcome("ok", p.Nothing()),
	}
	want := []string{
		"5", "error", "6", `[42,{"name":"Foo"}]`, "Yoko says meow", "&[[1 2]]", "[1 2]", "ok", "ok", "error", "ok",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcomes: (-want +got)\n%s", diff)
	}
	sent := []string{
		`{"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}`,
		`{"jsonrpc":"2.0","method":"add","id":2}`,
		`{"jsonrpc":"2.0","method":"add","params":[1,2,3],"id":3}`,
		`{"jsonrpc":"2.0","method":"echo","params":[42,{"name":"Foo"}],"id":4}`,
		`{"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":5}`,
		`{"jsonrpc":"2.0","method":"echo","params":[[1,2]],"id":6}`,
		`{"jsonrpc":"2.0","method":"echo","params":[1,2],"id":7}`,
		`{"jsonrpc":"2.0","method":"add","params":[1],"id":8}`,
		`{"jsonrpc":"2.0","method":"add","params":[1]}`,
		`{"jsonrpc":"2.0","method":"fail","id":9}`,
		`{"jsonrpc":"2.0","method":"nothing","id":10}`,
	}
	if diff := cmp.Diff(sent, peer.sent); diff != "" {
		t.Errorf("sent: (-want +got)\n%s", diff)
	}
	if p.Skipped != nil || p.Title != "left alone" {
		t.Errorf("changed: %v", p)
	}
}

func TestBoundProceduresDoNotPanic(t *testing.T) {
	var p struct {
		Add  func(ctx context.Context, a any) (int, error)        `rpc:"add"`
		Text func(ctx context.Context, nums ...int) (*int, error) `rpc:"cat"`
		Pair func(args ...any) ([2]int, error)                    `rpc:"echo"`
	}
	if err := client.New(local, client.Options{}).Bind(&p); err != nil {
		t.Fatal(err)
	}
	var none context.Context
	for _, test := range []struct {
		reason string
		got    string
	}{
		{"no context", outcome(p.Add(none, 1))},
		{"an argument without JSON", outcome(p.Add(t.Context(), make(chan int)))},
	} {
		if test.got != "request" {
			t.Errorf("%s: got %s", test.reason, test.got)
		}
	}
	if got := outcome(p.Add(t.Context(), nil)); got != "0" {
		t.Errorf("a nil argument: got %s", got)
	}
	if pair, err := p.Pair(1, "x"); pair != [2]int{} || client.KindOf(err) != client.KindResult {
		t.Errorf("so it does if half of the result fits: got %v, %v", pair, err)
	}
	if result, err := p.Text(t.Context(), 1); result != nil || client.KindOf(err) != client.KindServer {
		t.Errorf("the zero value comes with an error: got %v, %v", result, err)
	}
}

func TestBindRefuses(t *testing.T) {
	c := client.New(local, client.Options{})
	ok := func() error { return nil }
	for _, test := range []struct {
		reason string
		target any
		want   string
	}{
		{"nil", nil, "<nil> is no pointer to a struct"},
		{"a struct itself", struct{ F func() error }{}, "is no pointer to a struct"},
		{"a nil pointer", (*shared)(nil), "is no pointer to a struct"},
		{"a pointer to something else", &ok, "is no pointer to a struct"},
		{"nothing to bind", &struct{ A int }{}, "has no exported func field"},
		{"a result alone", &struct{ F func() int }{}, "field F: func() int does not return a result and an error"},
		{"no result", &struct{ F func() }{}, "does not return"},
		{"two results", &struct{ F func() (int, int, error) }{}, "does not return"},
		{"an error first", &struct{ F func() (error, int) }{}, "does not return"},
		{"two errors", &struct{ F func() (error, error) }{}, "an error cannot be decoded"},
		{"a result without JSON", &struct{ F func() (chan int, error) }{}, "chan int has no JSON"},
		{"an argument without JSON", &struct{ F func(func()) error }{}, "func() has no JSON"},
		{"variadic ones without JSON", &struct{ F func(...complex128) error }{}, "complex128 has no JSON"},
		{"a context that is not the first", &struct {
			F func(int, context.Context) error
		}{}, "a context is the first argument only"},
		{"named params of two", &struct {
			F func(a, b int) error `rpc:"f,named"`
		}{}, "named params are exactly one argument"},
		{"named params of many", &struct {
			F func(a ...int) error `rpc:"f,named"`
		}{}, "named params are exactly one argument"},
		{"a notification with a result", &struct {
			F func() (int, error) `rpc:"f,notify"`
		}{}, "a notification has no result"},
		{"an option that does not exist", &struct {
			F func() error `rpc:"f,nmaed"`
		}{}, `unknown tag option "nmaed"`},
		{"a tag on no func", &struct {
			F int `rpc:"f"`
		}{}, "field F is no exported func"},
		{"a tag on an unexported func", &struct {
			f func() error `rpc:"f"`
		}{}, "field f is no exported func"},
	} {
		err := c.Bind(test.target)
		if err == nil || !strings.Contains(err.Error(), test.want) || client.KindOf(err) != client.KindRequest || !errors.Is(err, client.ErrClient) {
			t.Errorf("%s: got %v, want one with %q", test.reason, err, test.want)
		}
	}
}

func TestBindIsAllOrNothing(t *testing.T) {
	var p struct {
		Good       func() error
		Bad, Worse func()
	}
	err := client.New(local, client.Options{}).Bind(&p)
	if err == nil || p.Good != nil || !strings.Contains(err.Error(), "Bad") || !strings.Contains(err.Error(), "Worse") {
		t.Errorf("got %v, %v", err, p.Good != nil)
	}
}
