package echo

import (
	"context"
	"errors"
	"time"

	"github.com/creachadair/jrpc2"
	"github.com/creachadair/jrpc2/handler"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/rpcwire/rpcwire/server"
)

// Server returns rpcwire's server with the methods echo and wait.
func Server() *server.Server {
	s := server.New(server.Options{})
	err := errors.Join(
		s.Handle("echo", server.Typed(func(_ context.Context, text string) (string, error) { return text, nil })),
		s.Handle("wait", server.Typed(func(context.Context, struct{}) (any, error) {
			time.Sleep(Waiting)
			return nil, nil
		})),
	)
	if err != nil {
		panic(err) // the names are free, and the types are fine
	}
	return s
}

// JrpcMethods returns the methods echo and wait for jrpc2.
func JrpcMethods() handler.Map {
	return handler.Map{
		"echo": handler.New(func(_ context.Context, params [1]string) (string, error) { return params[0], nil }),
		"wait": func(context.Context, *jrpc2.Request) (any, error) {
			time.Sleep(Waiting)
			return nil, nil
		},
	}
}

// A gethService has the methods test_echo and test_wait.
type gethService struct{}

// Echo returns what it gets.
func (gethService) Echo(text string) string { return text }

// Wait takes its time.
func (gethService) Wait() { time.Sleep(Waiting) }

// GethServer returns go-ethereum's server with the methods test_echo and test_wait.
func GethServer() *rpc.Server {
	s := rpc.NewServer()
	if err := s.RegisterName("test", gethService{}); err != nil {
		panic(err) // there are methods
	}
	return s
}
