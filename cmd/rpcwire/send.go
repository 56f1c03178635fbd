package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"os"
)

func sendCommand() command {
	return command{
		name:    "send",
		args:    "URL [FILE|-]",
		summary: "send bytes as they are and print the reply",
		help: `
Sends a file, or standard input, to the server at URL, whatever is in it, and prints
the bytes that it answers.

Exits with 0 when the server answered, or had nothing to; or: 1 it cannot be reached,
2 wrong usage, 6 time was up, 130 interrupted.

Examples:
  echo '{"jsonrpc":"2.0","method":"sum","params":[1,2],"id":1}' | rpcwire send http://127.0.0.1:8080
  rpcwire send http://127.0.0.1:8080 broken.json -v`,
		setup: func(fs *flag.FlagSet) action {
			var f endpointFlags
			f.register(fs)
			return f.send
		},
	}
}

func (f *endpointFlags) send(ctx context.Context, args []string, s std) error {
	if len(args) == 0 || len(args) > 2 {
		return errors.New("URL, and at most one FILE, are needed")
	}
	payload, err := readFile(args[1:], s)
	if err != nil {
		return err
	}
	sender, closing, err := f.open(args[0], s)
	if err != nil {
		return err
	}
	defer closing()
	sending := ctx
	if f.timeout > 0 {
		var stop context.CancelFunc
		sending, stop = context.WithTimeout(ctx, f.timeout)
		defer stop()
	}
	reply, err := sender.Send(sending, payload)
	if err != nil {
		return exitOf(ctx, err)
	}
	if len(reply) > 0 && isTerminal(s.out) {
		reply = append(reply, '\n')
	}
	return printed(s, string(reply))
}

// readFile returns what is in the file that args name, or in standard input if they
// name none or "-".
func readFile(args []string, s std) ([]byte, error) {
	if len(args) == 0 || args[0] == "-" {
		return io.ReadAll(s.in)
	}
	return os.ReadFile(args[0])
}
