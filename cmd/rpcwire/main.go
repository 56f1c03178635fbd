// Rpcwire speaks JSON-RPC from the shell: it checks messages, builds them, makes
// ids, and answers a conformance suite as a codec. "rpcwire help" lists its
// commands.
package main

import (
	"io"
	"os"
)

func main() {
	os.Exit(run(os.Args[1:], std{in: os.Stdin, out: os.Stdout, err: os.Stderr}))
}

// std are the standard streams of a command.
type std struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// The exit codes.
const (
	exitOK      = 0
	exitInvalid = 1 // check: something is invalid
	exitUsage   = 2 // the command line, or a file named there, is wrong
)
