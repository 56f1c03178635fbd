//go:build zmq

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/zmq"
)

// endpointZMQ returns what ZeroMQ calls an address.
func endpointZMQ(address string) (string, error) {
	endpoint, ok := strings.CutPrefix(address, "zmq+")
	scheme, _, _ := strings.Cut(endpoint, "://")
	if !ok || scheme != "tcp" && scheme != "ipc" {
		return "", fmt.Errorf("the URL %q is not of the form zmq+tcp://host:port or zmq+ipc:///path", address)
	}
	return endpoint, nil
}

func (f *endpointFlags) routeZMQ(address string) (route, error) {
	endpoint, err := endpointZMQ(address)
	if err != nil {
		return route{}, err
	}
	sender, err := zmq.Dial(context.Background(), endpoint)
	if err != nil {
		return route{}, err
	}
	return route{sender: sender, close: func() { _ = sender.Close() }}, nil
}

func (f *listenFlags) listenZMQ(_ context.Context, address string, served service) (listener, error) {
	endpoint, err := endpointZMQ(address)
	if err != nil {
		return listener{}, err
	}
	server, err := zmq.Listen(endpoint, zmq.Grace(drainTime))
	if err != nil {
		return listener{}, exitError{exitTransport, err}
	}
	return listener{"zmq+" + server.Endpoint(), func(ctx context.Context) error {
		return server.Serve(ctx, served.handler)
	}, func() { _ = server.Close() }}, nil
}

// runBroker spreads the calls at the one address of --listen over the workers at that of
// --broker.
func (f *serveFlags) runBroker(ctx context.Context, s std) error {
	if len(f.listen) != 1 {
		return errors.New("--broker needs one --listen, for its clients")
	}
	frontend, err := endpointZMQ(f.listen[0])
	if err != nil {
		return err
	}
	backend, err := endpointZMQ(f.broker)
	if err != nil {
		return err
	}
	b, err := zmq.NewBroker(frontend, backend, zmq.Grace(drainTime))
	if err != nil {
		return exitError{exitTransport, err}
	}
	fmt.Fprintf(s.err, "listening on zmq+%s\nworkers at zmq+%s\n", b.Frontend(), b.Backend())
	return ended(b.Serve(ctx))
}

// runWorker serves the calls that a broker gives it.
func (f *serveFlags) runWorker(ctx context.Context, s std, h transport.Handler) error {
	endpoint, err := endpointZMQ(f.worker)
	if err != nil {
		return err
	}
	if len(f.listen) > 0 {
		return errors.New("a --worker does not --listen: its broker does")
	}
	if f.capacity < 1 {
		return errors.New("--capacity must be at least 1")
	}
	fmt.Fprintf(s.err, "working for %s\n", f.worker)
	return ended(zmq.Work(ctx, endpoint, f.logged(h, s), zmq.Grace(drainTime), zmq.Capacity(f.capacity)))
}

// ended returns the error that ends the command after serving has.
func ended(err error) error {
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return exitError{exitTransport, err}
}
