package main

import (
	"context"
	"encoding/json"
	"math/big"
	"net/http"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	"github.com/creachadair/jrpc2/handler"
	"github.com/creachadair/jrpc2/jhttp"
	"github.com/creachadair/jrpc2/server"

	"github.com/rpcwire/rpcwire/interop/go/internal/listen"
	"github.com/rpcwire/rpcwire/interop/go/internal/reference"
)

// methods are the reference methods. Those that take nothing get the request, since a
// function without params refuses an empty list of them.
var methods = handler.Map{
	"subtract":     handler.NewPos(subtract, "minuend", "subtrahend"),
	"sum":          handler.New(sum),
	"update":       ignore,
	"notify_hello": ignore,
	"notify_sum":   ignore,
	"foobar":       ignore,
	"get_data":     handler.New(func(context.Context) []any { return reference.Greeting() }),
	"echo":         handler.NewPos(echo, "value"),
	"fail":         handler.New(fail),
	"fail_plain":   handler.New(func(context.Context) error { return reference.ErrPlain }),
	"panic":        handler.New(func(context.Context) error { reference.Panic(); return nil }),
	"sleep":        handler.NewPos(reference.Sleep, "ms"),
	"count":        handler.New(func(context.Context, *jrpc2.Request) int64 { return reference.Count() }),
}

func subtract(_ context.Context, minuend, subtrahend big.Int) *big.Int {
	return reference.Subtract(&minuend, &subtrahend)
}

func sum(_ context.Context, values []big.Int) *big.Int { return reference.Sum(values) }

func ignore(context.Context, *jrpc2.Request) (any, error) { return nil, nil }

func echo(_ context.Context, value json.RawMessage) json.RawMessage { return value }

func fail(context.Context) error {
	return jrpc2.Errorf(reference.Code, reference.Message).WithData(reference.Data())
}

// options has the server run so many handlers at once: as many as there are processors, as
// is the default, would make its results depend on the machine.
var options = &jrpc2.ServerOptions{Concurrency: 64}

// serveHTTP serves the methods over HTTP.
func serveHTTP() error {
	bridge := jhttp.NewBridge(methods, &jhttp.BridgeOptions{Server: options})
	defer func() { _ = bridge.Close() }() // the process ends
	return http.Serve(listen.Loopback("http"), bridge)
}

// serveTCP serves the methods over TCP, a message a line.
func serveTCP() error {
	accepter := server.NetAccepter(listen.Loopback("tcp"), channel.Line)
	return server.Loop(context.Background(), accepter, server.Static(methods), &server.LoopOptions{ServerOptions: options})
}
