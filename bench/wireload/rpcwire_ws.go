package main

import (
	"context"
	"fmt"
	"net/http"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// wsSelf is rpcwire to its full depth, and as the transport alone.
func wsSelf() []contender {
	var all []contender
	for _, d := range depths {
		all = append(all, contender{
			name: selfName + d.suffix, module: selfModule,
			about: fmt.Sprintf(d.about, "ws.Dial") + " behind ws.NewHandler",
			serve: serveHTTP(func() http.Handler { return ws.NewHandler(d.handler()) }),
			dial: func(ctx context.Context, address string) (*caller, error) {
				conn, err := ws.Dial(ctx, "ws://"+address)
				if err != nil {
					return nil, err
				}
				m := transport.NewMux(conn, nil, transport.MuxOptions{})
				return d.caller(m, m.Close), nil
			},
		})
	}
	return all
}
