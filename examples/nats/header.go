package natsrpc

import (
	"context"
	"net/textproto"

	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/transport"
)

type headerKey struct{}

// WithHeader returns a context whose payloads are sent with a header, which must not be
// changed as long as the context is used. It takes the place of one that ctx has.
func WithHeader(ctx context.Context, header nats.Header) context.Context {
	return context.WithValue(ctx, headerKey{}, header)
}

func headerFrom(ctx context.Context) nats.Header {
	header, _ := ctx.Value(headerKey{}).(nats.Header)
	return header
}

// peer returns what a message tells of its sender.
func peer(msg *nats.Msg) *transport.Peer {
	header := make(textproto.MIMEHeader, len(msg.Header)+1)
	for name, values := range msg.Header {
		for _, value := range values {
			header.Add(name, value)
		}
	}
	header.Set("Nats-Subject", msg.Subject)
	return &transport.Peer{Transport: "nats", Header: header}
}
