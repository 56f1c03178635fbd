// Rpcwire speaks JSON-RPC from the shell: it checks messages, builds them, makes
// ids, and answers a conformance suite as a codec. "rpcwire help" lists its
// commands.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process in any case
	code := run(ctx, os.Args[1:], std{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}

// std are the standard streams of a command.
type std struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// The exit codes.
const (
	exitOK          = 0
	exitInvalid     = 1   // check: something is invalid; or the output cannot be written
	exitTransport   = 1   // the bytes did not get there or back
	exitUsage       = 2   // the command line, or a file named there, is wrong
	exitServerError = 3   // the server answered with an error
	exitBadReply    = 4   // what came back is no answer to the call
	exitBatch       = 5   // some or all calls of a batch failed
	exitTimeout     = 6   // time was up
	exitInterrupted = 130 // the person in front did not want to wait
)
