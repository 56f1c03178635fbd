package client_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
)

// A call returns the result, and nothing else of the response.
func Example() {
	ctx := context.Background()
	c := client.New(wire, client.Options{})

	sum, err := client.Call[int](ctx, c, "add", protocol.Args{2, 3})
	fmt.Println(sum, err)

	err = c.Notify(ctx, "add", protocol.Args{1, 2, 3})
	fmt.Println(err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}
	// <-- {"jsonrpc":"2.0","result":5,"id":1}
	// 5 <nil>
	// --> {"jsonrpc":"2.0","method":"add","params":[1,2,3]}
	// <nil>
}

func ExampleCall_positional() {
	c := client.New(wire, client.Options{})
	sum, err := client.Call[int](context.Background(), c, "add", protocol.Args{2, 3})
	fmt.Println(sum, err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}
	// <-- {"jsonrpc":"2.0","result":5,"id":1}
	// 5 <nil>
}

func ExampleCall_named() {
	c := client.New(wire, client.Options{})
	said, err := client.Call[string](context.Background(), c, "cat", protocol.Named{"name": "Mittens"})
	fmt.Println(said, err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"cat","params":{"name":"Mittens"},"id":1}
	// <-- {"jsonrpc":"2.0","result":"Mittens says meow","id":1}
	// Mittens says meow <nil>
}

// Some peers want named params as the last positional one.
func ExampleCall_mixed() {
	c := client.New(wire, client.Options{})
	found, err := client.Call[protocol.Raw](context.Background(), c, "echo", protocol.Args{42, protocol.Named{"name": "Foo"}})
	fmt.Println(found, err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"echo","params":[42,{"name":"Foo"}],"id":1}
	// <-- {"jsonrpc":"2.0","result":[42,{"name":"Foo"}],"id":1}
	// [42,{"name":"Foo"}] <nil>
}

// Params and results may be structs.
func ExampleClient_Call() {
	type place struct {
		X int `json:"x"`
		Y int `json:"y"`
	}
	c := client.New(wire, client.Options{})
	var got place
	err := c.Call(context.Background(), "echo", place{X: 1, Y: 2}, &got)
	fmt.Println(got, err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"echo","params":{"x":1,"y":2},"id":1}
	// <-- {"jsonrpc":"2.0","result":{"x":1,"y":2},"id":1}
	// {1 2} <nil>
}

func ExampleClient_Notify() {
	c := client.New(wire, client.Options{})
	err := c.Notify(context.Background(), "update", protocol.Args{1, 2, 3})
	fmt.Println(err)
	// Output:
	// --> {"jsonrpc":"2.0","method":"update","params":[1,2,3]}
	// <nil>
}

// An explicit id does not use one of the generator up.
func ExampleWithID() {
	ctx := context.Background()
	c := client.New(wire, client.Options{})
	_ = c.Call(ctx, "nothing", nil, nil, client.WithID(protocol.String("mine")))
	_ = c.Call(ctx, "nothing", nil, nil, client.WithID(protocol.Null()))
	_ = c.Call(ctx, "nothing", nil, nil)
	// Output:
	// --> {"jsonrpc":"2.0","method":"nothing","id":"mine"}
	// <-- {"jsonrpc":"2.0","result":null,"id":"mine"}
	// --> {"jsonrpc":"2.0","method":"nothing","id":null}
	// <-- {"jsonrpc":"2.0","result":null,"id":null}
	// --> {"jsonrpc":"2.0","method":"nothing","id":1}
	// <-- {"jsonrpc":"2.0","result":null,"id":1}
}

// Ids come from a generator, and there are several kinds.
func ExampleOptions_ids() {
	for _, ids := range []idgen.Generator{idgen.Counter(10), idgen.Hex(10), idgen.Random(), idgen.UUID()} {
		c := client.New(local, client.Options{IDs: ids})
		b := c.Batch()
		id, _ := client.Add[any](b, "nothing", nil).ID().Text()
		fmt.Printf("string of %d: ", len(id))
		switch len(id) {
		case 0, 1:
			fmt.Println(client.Add[any](b, "nothing", nil).ID())
		default:
			fmt.Println("random")
		}
	}
	// Output:
	// string of 0: 11
	// string of 1: "b"
	// string of 8: random
	// string of 36: random
}

// A client that speaks 1.0.
func ExampleOptions_version1() {
	ctx := context.Background()
	c := client.New(wire, client.Options{Version: protocol.V1})
	sum, err := client.Call[int](ctx, c, "add", protocol.Args{2, 3})
	fmt.Println(sum, err)
	fmt.Println(c.Notify(ctx, "add", nil))
	fmt.Println(c.Notify(ctx, "add", protocol.Named{"a": 1}))
	// Output:
	// --> {"method":"add","params":[2,3],"id":1}
	// <-- {"result":5,"error":null,"id":1}
	// 5 <nil>
	// --> {"method":"add","params":[],"id":null}
	// <nil>
	// client: add: cannot encode params: must be an array in 1.0
}

// A handle is for a method that is called often.
func ExampleClient_Method() {
	ctx := context.Background()
	add := client.New(wire, client.Options{}).Method("add")
	var sum int
	err := add.Call(ctx, protocol.Args{2, 3}, &sum)
	fmt.Println(sum, err)
	fmt.Println(add.Notify(ctx, protocol.Args{2, 3}))
	// Output:
	// --> {"jsonrpc":"2.0","method":"add","params":[2,3],"id":1}
	// <-- {"jsonrpc":"2.0","result":5,"id":1}
	// 5 <nil>
	// --> {"jsonrpc":"2.0","method":"add","params":[2,3]}
	// <nil>
}
