package bench

import (
	"encoding/json"
	"slices"
	"strconv"

	mcp "github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sourcegraph "github.com/sourcegraph/jsonrpc2"
	lsp "go.lsp.dev/jsonrpc2"
	xexp "golang.org/x/exp/jsonrpc2"
)

// EncodeFunc encodes one message. It may write it into the storage of dst,
// which is empty, or into new storage.
type EncodeFunc func(dst []byte) ([]byte, error)

// An Encoder is one implementation in the encode benchmarks. What a caller does
// for every message, building the value to be encoded included, is measured.
//
// jrpc2 is not among them: it exports nothing that encodes a message.
type Encoder struct {
	Name   string // the end of the benchmark's name
	Module string // the module it comes from; "" is the standard library
	Role   Role
	About  string // what is called
	Call   func(Message) EncodeFunc
	Reply  func(Message) EncodeFunc
}

// For returns the function to measure for m.
func (e Encoder) For(m Message) EncodeFunc {
	if m.IsCall() {
		return e.Call(m)
	}
	return e.Reply(m)
}

// Encoders returns every implementation, rpcwire first.
func Encoders() []Encoder {
	return slices.Concat(selfEncoders(), peerEncoders())
}

// peerEncoders returns the implementations that rpcwire is compared with.
func peerEncoders() []Encoder {
	return []Encoder{
		{Name: "lsp.dev", Module: lspModule, Role: Peer, Call: lspCall, Reply: lspReply,
			About: "jsonrpc2.AppendCall and AppendResponse into reused storage"},
		{Name: "sourcegraph", Module: sourcegraphModule, Role: Peer, Call: sourcegraphCall, Reply: sourcegraphReply,
			About: "json.Marshal of jsonrpc2.Request and jsonrpc2.Response"},
		{Name: "x-exp", Module: xexpModule, Role: Peer, Call: xexpCall, Reply: xexpReply,
			About: "jsonrpc2.EncodeMessage"},
		{Name: "mcp", Module: mcpModule, Role: Peer, Call: mcpCall, Reply: mcpReply,
			About: "jsonrpc.EncodeMessage"},
		{Name: "encoding-json", Role: Peer, Call: structCall, Reply: structReply,
			About: "json.Marshal of a struct with json.RawMessage members"},
	}
}

func lspCall(m Message) EncodeFunc {
	return func(dst []byte) ([]byte, error) {
		return lsp.AppendCall(dst, lsp.NewNumberID(m.ID), m.Method, m.Params), nil
	}
}

func lspReply(m Message) EncodeFunc {
	return func(dst []byte) ([]byte, error) {
		return lsp.AppendResponse(dst, lsp.NewNumberID(m.ID), m.Result, nil), nil
	}
}

func sourcegraphCall(m Message) EncodeFunc {
	var params *json.RawMessage // nil is no params
	if m.Params != nil {
		params = (*json.RawMessage)(&m.Params)
	}
	return func([]byte) ([]byte, error) {
		return json.Marshal(&sourcegraph.Request{ID: sourcegraphID(m), Method: m.Method, Params: params})
	}
}

func sourcegraphReply(m Message) EncodeFunc {
	result := json.RawMessage(m.Result)
	return func([]byte) ([]byte, error) {
		return json.Marshal(&sourcegraph.Response{ID: sourcegraphID(m), Result: &result})
	}
}

func sourcegraphID(m Message) sourcegraph.ID { return sourcegraph.ID{Num: uint64(m.ID)} }

func xexpCall(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		return xexp.EncodeMessage(&xexp.Request{ID: xexp.Int64ID(m.ID), Method: m.Method, Params: m.Params})
	}
}

func xexpReply(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		return xexp.EncodeMessage(&xexp.Response{ID: xexp.Int64ID(m.ID), Result: m.Result})
	}
}

func mcpCall(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		id, err := mcp.MakeID(float64(m.ID))
		if err != nil {
			return nil, err
		}
		return mcp.EncodeMessage(&mcp.Request{ID: id, Method: m.Method, Params: m.Params})
	}
}

func mcpReply(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		id, err := mcp.MakeID(float64(m.ID))
		if err != nil {
			return nil, err
		}
		return mcp.EncodeMessage(&mcp.Response{ID: id, Result: m.Result})
	}
}

func structCall(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		return json.Marshal(&message{Version: "2.0", ID: structID(m), Method: m.Method, Params: m.Params})
	}
}

func structReply(m Message) EncodeFunc {
	return func([]byte) ([]byte, error) {
		return json.Marshal(&message{Version: "2.0", ID: structID(m), Result: m.Result})
	}
}

func structID(m Message) json.RawMessage { return strconv.AppendInt(nil, m.ID, 10) }
