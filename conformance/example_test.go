package conformance_test

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

// A server in process is tested by way of a Sender.
func ExampleRunServer() {
	s, err := reference.New(server.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	target := conformance.ServerTarget{Sender: transport.Local(s, protocol.Limits{})}
	options := conformance.Options{Selection: conformance.Selection{Run: []string{"server/id/string-empty", "server/id/zero"}}}
	for result, err := range conformance.RunServer(context.Background(), target, options) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Case, result.Outcome)
	}
	// Unordered output:
	// server/id/zero pass
	// server/id/string-empty pass
}

// A failure says which sentence was not followed, why that matters, and what was sent
// and received.
func ExampleResult_Explain() {
	mute := transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
		return []byte(`{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":null}`), nil
	})
	options := conformance.Options{Selection: conformance.Selection{Run: []string{"server/id/string-empty"}}}
	for result, err := range conformance.RunServer(context.Background(), conformance.ServerTarget{Sender: mute}, options) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(result.Outcome, result.Message, *result.Pointer)
	}
	// Output:
	// fail null instead of "" /id
}
