// Geth is a server and a client with github.com/ethereum/go-ethereum/rpc:
//
//	geth server http|ws
//	geth client
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
	case "server ws":
		log.Fatal(serveWS())
	case "client":
		jobs.Serve(client{})
	default:
		log.Fatal("usage: geth server http|ws, or geth client")
	}
}
