package main

import (
	"context"
	"fmt"
	"net/http"
)

// The names of the implementations.
const (
	selfName  = "rpcwire"
	rawName   = "raw net/http"
	gethName  = "go-ethereum"
	jhttpName = "jrpc2"
)

// An implementation is a server with the caller that belongs to it. Its methods
// are one that returns the string it gets and, unless callers have no wait, one
// that takes its time.
type implementation struct {
	name   string
	module string // "" is the standard library
	about  string // what is called

	server func() *http.Server

	// dial returns a caller for a URL that keeps so many connections open.
	dial func(url string, conns int) (*caller, error)
}

// A caller is how an implementation is called.
type caller struct {
	echo  func(ctx context.Context, text string) (string, error)
	batch func(ctx context.Context, texts []string) ([]string, error) // nil if there are no batches
	wait  func(ctx context.Context) error                             // nil if it is not measured
	close func()                                                      // also closes the connections
}

// implementations returns all of them, rpcwire first.
func implementations() []implementation {
	return []implementation{rpcwireImplementation(), rawImplementation(), gethImplementation(), jhttpImplementation()}
}

// implementationOf returns the implementation with a name.
func implementationOf(name string) (implementation, error) {
	for _, im := range implementations() {
		if im.name == name {
			return im, nil
		}
	}
	return implementation{}, fmt.Errorf("there is no implementation %q", name)
}

// newHTTPClient returns the client of those that leave it to their callers: the
// default one, with room for all connections.
func newHTTPClient(conns int) *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 0, conns
	return &http.Client{Transport: t}
}
