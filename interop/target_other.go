//go:build !zmq

package main

import (
	"context"
	"errors"

	"github.com/rpcwire/rpcwire/transport"
)

// dialZMQ fails: ZeroMQ needs libzmq.
func dialZMQ(context.Context, string) (transport.Sender, func(), error) {
	return nil, func() {}, errors.New("ZeroMQ needs libzmq and \"go run -tags zmq\"")
}
