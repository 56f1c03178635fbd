// Jrpc2 is a server and a client with github.com/creachadair/jrpc2:
//
//	jrpc2 server http|tcp
//	jrpc2 client
package main

import (
	"log"
	"os"
	"strings"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

func main() {
	switch strings.Join(os.Args[1:], " ") {
	case "server http":
		log.Fatal(serveHTTP())
	case "server tcp":
		log.Fatal(serveTCP())
	case "client":
		jobs.Serve(client{})
	default:
		log.Fatal("usage: jrpc2 server http|tcp, or jrpc2 client")
	}
}
