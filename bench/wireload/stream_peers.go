package main

import (
	"context"
	"encoding/json"
	"net"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/channel"
	sourcegraph "github.com/sourcegraph/jsonrpc2"
	lsp "go.lsp.dev/jsonrpc2"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// The names of the peers over streams.
const (
	jrpcLineName   = "jrpc2, lines"
	jrpcHeaderName = "jrpc2, headers"
	lspLineName    = "lsp.dev, lines"
	lspHeaderName  = "lsp.dev, headers"
	sourceName     = "sourcegraph, headers"
)

// streamPeers are other packages, called in the way that their documentation shows.
func streamPeers(network string) []contender {
	return []contender{
		jrpcContender(network, jrpcLineName, channel.Line, "channel.Line", nil),
		jrpcContender(network, jrpcHeaderName, channel.LSP, "channel.LSP", nil),
		lspContender(network, lspLineName, lsp.NewNDJSONStream, "jsonrpc2.NewNDJSONStream"),
		lspContender(network, lspHeaderName, lsp.NewHeaderStream, "jsonrpc2.NewHeaderStream"),
		sourceContender(network),
	}
}

func jrpcContender(network, name string, framing channel.Framing, framingName string, options *jrpc2.ServerOptions) contender {
	return contender{
		name: name, module: "github.com/creachadair/jrpc2", network: network,
		about: "jrpc2.Client and jrpc2.Server over " + framingName,
		serve: serveStream(network, func(c net.Conn) {
			_ = jrpc2.NewServer(echo.JrpcMethods(), options).Start(framing(c, c)).Wait() // the caller knows
		}),
		dial: dialStream(network, func(c net.Conn) *caller {
			client := jrpc2.NewClient(framing(c, c), nil)
			return &caller{
				newCall: echoing(func(ctx context.Context, text string) (reply string, err error) {
					err = client.CallResult(ctx, "echo", [1]string{text}, &reply)
					return reply, err
				}),
				wait: func(ctx context.Context) error {
					_, err := client.Call(ctx, "wait", nil)
					return err
				},
				close: func() { _ = client.Close() }, // the process goes on to something else
			}
		}),
	}
}

func lspContender(network, name string, framer lsp.Framer, framerName string) contender {
	return contender{
		name: name, module: "go.lsp.dev/jsonrpc2", network: network,
		about: "jsonrpc2.Conn on both sides over " + framerName,
		serve: serveStream(network, func(c net.Conn) {
			conn := lsp.NewConn(framer(c))
			conn.Go(context.Background(), lspEcho)
			<-conn.Done()
		}),
		dial: dialStream(network, func(c net.Conn) *caller {
			conn := lsp.NewConn(framer(c))
			conn.Go(context.Background(), lsp.MethodNotFoundHandler)
			return &caller{
				newCall: echoing(func(ctx context.Context, text string) (reply string, err error) {
					_, err = conn.Call(ctx, "echo", [1]string{text}, &reply)
					return reply, err
				}),
				close: func() { _ = conn.Close() }, // the process goes on to something else
			}
		}),
	}
}

// lspEcho returns its param.
func lspEcho(_ context.Context, r *lsp.Request) (any, error) {
	var params [1]string
	if err := lsp.DefaultCodec.Unmarshal(r.Params(), &params); err != nil {
		return nil, err
	}
	return params[0], nil
}

func sourceContender(network string) contender {
	open := func(c net.Conn, h sourcegraph.Handler) *sourcegraph.Conn {
		return sourcegraph.NewConn(context.Background(), sourcegraph.NewBufferedStream(c, sourcegraph.VSCodeObjectCodec{}), h)
	}
	return contender{
		name: sourceName, module: "github.com/sourcegraph/jsonrpc2", network: network,
		about: "jsonrpc2.Conn on both sides over jsonrpc2.NewBufferedStream with VSCodeObjectCodec",
		serve: serveStream(network, func(c net.Conn) {
			<-open(c, sourcegraph.HandlerWithError(sourceEcho)).DisconnectNotify()
		}),
		dial: dialStream(network, func(c net.Conn) *caller {
			conn := open(c, sourcegraph.HandlerWithError(sourceEcho))
			return &caller{
				newCall: echoing(func(ctx context.Context, text string) (reply string, err error) {
					err = conn.Call(ctx, "echo", [1]string{text}, &reply)
					return reply, err
				}),
				close: func() { _ = conn.Close() }, // the process goes on to something else
			}
		}),
	}
}

// sourceEcho returns its param.
func sourceEcho(_ context.Context, _ *sourcegraph.Conn, r *sourcegraph.Request) (any, error) {
	var params [1]string
	if err := json.Unmarshal(*r.Params, &params); err != nil {
		return nil, err
	}
	return params[0], nil
}
