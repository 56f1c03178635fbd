// Lspdev is a server and a client with go.lsp.dev/jsonrpc2:
//
//	lspdev server lines|headers
//	lspdev client
package main

import (
	"log"
	"os"
	"strings"

	"go.lsp.dev/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

func main() {
	switch strings.Join(os.Args[1:], " ") {
	case "server lines":
		log.Fatal(serve(jsonrpc2.NewNDJSONStream))
	case "server headers":
		log.Fatal(serve(jsonrpc2.NewHeaderStream))
	case "client":
		jobs.Serve(client{})
	default:
		log.Fatal("usage: lspdev server lines|headers, or lspdev client")
	}
}
