package client_test

import (
	"fmt"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/protocol"
)

// Messages can be built without a client, for whatever sends them.
func ExampleNewRequest() {
	ids := idgen.Counter(1)
	for _, params := range []any{
		nil,
		protocol.Args{2, 3},
		protocol.Named{"name": "Mittens"},
	} {
		req, err := client.NewRequest(ids.Next(), "ping", params)
		if err != nil {
			fmt.Println(err)
			return
		}
		line, err := req.AppendTo(nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(string(line))
	}
	// Output:
	// {"jsonrpc":"2.0","method":"ping","id":1}
	// {"jsonrpc":"2.0","method":"ping","params":[2,3],"id":2}
	// {"jsonrpc":"2.0","method":"ping","params":{"name":"Mittens"},"id":3}
}

// A batch to be sent elsewhere is a list of requests.
func ExampleNewRequest_batch() {
	ids := idgen.Hex(1)
	var batch protocol.Batch
	for i := range 3 {
		req, err := client.NewRequest(ids.Next(), "cube", protocol.Args{i})
		if err != nil {
			fmt.Println(err)
			return
		}
		batch = append(batch, req)
	}
	payload, err := batch.AppendTo(nil)
	fmt.Println(string(payload), err)
	// Output:
	// [{"jsonrpc":"2.0","method":"cube","params":[0],"id":"1"},{"jsonrpc":"2.0","method":"cube","params":[1],"id":"2"},{"jsonrpc":"2.0","method":"cube","params":[2],"id":"3"}] <nil>
}
