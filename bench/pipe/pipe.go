package pipe

import (
	"bytes"
	"context"
	"errors"
	"strings"

	lsp "go.lsp.dev/jsonrpc2"
)

// SelfName is the name of rpcwire among the implementations.
const SelfName = "rpcwire"

// An Implementation is two ends of a pipe that call and answer.
type Implementation struct {
	Name   string
	Module string
	About  string // what is called
	Open   func() *Peer
}

// A Peer is the calling end.
type Peer struct {
	Void  func(ctx context.Context) error
	Raw   func(ctx context.Context, params []byte) (result []byte, err error) // of a method that ignores them
	Typed func(ctx context.Context, params Params) (result Params, err error) // of a method that returns them
	Close func()
}

// Params are params, and a result, that are Go values.
type Params struct {
	URI       string `json:"uri"`
	Line      int    `json:"line"`
	Character int    `json:"character"`
}

// codec is what everybody encodes Go values with.
var codec = lsp.DefaultCodec

// Implementations returns all of them, rpcwire first.
func Implementations() []Implementation {
	return []Implementation{rpcwireImplementation(), concurrentImplementation(), boundImplementation(), lspImplementation(), jrpcImplementation()}
}

// A Shape is a kind of call.
type Shape struct {
	Name     string
	InFlight int
	Call     func(ctx context.Context, p *Peer) error
}

// Shapes returns the kinds of calls that are measured.
func Shapes() []Shape {
	return []Shape{
		{"void", 1, callVoid},
		{"raw params", 1, callRaw},
		{"typed params", 1, callTyped},
		{"void, 64 in flight", 64, callVoid},
	}
}

var (
	rawParams   = []byte(`{"d":"` + strings.Repeat("x", 248) + `"}`) // 256 bytes
	typedParams = Params{URI: "file:///src/example.go", Line: 123, Character: 45}

	errResult = errors.New("not the result")
)

func callVoid(ctx context.Context, p *Peer) error { return p.Void(ctx) }

func callRaw(ctx context.Context, p *Peer) error {
	result, err := p.Raw(ctx, rawParams)
	if err == nil && !bytes.Equal(result, []byte("null")) {
		err = errResult
	}
	return err
}

func callTyped(ctx context.Context, p *Peer) error {
	result, err := p.Typed(ctx, typedParams)
	if err == nil && result != typedParams {
		err = errResult
	}
	return err
}
