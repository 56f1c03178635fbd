package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/rpcwire/rpcwire/internal/driver"
)

func codecCommand() command {
	return command{
		name:    "codec",
		summary: "decode and encode messages for a conformance suite",
		help: `
Answers questions about messages, one JSON object a line on standard input, with one
JSON object a line on standard output, in their order.

Examples:
  {"op":"decode","b64":"eyJqc29ucnBjIjoiMi4wIiwibWV0aG9kIjoiZiIsImlkIjoxfQ=="}
  {"ok":true,"batch":false,"messages":[{"kind":"request","version":"2.0","id":"1","method":"f"}]}

  {"op":"encode","batch":false,"messages":[{"kind":"result","id":"1","result":"[]"}]}
  {"ok":true,"b64":"eyJqc29ucnBjIjoiMi4wIiwicmVzdWx0IjpbXSwiaWQiOjF9"}`,
		setup: func(*flag.FlagSet) action { return runCodec },
	}
}

func runCodec(_ context.Context, args []string, s std) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	if err := driver.Serve(s.in, s.out); err != nil {
		return exitError{exitInvalid, err}
	}
	return nil
}
