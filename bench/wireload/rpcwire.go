package main

import (
	"bytes"
	"context"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

const selfModule = "github.com/rpcwire/rpcwire"

// A depth is how much of rpcwire is used.
type depth struct {
	suffix  string
	about   string // the client; the server
	handler func() transport.Handler
	caller  func(transport.Sender, func() error) *caller
}

// The depths: all of it, and the transport with the codec.
var (
	fullDepth = depth{
		handler: func() transport.Handler { return echo.Server().TwoWay() },
		caller:  fullCaller, about: "client.Call over %s; server.Typed",
	}
	bareDepth = depth{
		suffix:  bareName[len(selfName):],
		handler: func() transport.Handler { return transport.HandlerFunc(bareAnswer) },
		caller:  bareCaller, about: "Send of a payload that is there over %s; protocol.Decoder and protocol.Response",
	}
	depths = []depth{fullDepth, bareDepth}
)

// fullCaller calls the way that users do. A string is encoded on its way out and decoded
// on its way in, on both sides.
func fullCaller(s transport.Sender, closeAll func() error) *caller {
	c := client.New(s, client.Options{})
	return &caller{
		newCall: echoing(func(ctx context.Context, text string) (string, error) {
			return client.Call[string](ctx, c, "echo", protocol.Args{text})
		}),
		wait:  func(ctx context.Context) error { return c.Call(ctx, "wait", nil, nil) },
		close: func() { _ = closeAll() }, // the process goes on to something else
	}
}

// bareCaller sends payloads that are there already, and compares the replies with what
// is due as bytes.
func bareCaller(s transport.Sender, closeAll func() error) *caller {
	return &caller{
		newCall: func(i int) (call, error) { return bareCall(s, i) },
		close:   func() { _ = closeAll() }, // the process goes on to something else
	}
}

func bareCall(s transport.Sender, i int) (call, error) {
	request, err := echo.Request(protocol.Int(int64(i)))
	if err != nil {
		return nil, err
	}
	due, err := echo.Answer(request)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) error {
		reply, err := s.Send(ctx, request)
		if err == nil && !bytes.Equal(reply, due) {
			err = errEcho
		}
		return err
	}, nil
}

// bareAnswer echoes without a server.
func bareAnswer(_ context.Context, payload []byte) []byte {
	reply, err := echo.Answer(payload)
	if err != nil {
		return nil // only this program asks
	}
	return reply
}
