package main

import (
	"net/http"

	"github.com/ethereum/go-ethereum/rpc"

	"github.com/rpcwire/rpcwire/interop/go/internal/listen"
	"github.com/rpcwire/rpcwire/interop/go/internal/reference"
)

// The names of methods are those of a service and a method of it with an underscore
// between them, which only some of the reference methods have.
type (
	notifyService struct{}
	getService    struct{}
	failService   struct{}
)

// Hello is notify_hello.
func (notifyService) Hello(any) {}

// Sum is notify_sum.
func (notifyService) Sum(_, _, _ any) {}

// Data is get_data.
func (getService) Data() []any { return reference.Greeting() }

// Plain is fail_plain.
func (failService) Plain() (any, error) { return nil, reference.ErrPlain }

// newServer returns a server with the methods that the library can have.
func newServer() (*rpc.Server, error) {
	s := rpc.NewServer()
	services := map[string]any{"notify": notifyService{}, "get": getService{}, "fail": failService{}}
	for name, service := range services {
		if err := s.RegisterName(name, service); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// serveHTTP serves the methods over HTTP.
func serveHTTP() error {
	s, err := newServer()
	if err != nil {
		return err
	}
	return http.Serve(listen.Loopback("http"), s)
}

// serveWS serves the methods over WebSocket.
func serveWS() error {
	s, err := newServer()
	if err != nil {
		return err
	}
	return http.Serve(listen.Loopback("http"), s.WebsocketHandler(nil))
}
