package conformance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

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

// A codec in Go is tested by a function that answers questions. This one calls everything
// a request with the id 1, as long as it is an object.
func ExampleRunCodec() {
	ask := func(_ context.Context, question []byte) ([]byte, error) {
		var q struct{ B64 []byte }
		if err := json.Unmarshal(question, &q); err != nil {
			return nil, err
		}
		if !json.Valid(q.B64) {
			return []byte(`{"ok":false,"code":-32700,"reason":"not JSON"}`), nil
		}
		return []byte(`{"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"1","method":"f"}]}`), nil
	}
	options := conformance.Options{Selection: conformance.Selection{Run: []string{"codec/grammar/nan", "codec/id/fraction"}}}
	for result, err := range conformance.RunCodec(context.Background(), conformance.CodecTarget{Ask: ask}, options) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if result.Outcome == conformance.Fail {
			fmt.Println(result.Case+":", result.Message)
		}
	}
	// Output:
	// codec/id/fraction: 1 instead of 1.50
}

// What is known to fail is marked with the reason, and counts as no failure.
func ExampleReadKnownFailures() {
	list := "transport/sender/reply-too-large # nothing has to carry the reply"
	known, err := conformance.ReadKnownFailures("known.txt", strings.NewReader(list))
	if err != nil {
		fmt.Println(err)
		return
	}
	target := conformance.TransportTarget{
		Sender: func(_ context.Context, h transport.Handler, limits protocol.Limits) (*conformance.SenderEnd, error) {
			return &conformance.SenderEnd{Sender: transport.Local(h, limits)}, nil
		},
	}
	var run conformance.Run
	results := conformance.RunTransport(context.Background(), target, conformance.Options{Known: known,
		Selection: conformance.Selection{Run: []string{"transport/sender/*-too-large"}}})
	if err := run.Collect(results, known); err != nil {
		fmt.Println(err)
		return
	}
	for _, r := range run.Results {
		if r.Outcome == conformance.Fail {
			fmt.Println(r.Case+":", r.Known)
		}
	}
	fmt.Println(run.Summary.Known, "known,", run.Summary.Failed[conformance.Should], "unexpected")
	// Output:
	// transport/sender/reply-too-large: nothing has to carry the reply
	// 1 known, 0 unexpected
}
