//go:build unix

package stream_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"

	"github.com/rpcwire/rpcwire/transport/stream"
)

// A child process that returns what it gets.
func ExampleCommand() {
	conn, err := stream.Command(exec.Command("cat"), stream.Line, stream.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	_ = conn.Write(ctx, []byte(`{"jsonrpc":"2.0","method":"update"}`)) // Read tells what went wrong
	payload, err := conn.Read(ctx)
	fmt.Println(string(payload), err)
	fmt.Println(conn.Close())
	// Output:
	// {"jsonrpc":"2.0","method":"update"} <nil>
	// <nil>
}

// How a child process ended, and what it had to say.
func ExampleExitError() {
	cmd := exec.Command("sh", "-c", "echo out of cheese >&2; exit 3")
	conn, err := stream.Command(cmd, stream.Line, stream.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = conn.Close() }()
	_, err = conn.Read(context.Background())
	if exit, ok := errors.AsType[*stream.ExitError](err); ok {
		fmt.Println(exit)
		fmt.Printf("%d %q\n", exit.State.ExitCode(), exit.Stderr)
	}
	// Output:
	// the process ended: exit status 3: out of cheese
	// 3 "out of cheese\n"
}
