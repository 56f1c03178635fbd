// Sourcegraph is a server and a client with github.com/sourcegraph/jsonrpc2:
//
//	sourcegraph server plain|headers
//	sourcegraph client
package main

import (
	"io"
	"log"
	"os"
	"strings"

	"github.com/sourcegraph/jsonrpc2"

	"github.com/rpcwire/rpcwire/interop/go/internal/jobs"
)

func main() {
	switch strings.Join(os.Args[1:], " ") {
	case "server plain":
		log.Fatal(serve(jsonrpc2.NewPlainObjectStream))
	case "server headers":
		log.Fatal(serve(func(conn io.ReadWriteCloser) jsonrpc2.ObjectStream {
			return jsonrpc2.NewBufferedStream(conn, jsonrpc2.VSCodeObjectCodec{})
		}))
	case "client":
		jobs.Serve(client{})
	default:
		log.Fatal("usage: sourcegraph server plain|headers, or sourcegraph client")
	}
}
