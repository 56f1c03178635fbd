// Netrpc is a server and a client with net/rpc/jsonrpc of the standard library, which
// speaks JSON-RPC 1.0 over TCP:
//
//	netrpc server
//	netrpc client
package main

import (
	"log"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"strings"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
	"github.com/rpcwire/rpcwire/interop/go/internal/listen"
)

func main() {
	switch strings.Join(os.Args[1:], " ") {
	case "server":
		log.Fatal(serve())
	case "client":
		jobs.Serve(client{})
	default:
		log.Fatal("usage: netrpc server, or netrpc client")
	}
}

// Arith is a service. The names of methods have a dot, which those of the reference
// methods have not.
type Arith struct{}

// Operands are the params of Arith.Subtract.
type Operands struct{ Minuend, Subtrahend int64 }

// Subtract puts the difference of the operands into the difference.
func (Arith) Subtract(o Operands, difference *int64) error { //nolint:unparam // the library demands an error
	*difference = o.Minuend - o.Subtrahend
	return nil
}

// serve serves Arith over TCP.
func serve() error {
	if err := rpc.Register(Arith{}); err != nil {
		return err
	}
	return listen.Each(listen.Loopback("tcp"), func(conn net.Conn) { jsonrpc.ServeConn(conn) })
}
