package client_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// Middleware sees every call with its outcome.
func ExampleMiddleware() {
	trace := func(next client.Invoke) client.Invoke {
		return func(ctx context.Context, x *client.Exchange) error {
			err := next(ctx, x)
			for _, r := range x.Requests {
				fmt.Println("called", r.Method, "with", r.Params)
			}
			for _, r := range x.Replies {
				fmt.Printf("%s: %q\n", r.ID, client.KindOf(r.Err))
			}
			return err
		}
	}
	c := client.New(local, client.Options{Middleware: []client.Middleware{trace}})
	sum, err := client.Call[int](context.Background(), c, "add", protocol.Args{2, 3})
	fmt.Println(sum, err)
	// Output:
	// called add with [2,3]
	// 1: ""
	// 5 <nil>
}
