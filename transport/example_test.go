package transport_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A handler in process answers a sender like one behind a network would.
func ExampleLocal() {
	handler := transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		request, err := protocol.ParseRequest(payload)
		if err != nil {
			return nil
		}
		reply, err := protocol.NewResult(request.ID, request.Params).AppendTo(nil)
		if err != nil {
			return nil
		}
		return reply
	})
	sender := transport.Local(handler, protocol.Limits{})
	reply, err := sender.Send(context.Background(), []byte(`{"jsonrpc":"2.0","method":"echo","params":[1.50],"id":1}`))
	fmt.Println(string(reply), err)
	// Output: {"jsonrpc":"2.0","result":[1.50],"id":1} <nil>
}
