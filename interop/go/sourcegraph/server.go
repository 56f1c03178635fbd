package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/listen"
	"github.com/rpcwire/rpcwire/interop/go/internal/reference"
)

// serve serves the reference methods over TCP.
func serve(stream func(io.ReadWriteCloser) jsonrpc2.ObjectStream) error {
	handler := jsonrpc2.AsyncHandler(jsonrpc2.HandlerWithError(handle).SuppressErrClosed())
	return listen.Each(listen.Loopback("tcp"), func(nc net.Conn) {
		<-jsonrpc2.NewConn(context.Background(), stream(nc), handler).DisconnectNotify()
	})
}

func handle(ctx context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
	var params json.RawMessage
	if req.Params != nil {
		params = *req.Params
	}
	result, err := reference.Dispatch(ctx, req.Method, params)
	switch {
	case errors.Is(err, reference.ErrMethod):
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeMethodNotFound, Message: err.Error()}
	case errors.Is(err, reference.ErrParams):
		return nil, &jsonrpc2.Error{Code: jsonrpc2.CodeInvalidParams, Message: err.Error()}
	case errors.Is(err, reference.ErrFail):
		e := &jsonrpc2.Error{Code: reference.Code, Message: reference.Message}
		e.SetError(reference.Data())
		return nil, e
	}
	return result, err
}
