package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// Every call has a result of its own type, and fails alone.
func ExampleBatch() {
	b := client.New(wire, client.Options{}).Batch()
	sum := client.Add[int](b, "add", protocol.Args{2, 3})
	cat := client.Add[string](b, "cat", protocol.Named{"name": "Yoko"})
	fail := client.Add[int](b, "fail", nil)
	if err := b.Notify("add", protocol.Args{1}); err != nil {
		fmt.Println(err)
	}
	if err := b.Send(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(sum.Result())
	fmt.Println(cat.Result())
	fmt.Println(fail.Result())
	// Output:
	// --> [{"jsonrpc":"2.0","method":"add","params":[2,3],"id":1},{"jsonrpc":"2.0","method":"cat","params":{"name":"Yoko"},"id":2},{"jsonrpc":"2.0","method":"fail","id":3},{"jsonrpc":"2.0","method":"add","params":[1]}]
	// <-- [{"jsonrpc":"2.0","result":5,"id":1},{"jsonrpc":"2.0","result":"Yoko says meow","id":2},{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","data":{"k":1}},"id":3}]
	// 5 <nil>
	// Yoko says meow <nil>
	// 0 client: fail (id 3): error -32001: boom
}

// A batch of calls that are alike is made by a loop.
func ExampleAdd() {
	b := client.New(local, client.Options{}).Batch()
	var sums []*client.Future[int]
	for i := range 5 {
		sums = append(sums, client.Add[int](b, "add", protocol.Args{i, i}))
	}
	if err := b.Send(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	for _, sum := range sums {
		n, err := sum.Result()
		fmt.Println(n, err)
	}
	// Output:
	// 0 <nil>
	// 2 <nil>
	// 4 <nil>
	// 6 <nil>
	// 8 <nil>
}

// A server that does not know batches answers with one error, at best.
func ExampleBatchError() {
	c := client.New(saying(`{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`), client.Options{})
	b := c.Batch()
	client.Add[int](b, "add", protocol.Args{2, 3})
	err := b.Send(context.Background())
	var batchError *client.BatchError
	if errors.As(err, &batchError) {
		fmt.Println("one by one, then:", batchError.Err)
	}
	// Output:
	// one by one, then: error -32600: Invalid Request
}
