package client_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// journal is middleware that writes down what passes it.
type journal struct{ lines []string }

func (j *journal) middleware(name string) client.Middleware {
	return func(next client.Invoke) client.Invoke {
		return func(ctx context.Context, x *client.Exchange) error {
			line := name
			for _, r := range x.Requests {
				line += " " + string(must(r.AppendTo(nil)))
			}
			j.lines = append(j.lines, line)
			err := next(ctx, x)
			line = name
			for _, r := range x.Replies {
				line += fmt.Sprintf(" %s=%s", r.ID, client.KindOf(r.Err))
				if r.Response != nil && r.Response.Result != nil {
					line += r.Response.Result.String()
				}
			}
			j.lines = append(j.lines, fmt.Sprintf("%s batch=%t err=%q", line, x.Batch, client.KindOf(err)))
			return err
		}
	}
}

func TestMiddlewareSees(t *testing.T) {
	var j journal
	c := client.New(local, client.Options{Middleware: []client.Middleware{j.middleware("outer"), j.middleware("inner")}})
	ctx := t.Context()
	for _, test := range []struct {
		reason string
		do     func() error
		want   []string
	}{
		{"a call", func() error { return c.Call(ctx, "add", protocol.Args{1, 2}, nil) }, []string{
			`outer {"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}`,
			`inner {"jsonrpc":"2.0","method":"add","params":[1,2],"id":1}`,
			`inner 1=3 batch=false err=""`,
			`outer 1=3 batch=false err=""`,
		}},
		{"an error of the server", func() error { return c.Call(ctx, "fail", nil, nil) }, []string{
			`outer {"jsonrpc":"2.0","method":"fail","id":2}`,
			`inner {"jsonrpc":"2.0","method":"fail","id":2}`,
			`inner 2=error batch=false err="error"`,
			`outer 2=error batch=false err="error"`,
		}},
		{"a notification", func() error { return c.Notify(ctx, "add", nil) }, []string{
			`outer {"jsonrpc":"2.0","method":"add"}`,
			`inner {"jsonrpc":"2.0","method":"add"}`,
			`inner batch=false err=""`,
			`outer batch=false err=""`,
		}},
		{"a batch", func() error {
			b := c.Batch()
			client.Add[int](b, "add", protocol.Args{1})
			client.Add[int](b, "fail", nil)
			return errors.Join(b.Notify("go", nil), b.Send(ctx))
		}, []string{
			`outer {"jsonrpc":"2.0","method":"add","params":[1],"id":3} {"jsonrpc":"2.0","method":"fail","id":4} {"jsonrpc":"2.0","method":"go"}`,
			`inner {"jsonrpc":"2.0","method":"add","params":[1],"id":3} {"jsonrpc":"2.0","method":"fail","id":4} {"jsonrpc":"2.0","method":"go"}`,
			`inner 3=1 4=error batch=true err=""`,
			`outer 3=1 4=error batch=true err=""`,
		}},
	} {
		j.lines = nil
		_ = test.do()
		if diff := cmp.Diff(test.want, j.lines); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
	}
}

// with returns a client with one middleware.
func with(sender transport.Sender, wrap func(ctx context.Context, x *client.Exchange, next client.Invoke) error) *client.Client {
	return client.New(sender, client.Options{Middleware: []client.Middleware{
		func(next client.Invoke) client.Invoke {
			return func(ctx context.Context, x *client.Exchange) error { return wrap(ctx, x, next) }
		},
	}})
}

var errOwn = errors.New("own")

func TestMiddlewareActs(t *testing.T) {
	result := &protocol.Response{ID: protocol.Int(1), Result: protocol.Raw("42")}
	serverError := &protocol.Response{ID: protocol.Int(1), Error: protocol.NewError(1, "x")}
	for _, test := range []struct {
		reason string
		wrap   func(ctx context.Context, x *client.Exchange, next client.Invoke) error
		want   string // outcomes of a call and of the same call in a batch
	}{
		{"it changes the params", func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
			x.Requests[0].Params = protocol.Raw("[40,2]")
			return next(ctx, x)
		}, "42 42"},
		{"it answers itself", func(_ context.Context, x *client.Exchange, _ client.Invoke) error {
			x.Replies = []client.Reply{{Response: result}}
			return nil
		}, "42 42"},
		{"with an error of a server", func(_ context.Context, x *client.Exchange, _ client.Invoke) error {
			x.Replies = []client.Reply{{Response: serverError}}
			return nil
		}, "error error"},
		{"with an error of its own in the reply", func(_ context.Context, x *client.Exchange, _ client.Invoke) error {
			x.Replies = []client.Reply{{Err: errOwn}}
			return nil
		}, "middleware middleware"},
		{"it fails", func(context.Context, *client.Exchange, client.Invoke) error { return errOwn }, "middleware middleware"},
		{"it forgets the reply", func(context.Context, *client.Exchange, client.Invoke) error { return nil }, "no_response no_response"},
		{"it sends twice", func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
			return errors.Join(next(ctx, x), next(ctx, x))
		}, "2 2"},
		{"it wraps the error, which keeps its kind", func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
			x.Requests[0].Method = "\xff"
			return fmt.Errorf("wrapped: %w", next(ctx, x))
		}, "request request"},
		{"it makes something else of the requests", func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
			x.Requests = nil
			return next(ctx, x)
		}, "request request"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			c := with(local, test.wrap)
			got := outcome(client.Call[int](t.Context(), c, "add", protocol.Args{2}))
			b := c.Batch()
			future := client.Add[int](b, "add", protocol.Args{2})
			_ = b.Send(t.Context())
			if got += " " + outcome(future.Result()); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestMiddlewareMayKeepExchanges(t *testing.T) {
	var kept []*client.Exchange
	c := with(local, func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
		kept = append(kept, x)
		return next(ctx, x)
	})
	for i := range 3 {
		if err := c.Call(t.Context(), "add", protocol.Args{i, i}, nil); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, x := range kept {
		got = append(got, x.Requests[0].Params.String(), x.Replies[0].Response.Result.String())
	}
	if diff := cmp.Diff([]string{"[0,0]", "0", "[1,1]", "2", "[2,2]", "4"}, got); diff != "" {
		t.Errorf("params are not in memory that is used again: (-want +got)\n%s", diff)
	}
}

func TestMiddlewareDoesNotChangeTheCallersBatch(t *testing.T) {
	c := with(local, func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
		x.Requests[0].Params = protocol.Raw("[7]")
		return next(ctx, x)
	})
	batch := protocol.Batch{protocol.NewRequest(protocol.Int(1), "add", protocol.Raw("[1]"))}
	replies, err := c.SendBatch(t.Context(), batch)
	if err != nil || replies[0].Response.Result.String() != "7" || batch[0].Params.String() != "[1]" {
		t.Errorf("got %v, %v, batch %v", replies, err, batch)
	}
}

func TestMiddlewareTranslatesServerErrors(t *testing.T) {
	c := with(local, func(ctx context.Context, x *client.Exchange, next client.Invoke) error {
		if err := next(ctx, x); errors.Is(err, protocol.Code(-32001)) {
			return errOwn
		}
		return nil
	})
	if err := c.Call(t.Context(), "fail", nil, nil); !errors.Is(err, errOwn) || !errors.Is(err, client.ErrClient) {
		t.Errorf("Call: got %v", err)
	}
	response, err := c.Send(t.Context(), protocol.NewRequest(protocol.Int(1), "fail", nil))
	if response != nil || !errors.Is(err, errOwn) {
		t.Errorf("Send: got %v, %v", response, err)
	}
}
