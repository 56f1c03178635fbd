package pipe

import (
	"context"
	"net"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"
	lsp "go.lsp.dev/jsonrpc2"
)

func lspImplementation() Implementation {
	return Implementation{
		Name: "lsp.dev", Module: "go.lsp.dev/jsonrpc2", Open: openLSP,
		About: "jsonrpc2.Conn on both sides over jsonrpc2.NewNDJSONStream, as in its benchmarks; typed params: Codec.Unmarshal in the handler",
	}
}

func openLSP() *Peer {
	near, far := net.Pipe()
	answering := lsp.NewConn(lsp.NewNDJSONStream(far))
	answering.Go(context.Background(), handleLSP)
	calling := lsp.NewConn(lsp.NewNDJSONStream(near))
	calling.Go(context.Background(), lsp.MethodNotFoundHandler)
	return &Peer{
		Void: func(ctx context.Context) error {
			_, err := calling.Call(ctx, "void", nil, nil)
			return err
		},
		Raw: func(ctx context.Context, params []byte) ([]byte, error) {
			var result lsp.RawMessage
			_, err := calling.Call(ctx, "void", lsp.RawMessage(params), &result)
			return result, err
		},
		Typed: func(ctx context.Context, params Params) (result Params, err error) {
			_, err = calling.Call(ctx, "typed", params, &result)
			return result, err
		},
		Close: func() {
			_ = calling.Close() // that of the pipe, which is nil
			_ = answering.Close()
		},
	}
}

func handleLSP(_ context.Context, r *lsp.Request) (any, error) {
	if r.Method() == "void" {
		return nil, nil
	}
	var p Params
	if err := codec.Unmarshal(r.Params(), &p); err != nil {
		return nil, err
	}
	return p, nil
}

func jrpcImplementation() Implementation {
	return Implementation{
		Name: "jrpc2", Module: "github.com/creachadair/jrpc2", Open: openJrpc,
		About: "jrpc2.Client and jrpc2.Server over channel.Line; its codec is encoding/json; typed params: handler.New",
	}
}

func openJrpc() *Peer {
	near, far := net.Pipe()
	s := jrpc2.NewServer(handler.Map{
		"void":  func(context.Context, *jrpc2.Request) (any, error) { return nil, nil },
		"typed": handler.New(func(_ context.Context, p Params) (Params, error) { return p, nil }),
	}, nil).Start(channel.Line(far, far))
	c := jrpc2.NewClient(channel.Line(near, near), nil)
	return &Peer{
		Void: func(ctx context.Context) error {
			_, err := c.Call(ctx, "void", nil)
			return err
		},
		Raw: func(ctx context.Context, params []byte) ([]byte, error) {
			r, err := c.Call(ctx, "void", rawMessage(params))
			if err != nil {
				return nil, err
			}
			return []byte(r.ResultString()), nil
		},
		Typed: func(ctx context.Context, params Params) (result Params, err error) {
			err = c.CallResult(ctx, "typed", params, &result)
			return result, err
		},
		Close: func() {
			_ = c.Close() // that of the pipe, which is nil
			_ = s.Wait()  // the end of the pipe
		},
	}
}

// A rawMessage is JSON already.
type rawMessage []byte

// MarshalJSON returns m.
func (m rawMessage) MarshalJSON() ([]byte, error) { return m, nil }
