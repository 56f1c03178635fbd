//go:build unix

package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// asCommand is the variable that makes the test binary be rpcwire.
const asCommand = "RPCWIRE_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A process is rpcwire in a process of its own.
type process struct {
	*exec.Cmd
	in  io.Writer
	out *bufio.Reader
	err *bufio.Reader // what it says on standard error
}

// spawn starts rpcwire. What is left of it at the end of the test is killed.
func spawn(t *testing.T, args ...string) process {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill() // it may have ended
			_ = cmd.Wait()         // it was killed
		}
	})
	return process{cmd, stdin, bufio.NewReader(stdout), bufio.NewReader(stderr)}
}

// await returns the next line on standard error that begins with prefix, without it.
func (p process) await(t *testing.T, prefix string) string {
	t.Helper()
	for {
		line, err := p.err.ReadString('\n')
		if err != nil {
			t.Fatalf("the process ended before it said %q: %v", prefix, err)
		}
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			return strings.TrimSpace(rest)
		}
	}
}

// TestServerKilled kills a server with calls in flight: each of them ends, with an
// error that tells that it may have been executed, and the next call reaches the
// server's successor.
func TestServerKilled(t *testing.T) {
	const inFlight = 64
	server := spawn(t, "serve", "-v", "--listen", "http://127.0.0.1:0")
	url := server.await(t, "listening on ")
	sender, err := rpchttp.New(url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = sender.Close() }() // always nil
	c := client.New(sender, client.Options{})
	failed := make(chan error, inFlight)
	for range inFlight {
		go func() { failed <- c.Call(t.Context(), "sleep", protocol.Args{600_000}, nil) }()
	}
	for range inFlight {
		server.await(t, "--> ")
	}
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	killed := time.Now()
	for range inFlight {
		var e *transport.Error
		if err := <-failed; !errors.As(err, &e) || !e.Sent {
			t.Errorf("got %v, want a *transport.Error of a payload that was sent", err)
		}
	}
	t.Logf("the last of %d calls ended %v after the server was killed", inFlight, time.Since(killed))
	if err := server.Wait(); err == nil {
		t.Error("the server was not killed")
	}

	successor := spawn(t, "serve", "--listen", url)
	successor.await(t, "listening on ")
	if sum, err := client.Call[int](t.Context(), c, "sum", protocol.Args{1, 2}); err != nil || sum != 3 {
		t.Errorf("the first call after the restart: %d, %v", sum, err)
	}
}

// TestSignals checks what real signals do: a server ends the calls under way and exits
// with 0, a call exits with 130.
func TestSignals(t *testing.T) {
	server := spawn(t, "serve", "-v", "--listen", "http://127.0.0.1:0")
	url := server.await(t, "listening on ")

	call := spawn(t, "call", url, "sleep", "600000")
	server.await(t, "--> ")
	interrupt(t, call)
	if code := exitCode(call.Wait()); code != exitInterrupted {
		t.Errorf("an interrupted call exits with %d, want %d", code, exitInterrupted)
	}

	codec := spawn(t, "codec")
	if _, err := io.WriteString(codec.in, "{}\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := codec.out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	interrupt(t, codec) // while it waits for the next question
	if code := exitCode(codec.Wait()); code != exitInterrupted {
		t.Errorf("a command that is interrupted while it reads exits with %d, want %d", code, exitInterrupted)
	}

	draining := spawn(t, "call", url, "sleep", "300")
	server.await(t, `--> {"jsonrpc":"2.0","method":"sleep","params":[300]`)
	interrupt(t, server)
	if code := exitCode(draining.Wait()); code != exitOK {
		t.Errorf("a call that was under way when the server was interrupted exits with %d", code)
	}
	if code := exitCode(server.Wait()); code != exitOK {
		t.Errorf("an interrupted server exits with %d", code)
	}
}

func interrupt(t *testing.T, p process) {
	t.Helper()
	if err := p.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
}

// exitCode returns the exit code that the error of Wait tells, or -1.
func exitCode(err error) int {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -1
}
