package main

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/bench/internal/child"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// A namedFraming is a framing with what tables say of it.
type namedFraming struct {
	suffix  string
	about   string
	framing stream.Framing
}

var (
	lineFraming   = namedFraming{", lines", "stream.Line", stream.Line}
	headerFraming = namedFraming{", headers", "stream.Header", stream.Header}
)

// streamSelf is rpcwire in both framings, each to its full depth and as the transport
// alone.
func streamSelf(network string) []contender {
	var all []contender
	for _, d := range depths {
		for _, f := range []namedFraming{lineFraming, headerFraming} {
			all = append(all, streamContender(network, d, f))
		}
	}
	return all
}

func streamContender(network string, d depth, f namedFraming) contender {
	return contender{
		name: selfName + d.suffix + f.suffix, module: selfModule, network: network,
		about: fmt.Sprintf(d.about, "stream.Dial with "+f.about) + " behind transport.ServeListener",
		serve: func(address string, failed chan<- error) (string, error) {
			return serveStreamSelf(network, address, f.framing, d.handler(), failed)
		},
		dial: func(ctx context.Context, address string) (*caller, error) {
			conn, err := stream.Dial(ctx, network+"://"+address, f.framing, stream.Options{})
			if err != nil {
				return nil, err
			}
			m := transport.NewMux(conn, nil, transport.MuxOptions{})
			return d.caller(m, m.Close), nil
		},
	}
}

func serveStreamSelf(network, address string, f stream.Framing, h transport.Handler, failed chan<- error) (string, error) {
	if address == "" {
		address = child.Loopback
	}
	l, err := stream.Listen(context.Background(), network+"://"+address, f, stream.Options{})
	if err != nil {
		return "", err
	}
	go func() {
		failed <- transport.ServeListener(context.Background(), l, h, transport.ListenOptions{})
	}()
	return l.Addr().String(), nil
}
