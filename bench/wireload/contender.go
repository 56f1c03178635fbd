package main

import (
	"context"
	"fmt"
	"strings"
)

// A contender is a server with the caller that belongs to it.
type contender struct {
	name    string // unique in its field
	module  string // "" is the standard library
	about   string // what is called
	network string // what it listens at: "unix", or else TCP
	only    int    // the one load that it takes; 0 is all

	// serve begins to serve at an address, or one of its choice if that is empty, and
	// returns the address. It sends to failed what ends that later.
	serve func(address string, failed chan<- error) (string, error)

	// dial makes a connection.
	dial func(ctx context.Context, address string) (*caller, error)
}

// A field is who is compared with each other.
type field struct {
	name       string
	title      string
	inFlight   []int // calls at a time, for each load
	base       cell  // what all loads are compared with; of the zero value, it is the raw echo of each
	contenders []contender

	hidesWrites bool // whether what goes to sockets is not counted as writes
}

// loadsOf returns how many calls at a time a contender takes.
func (f field) loadsOf(c contender) []int {
	if c.only > 0 {
		return []int{c.only}
	}
	return f.inFlight
}

// fields returns all that rates are taken of.
func fields() []field {
	return append([]field{wsField(), streamField("tcp"), streamField("unix")}, zmqFields()...)
}

// contenderOf returns the one that a process was started for.
func contenderOf(job string) (contender, error) {
	fieldName, name, _ := strings.Cut(job, "/")
	for _, f := range append(fields(), append(brokerFields(), crowdField())...) {
		if f.name != fieldName {
			continue
		}
		for _, c := range f.contenders {
			if c.name == name {
				return c, nil
			}
		}
	}
	return contender{}, fmt.Errorf("there is no contender %q", job)
}

// The names that several fields have in common.
const (
	selfName   = "rpcwire"
	bareName   = "rpcwire, transport alone"
	rawName    = "raw echo"
	rawOneName = "raw echo, one goroutine"
	joinedName = "raw echo, joined writes"
	gethName   = "go-ethereum"
	coderName  = "coder/websocket, raw echo"

	reqName     = "REQ/REP, one socket"
	reqManyName = "REQ/REP, 64 sockets"
	dealerName  = rawName + ", DEALER/ROUTER, one goroutine"

	brokerName = "zmq.Broker"
	proxyName  = "zmq4.Proxy"
)

// baseOf returns what a load is compared with.
func (f field) baseOf(inFlight int) cell {
	if f.base != (cell{}) {
		return f.base
	}
	return cell{f.name, rawName, inFlight}
}

// isLimit reports whether a contender is there to show what is possible.
func isLimit(name string) bool { return strings.HasPrefix(name, rawName) }

// label names a contender in a table.
func label(name string) string {
	if isLimit(name) {
		return "limit: " + name
	}
	return name
}
