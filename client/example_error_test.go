package client_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// All errors match ErrClient; their causes tell more.
func ExampleError() {
	c := client.New(local, client.Options{})
	err := c.Call(context.Background(), "fail", nil, nil)
	fmt.Println(err)
	fmt.Println(errors.Is(err, client.ErrClient), errors.Is(err, protocol.Code(-32001)))

	var answered *protocol.Error
	if errors.As(err, &answered) {
		fmt.Println(int(answered.Code), answered.Message, answered.Data)
	}
	// Output:
	// client: fail (id 1): error -32001: boom
	// true true
	// -32001 boom {"k":1}
}

// One switch tells all failures apart.
func ExampleKindOf() {
	refused := transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
		return nil, &transport.Error{Op: "dial", Endpoint: "tcp://localhost:1", Err: errors.New("connection refused")}
	})
	for _, sender := range []transport.Sender{
		refused,
		saying(`<html>`),
		saying(`{"jsonrpc":"2.0","id":1}`),
		saying(`{"jsonrpc":"2.0","result":5,"id":2}`),
		saying(``),
		local,
	} {
		_, err := client.Call[int](context.Background(), client.New(sender, client.Options{}), "fail", nil)
		switch kind := client.KindOf(err); kind {
		case client.KindTransport, client.KindTimeout:
			fmt.Println("try again:", err)
		case client.KindServer:
			fmt.Println("the server says:", err)
		default:
			fmt.Println(kind, "-", err)
		}
	}
	// Output:
	// try again: client: fail (id 1): dial tcp://localhost:1: connection refused
	// parse_error - client: fail (id 1): reply is not JSON: unexpected character at offset 0: near `<html>`
	// invalid_response - client: fail (id 1): reply is no valid response: no method, result or error at offset 0: near `{"jsonrpc":"2.0"`
	// id_mismatch - client: fail (id 1): reply has the id 2 instead of 1
	// no_response - client: fail (id 1): no response
	// the server says: client: fail (id 1): error -32001: boom
}

// The data of an error is decoded like a result.
func ExampleErrorData() {
	c := client.New(local, client.Options{})
	err := c.Call(context.Background(), "fail", nil, nil)
	details, err := client.ErrorData[map[string]int](err)
	fmt.Println(details, err)
	// Output:
	// map[k:1] <nil>
}
