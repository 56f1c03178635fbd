package client_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
)

// A request with an id of its own, and the whole response to it.
func ExampleClient_Send() {
	c := client.New(wire, client.Options{})
	r, err := client.NewRequest(protocol.Int(5), "cat", protocol.Named{"name": "Mittens"})
	if err != nil {
		fmt.Println(err)
		return
	}
	response, err := c.Send(context.Background(), r)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(response.ID, response.Result)
	// Output:
	// --> {"jsonrpc":"2.0","method":"cat","params":{"name":"Mittens"},"id":5}
	// <-- {"jsonrpc":"2.0","result":"Mittens says meow","id":5}
	// 5 "Mittens says meow"
}

// A response with an error is a response.
func ExampleClient_Send_error() {
	c := client.New(local, client.Options{})
	response, err := c.Send(context.Background(), protocol.NewRequest(protocol.Int(1), "missing", nil))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(int(response.Error.Code), response.Error.Message)
	// Output:
	// -32601 Method not found
}

// Bytes go out as they are.
func ExampleClient_SendRaw() {
	c := client.New(local, client.Options{})
	reply, err := c.SendRaw(context.Background(), []byte(`{"jsonrpc": "2.0", "method": "add", "params": [2, 3], "id": 1}`))
	fmt.Println(string(reply), err)
	// Output:
	// {"jsonrpc":"2.0","result":5,"id":1} <nil>
}

// Whole responses, for the members that have an id.
func ExampleClient_SendBatch() {
	c := client.New(local, client.Options{})
	replies, err := c.SendBatch(context.Background(), protocol.Batch{
		protocol.NewRequest(protocol.Int(1), "add", protocol.Raw("[2,3]")),
		protocol.NewNotification("add", nil),
		protocol.NewRequest(protocol.Int(2), "fail", nil),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, reply := range replies {
		if reply.Response == nil {
			fmt.Println(reply.Err)
			continue
		}
		text, err := reply.Response.AppendTo(nil)
		fmt.Println(string(text), err)
	}
	// Output:
	// {"jsonrpc":"2.0","result":5,"id":1} <nil>
	// {"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","data":{"k":1}},"id":2} <nil>
}
