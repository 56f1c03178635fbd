package main

import (
	"context"
	"net/http"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

func rpcwireImplementation() implementation {
	return implementation{
		name: selfName, module: "github.com/rpcwire/rpcwire", server: rpcwireServer, dial: rpcwireDial,
		about: "client.Call over rpchttp.New; server.Typed behind rpchttp.NewHandler in rpchttp.NewServer",
	}
}

func rpcwireServer() *http.Server {
	return rpchttp.NewServer("", rpchttp.NewHandler(echo.Server()))
}

func rpcwireDial(url string, conns int) (*caller, error) {
	sender, err := rpchttp.New(url, rpchttp.IdleConns(conns))
	if err != nil {
		return nil, err
	}
	c := client.New(sender, client.Options{})
	return &caller{
		echo: func(ctx context.Context, text string) (string, error) {
			return client.Call[string](ctx, c, "echo", protocol.Args{text})
		},
		batch: func(ctx context.Context, texts []string) ([]string, error) { return rpcwireBatch(ctx, c, texts) },
		wait:  func(ctx context.Context) error { return c.Call(ctx, "wait", nil, nil) },
		close: func() { _ = sender.Close() }, // the error is always nil
	}, nil
}

func rpcwireBatch(ctx context.Context, c *client.Client, texts []string) ([]string, error) {
	b := c.Batch()
	futures := make([]*client.Future[string], len(texts))
	for i, text := range texts {
		futures[i] = client.Add[string](b, "echo", protocol.Args{text})
	}
	if err := b.Send(ctx); err != nil {
		return nil, err
	}
	replies := make([]string, len(texts))
	for i, future := range futures {
		var err error
		if replies[i], err = future.Result(); err != nil {
			return nil, err
		}
	}
	return replies, nil
}
