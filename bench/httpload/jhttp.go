package main

import (
	"context"
	"net/http"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/jhttp"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// jhttpImplementation does not wait: its server runs as many methods at a time
// as there are processors.
func jhttpImplementation() implementation {
	return implementation{
		name: jhttpName, module: "github.com/creachadair/jrpc2", server: jhttpServer, dial: jhttpDial,
		about: "jrpc2.Client over jhttp.NewChannel; jhttp.NewBridge",
	}
}

func jhttpServer() *http.Server {
	return &http.Server{Handler: jhttp.NewBridge(echo.JrpcMethods(), nil)}
}

func jhttpDial(url string, conns int) (*caller, error) {
	h := newHTTPClient(conns)
	c := jrpc2.NewClient(jhttp.NewChannel(url, &jhttp.ChannelOptions{Client: h}), nil)
	return &caller{
		echo: func(ctx context.Context, text string) (reply string, err error) {
			err = c.CallResult(ctx, "echo", [1]string{text}, &reply)
			return reply, err
		},
		batch: func(ctx context.Context, texts []string) ([]string, error) { return jhttpBatch(ctx, c, texts) },
		close: func() {
			_ = c.Close() // the process goes on to something else
			h.CloseIdleConnections()
		},
	}, nil
}

func jhttpBatch(ctx context.Context, c *jrpc2.Client, texts []string) ([]string, error) {
	specs := make([]jrpc2.Spec, len(texts))
	for i, text := range texts {
		specs[i] = jrpc2.Spec{Method: "echo", Params: [1]string{text}}
	}
	responses, err := c.Batch(ctx, specs)
	if err != nil {
		return nil, err
	}
	replies := make([]string, len(responses))
	for i, response := range responses {
		if err := response.UnmarshalResult(&replies[i]); err != nil {
			return nil, err
		}
	}
	return replies, nil
}
