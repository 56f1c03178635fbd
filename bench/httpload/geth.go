package main

import (
	"context"
	"net/http"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

func gethImplementation() implementation {
	return implementation{
		name: gethName, module: "github.com/ethereum/go-ethereum", server: gethServer, dial: gethDial,
		about: "rpc.Client over rpc.WithHTTPClient; rpc.Server as http.Handler",
	}
}

func gethServer() *http.Server { return &http.Server{Handler: echo.GethServer()} }

func gethDial(url string, conns int) (*caller, error) {
	h := newHTTPClient(conns)
	c, err := rpc.DialOptions(context.Background(), url, rpc.WithHTTPClient(h))
	if err != nil {
		return nil, err
	}
	return &caller{
		echo: func(ctx context.Context, text string) (reply string, err error) {
			err = c.CallContext(ctx, &reply, "test_echo", text)
			return reply, err
		},
		batch: func(ctx context.Context, texts []string) ([]string, error) { return gethBatch(ctx, c, texts) },
		wait:  func(ctx context.Context) error { return c.CallContext(ctx, nil, "test_wait") },
		close: func() {
			c.Close()
			h.CloseIdleConnections()
		},
	}, nil
}

func gethBatch(ctx context.Context, c *rpc.Client, texts []string) ([]string, error) {
	replies := make([]string, len(texts))
	batch := make([]rpc.BatchElem, len(texts))
	for i, text := range texts {
		batch[i] = rpc.BatchElem{Method: "test_echo", Args: []any{text}, Result: &replies[i]}
	}
	if err := c.BatchCallContext(ctx, batch); err != nil {
		return nil, err
	}
	for _, call := range batch {
		if call.Error != nil {
			return nil, call.Error
		}
	}
	return replies, nil
}
