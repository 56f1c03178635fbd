package bench

import (
	"encoding/json"

	"github.com/creachadair/jrpc2"
	mcp "github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sourcegraph "github.com/sourcegraph/jsonrpc2"
	lsp "go.lsp.dev/jsonrpc2"
	xexp "golang.org/x/exp/jsonrpc2"
)

// The modules of the peers.
const (
	lspModule         = "go.lsp.dev/jsonrpc2"
	jrpc2Module       = "github.com/creachadair/jrpc2"
	sourcegraphModule = "github.com/sourcegraph/jsonrpc2"
	xexpModule        = "golang.org/x/exp/jsonrpc2"
	mcpModule         = "github.com/modelcontextprotocol/go-sdk"
)

// peers returns the implementations of JSON-RPC that rpcwire is compared with.
func peers() []Decoder {
	return []Decoder{
		{Name: "lsp.dev", Module: lspModule, Role: Peer, New: lspDecode,
			About: "jsonrpc2.DecodeMessage; batches: ParseRequests"},
		{Name: "lsp.dev-view", Module: lspModule, Role: Peer, New: lspView,
			About: "jsonrpc2.ScanMessageView; batches: AppendRequestViews into reused storage"},
		{Name: "jrpc2", Module: jrpc2Module, Role: Peer, New: always(jrpc2Parse),
			About: "jrpc2.ParseRequests"},
		{Name: "sourcegraph", Module: sourcegraphModule, Role: Peer, New: sourcegraphDecode,
			About: "json.Unmarshal into jsonrpc2.Request or jsonrpc2.Response"},
		{Name: "x-exp", Module: xexpModule, Role: Peer, New: xexpDecode,
			About: "jsonrpc2.DecodeMessage"},
		{Name: "mcp", Module: mcpModule, Role: Peer, New: mcpDecode,
			About: "jsonrpc.DecodeMessage"},
		{Name: "encoding-json", Role: Peer, New: structDecode,
			About: "json.Unmarshal into a struct with json.RawMessage members; batches: into a slice of it"},
	}
}

// lspDecode measures go.lsp.dev/jsonrpc2 as its connections decode: one message
// with DecodeMessage, an array with ParseRequests.
func lspDecode(shape Shape) DecodeFunc {
	if shape == Batch {
		return lspParse
	}
	return func(data []byte) error {
		_, err := lsp.DecodeMessage(data)
		return err
	}
}

// lspParse decodes an array of requests.
func lspParse(data []byte) error {
	parsed, err := lsp.ParseRequests(data)
	if err != nil {
		return err
	}
	for _, p := range parsed {
		if p.Err != nil {
			return p.Err
		}
	}
	return nil
}

// lspView measures the views of go.lsp.dev/jsonrpc2, which borrow from the
// input.
func lspView(shape Shape) DecodeFunc {
	if shape == Batch {
		return lspParseViews()
	}
	return func(data []byte) error {
		_, err := lsp.ScanMessageView(data)
		return err
	}
}

// lspParseViews returns a function that decodes an array of requests into
// storage it keeps.
func lspParseViews() DecodeFunc {
	var views []lsp.ParsedMessageView
	return func(data []byte) error {
		var err error
		if views, err = lsp.AppendRequestViews(views[:0], data); err != nil {
			return err
		}
		for i := range views {
			if views[i].Err != nil {
				return views[i].Err
			}
		}
		return nil
	}
}

// jrpc2Parse decodes requests, alone or in a batch. Its client parses replies
// with the same code, which is not exported; ParseRequests takes them as well.
func jrpc2Parse(data []byte) error {
	parsed, err := jrpc2.ParseRequests(data)
	if err != nil {
		return err
	}
	for _, p := range parsed {
		if p.Error != nil {
			return p.Error
		}
	}
	return nil
}

// sourcegraphDecode measures the types that the connections of
// sourcegraph/jsonrpc2 decode into. They do not serve batches: left out.
func sourcegraphDecode(shape Shape) DecodeFunc {
	switch {
	case shape == Batch:
		return nil
	case shape.IsReply():
		return unmarshalInto[sourcegraph.Response]
	}
	return unmarshalInto[sourcegraph.Request]
}

// xexpDecode measures x/exp/jsonrpc2. It has no batches: left out.
func xexpDecode(shape Shape) DecodeFunc {
	if shape == Batch {
		return nil
	}
	return func(data []byte) error {
		_, err := xexp.DecodeMessage(data)
		return err
	}
}

// mcpDecode measures the codec of the MCP SDK. Its transports split batches
// themselves, and only for protocol versions that still had them: left out.
func mcpDecode(shape Shape) DecodeFunc {
	if shape == Batch {
		return nil
	}
	return func(data []byte) error {
		_, err := mcp.DecodeMessage(data)
		return err
	}
}

// message is what people write who have no JSON-RPC package at hand.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *messageError   `json:"error,omitempty"`
}

// messageError is the error of a [message].
type messageError struct {
	Code    int             `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// structDecode measures encoding/json alone.
func structDecode(shape Shape) DecodeFunc {
	if shape == Batch {
		return unmarshalInto[[]message]
	}
	return unmarshalInto[message]
}

// unmarshalInto decodes into a fresh T.
func unmarshalInto[T any](data []byte) error {
	var v T
	return json.Unmarshal(data, &v)
}
