//go:build unix

package stream_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// start starts a child process.
func start(t *testing.T, name string, f stream.Framing, o stream.Options) (*stream.Conn, *exec.Cmd) {
	t.Helper()
	cmd := child(t, name)
	c, err := stream.Command(cmd, f, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c, cmd
}

// exitError returns err as the end of a process, with the signal or the exit code.
func exitError(t *testing.T, err error) (exit *stream.ExitError, end string) {
	t.Helper()
	exit, ok := errors.AsType[*stream.ExitError](err)
	if !ok {
		t.Fatalf("got the error %v (%T), want a *stream.ExitError", err, err)
	}
	return exit, exit.State.String()
}

// isGone reports whether there is no such process any more, not even as a zombie.
func isGone(cmd *exec.Cmd) bool {
	return errors.Is(syscall.Kill(cmd.Process.Pid, 0), syscall.ESRCH)
}

func TestCommand(t *testing.T) {
	c, cmd := start(t, "echo", stream.Line, stream.Options{})
	for _, payload := range []string{"{}", sizes(200_000)[0]} {
		if err := c.Write(t.Context(), []byte(payload)); err != nil {
			t.Fatal(err)
		}
		got, err := c.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		compare(t, payload, string(got))
	}
	compare(t, cmd.Path, c.String())
	compare(t, transport.Peer{Transport: "process", Identity: strconv.Itoa(cmd.Process.Pid)}, *c.Peer())
	for range 2 {
		if err := c.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if !isGone(cmd) {
		t.Error("the process is still there")
	}
	_, err := c.Read(t.Context())
	checkError(t, err, transport.ErrClosed)
	checkError(t, c.Write(t.Context(), nil), transport.ErrClosed)
}

func TestCommandDoesNotStart(t *testing.T) {
	for _, test := range []struct {
		reason string
		cmd    *exec.Cmd
	}{
		{"there is no such program", exec.Command("/no/such/program")},
		{"standard input is set", &exec.Cmd{Path: "/bin/true", Stdin: strings.NewReader("")}},
		{"standard output is set", &exec.Cmd{Path: "/bin/true", Stdout: io.Discard}},
	} {
		_, err := stream.Command(test.cmd, nil, stream.Options{})
		if e := transportError(t, err, err); e.Op != "start" || e.Sent || e.Endpoint != test.cmd.Path {
			t.Errorf("%s: got %+v", test.reason, e)
		}
	}
}

// How a process ended is the error of Read.
func TestCommandExits(t *testing.T) {
	for _, test := range []struct {
		reason, child string
		payloads      []string
		end           string
		text          string // the end of the error
		is            error
		isNot         error
	}{
		{"it fails", "fail", nil, "exit status 3", "exit status 3: fatal: out of cheese", nil, io.EOF},
		{"it ends in good order, but not its last payload", "truncate", nil, "exit status 0", "exit status 0", io.ErrUnexpectedEOF, io.EOF},
		{"it ends in good order", "last words", []string{"1", "2", "3"}, "exit status 0", "exit status 0", io.EOF, io.ErrUnexpectedEOF},
	} {
		t.Run(test.reason, func(t *testing.T) {
			f := stream.Line
			if test.child == "truncate" {
				f = stream.Header
			}
			c, cmd := start(t, test.child, f, stream.Options{})
			_ = c.Write(t.Context(), []byte("go")) // it may have ended before
			var got []string
			payload, err := c.Read(t.Context())
			for ; err == nil; payload, err = c.Read(t.Context()) {
				got = append(got, string(payload))
			}
			compare(t, test.payloads, got)
			_, end := exitError(t, err)
			compare(t, test.end, end)
			e := transportError(t, err, err)
			if test.is != nil && !errors.Is(err, test.is) || errors.Is(err, test.isNot) || e.Op != "read" || e.Endpoint != cmd.Path {
				t.Errorf("got %+v", e)
			}
			if !strings.HasSuffix(e.Error(), ": "+test.text) {
				t.Errorf("got %q, want %q at the end", e.Error(), test.text)
			}
			closeErr := c.Close()
			if (closeErr == nil) != (test.end == "exit status 0") {
				t.Errorf("Close: %v", closeErr)
			}
			if closeErr != nil {
				_, _ = exitError(t, closeErr)
			}
			if !isGone(cmd) {
				t.Error("the process is still there")
			}
		})
	}
}

// What package os/exec says is there as well.
func TestExitErrorUnwrap(t *testing.T) {
	c, _ := start(t, "fail", nil, stream.Options{})
	_ = c.Write(t.Context(), []byte("go"))
	_, err := c.Read(t.Context())
	if e, ok := errors.AsType[*exec.ExitError](err); !ok || e.ExitCode() != 3 {
		t.Errorf("got %v", err)
	}
	compare(t, "the process ended", new(stream.ExitError).Error())
}

// Only the end of standard error is kept, while a copy has everything.
func TestCommandStderr(t *testing.T) {
	var all bytes.Buffer
	for _, test := range []struct {
		reason string
		stderr io.Writer
	}{
		{"nobody else wants it", nil},
		{"a copy", &all},
		{"the copy fails", writerFunc(func([]byte) (int, error) { return 0, io.ErrClosedPipe })},
	} {
		cmd := child(t, "flood")
		cmd.Stderr = test.stderr
		c, err := stream.Command(cmd, nil, stream.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Read(t.Context())
		exit, end := exitError(t, err)
		compare(t, "exit status 1", end)
		if len(exit.Stderr) != 4<<10 || !bytes.HasSuffix(exit.Stderr, []byte("line 4998 of far too many\nline 4999 of far too many\n")) {
			t.Errorf("%s: kept %d bytes: %q", test.reason, len(exit.Stderr), exit.Stderr)
		}
		_ = c.Close()
	}
	if !strings.HasPrefix(all.String(), "line 0 of far too many\n") || strings.Count(all.String(), "\n") != 5000 {
		t.Errorf("the copy has %d bytes", all.Len())
	}
}

// A process that does not end by itself is made to.
func TestCommandCloseForces(t *testing.T) {
	const grace = 100 * time.Millisecond
	for _, test := range []struct {
		reason, child, end string
		least              time.Duration
	}{
		{"by the end of its input", "chatty", "", 0},
		{"by SIGTERM", "deaf", "signal: terminated", grace},
		{"by SIGKILL", "stubborn", "signal: killed", 2 * grace},
	} {
		t.Run(test.reason, func(t *testing.T) {
			c, cmd := start(t, test.child, nil, stream.Options{Grace: grace})
			if test.end == "" { // it has to have its time
				c, cmd = start(t, test.child, nil, stream.Options{Grace: time.Minute})
			}
			if payload, err := c.Read(t.Context()); string(payload) != "ready" || err != nil {
				t.Fatalf("got %q, %v", payload, err)
			}
			read := make(chan error, 1)
			go func() {
				_, err := c.Read(context.Background())
				read <- err
			}()
			began := time.Now()
			err := c.Close()
			if took := time.Since(began); took < test.least {
				t.Errorf("Close took %v", took)
			}
			checkError(t, receive(t, read, "the end of Read"), transport.ErrClosed)
			if test.end == "" {
				if err != nil {
					t.Errorf("Close: %v", err)
				}
			} else {
				_, end := exitError(t, err)
				compare(t, test.end, end)
			}
			if !isGone(cmd) {
				t.Error("the process is still there")
			}
		})
	}
}

// A process that is killed ends Read and Write.
func TestCommandKilled(t *testing.T) {
	c, cmd := start(t, "echo", nil, stream.Options{})
	if err := c.Write(t.Context(), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "Write fails", func() bool { return c.Write(context.Background(), []byte("{}")) != nil })
	_, err := c.Read(context.Background()) // it knows better than Write why
	_, end := exitError(t, err)
	compare(t, "signal: killed", end)
	_, again := c.Read(t.Context())
	compare(t, err.Error(), again.Error())
	if !isGone(cmd) {
		t.Error("the process is still there")
	}
}

// The context of a command ends the process.
func TestCommandContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, child(t, "echo").Path)
	cmd.Env = child(t, "echo").Env
	c, err := stream.Command(cmd, nil, stream.Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = c.Read(context.Background())
	_, end := exitError(t, err)
	compare(t, "signal: killed", end)
	_ = c.Close()
}

// A process that closes its output without ending is a peer that has closed in good
// order.
func TestCommandMute(t *testing.T) {
	t.Parallel() // it waits a second
	c, cmd := start(t, "mute", nil, stream.Options{})
	if _, err := c.Read(t.Context()); err != io.EOF {
		t.Errorf("Read: %v", err)
	}
	if err := c.Write(t.Context(), []byte("{}")); err != nil {
		t.Errorf("Write: %v", err)
	}
	if err := c.Close(); err != nil || !isGone(cmd) {
		t.Errorf("Close: %v", err)
	}
}

// Processes that a child leaves behind with its standard streams hold up nobody.
func TestCommandLeavesOthers(t *testing.T) {
	t.Parallel() // it waits two seconds
	c, cmd := start(t, "parent", nil, stream.Options{})
	text, err := c.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(other, syscall.SIGKILL) }()
	_, err = c.Read(context.Background())
	_, end := exitError(t, err)
	compare(t, "exit status 0", end)
	if err := c.Close(); err != nil || !isGone(cmd) {
		t.Errorf("Close: %v", err)
	}
}

// Drain lets the process take and say what it has to.
func TestCommandDrain(t *testing.T) {
	c, cmd := start(t, "echo", nil, stream.Options{})
	for range 100 {
		if err := c.Write(t.Context(), []byte("{}")); err != nil {
			t.Fatal(err)
		}
	}
	drained := make(chan error, 1)
	go func() { drained <- c.Drain(context.Background()) }()
	for range 100 {
		if payload, err := c.Read(t.Context()); string(payload) != "{}" || err != nil {
			t.Fatalf("got %q, %v", payload, err)
		}
	}
	if _, err := c.Read(t.Context()); !errors.Is(err, io.EOF) {
		t.Errorf("Read ends with %v", err)
	}
	if err := receive(t, drained, "the end of Drain"); err != nil || !isGone(cmd) {
		t.Errorf("Drain: %v", err)
	}
}

// Close of the child's own side ends its Read under way.
func TestStdioClose(t *testing.T) {
	c, _ := start(t, "closer", nil, stream.Options{})
	if err := c.Write(t.Context(), []byte("{}")); err != nil {
		t.Fatal(err)
	}
	_, err := c.Read(t.Context())
	for err == nil {
		_, err = c.Read(t.Context())
	}
	exit, end := exitError(t, err)
	compare(t, "exit status 7", end)
	compare(t, "read stdio:: closed\n", string(exit.Stderr))
}

// Cycles of start, call and close leave nothing behind.
func TestCommandCycles(t *testing.T) {
	cycle := func(name string) {
		c, cmd := start(t, name, nil, stream.Options{})
		_ = c.Write(t.Context(), []byte("{}")) // it may have ended
		_, _ = c.Read(t.Context())
		_ = c.Close()
		if !isGone(cmd) {
			t.Error("the process is still there")
		}
	}
	cycle("echo")
	files, goroutines := openFiles(), runtime.NumGoroutine()
	for range 5 {
		cycle("echo")
		cycle("fail")
	}
	eventually(t, "files and goroutines are gone", func() bool {
		return openFiles() <= files && runtime.NumGoroutine() <= goroutines
	})
}

// openFiles returns how many files are open, where the system tells.
func openFiles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
