// Gorilla is a server and a client with github.com/gorilla/rpc/v2/json2:
//
//	gorilla server
//	gorilla client
package main

import (
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/gorilla/rpc/v2"
	"github.com/gorilla/rpc/v2/json2"

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
		log.Fatal("usage: gorilla server, or gorilla client")
	}
}

// Arith is a service. The names of methods have a dot, which those of the reference
// methods have not.
type Arith struct{}

// Operands are the params of Arith.Subtract.
type Operands struct{ Minuend, Subtrahend int64 }

// Subtract puts the difference of the operands into the difference.
func (*Arith) Subtract(_ *http.Request, o *Operands, difference *int64) error { //nolint:unparam // the library demands an error
	*difference = o.Minuend - o.Subtrahend
	return nil
}

// serve serves Arith over HTTP.
func serve() error {
	s := rpc.NewServer()
	s.RegisterCodec(json2.NewCodec(), "application/json")
	if err := s.RegisterService(new(Arith), ""); err != nil {
		return err
	}
	return http.Serve(listen.Loopback("http"), s)
}
