package main

import (
	"context"
	"encoding/json"
	"errors"
	"net"

	"go.lsp.dev/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/listen"
	"github.com/rpcwire/rpcwire/interop/go/internal/reference"
)

// serve serves the reference methods over TCP.
func serve(framing jsonrpc2.Framer) error {
	server := jsonrpc2.HandlerServer(handle)
	return listen.Each(listen.Loopback("tcp"), func(nc net.Conn) {
		defer func() { _ = nc.Close() }() // it may be closed
		_ = server.ServeStream(context.Background(), jsonrpc2.NewConn(framing(nc)))
	})
}

// handle handles requests in their order, those that take long beside others.
func handle(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	if req.Method() == "sleep" {
		jsonrpc2.Async(ctx)
	}
	result, err := reference.Dispatch(ctx, req.Method(), json.RawMessage(req.Params()))
	switch {
	case errors.Is(err, reference.ErrMethod):
		return jsonrpc2.MethodNotFoundHandler(ctx, req)
	case errors.Is(err, reference.ErrParams):
		return nil, jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%v", err)
	case errors.Is(err, reference.ErrFail):
		return nil, fail()
	}
	return result, err
}

func fail() error {
	data, err := json.Marshal(reference.Data())
	if err != nil {
		return err
	}
	e := jsonrpc2.NewError(reference.Code, reference.Message)
	e.Data = data
	return e
}
