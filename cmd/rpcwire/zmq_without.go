//go:build !zmq

package main

import (
	"context"
	"errors"

	"github.com/rpcwire/rpcwire/transport"
)

var errNoZMQ = errors.New("this rpcwire was built without ZeroMQ; \"go build -tags zmq\" builds one with it")

func (f *endpointFlags) routeZMQ(string) (route, error) { return route{}, errNoZMQ }

func (f *listenFlags) listenZMQ(context.Context, string, service) (listener, error) {
	return listener{}, errNoZMQ
}

func (f *serveFlags) runBroker(context.Context, std) error { return errNoZMQ }

func (f *serveFlags) runWorker(context.Context, std, transport.Handler) error { return errNoZMQ }
