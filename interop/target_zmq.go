//go:build zmq

package main

import (
	"context"
	"strings"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/zmq"
)

// dialZMQ returns a sender to a server over ZeroMQ.
func dialZMQ(ctx context.Context, address string) (transport.Sender, func(), error) {
	s, err := zmq.Dial(ctx, strings.TrimPrefix(address, "zmq+"))
	if err != nil {
		return nil, func() {}, err
	}
	return s, func() { _ = s.Close() }, nil // nothing is under way any more
}
