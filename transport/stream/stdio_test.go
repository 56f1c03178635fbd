//go:build unix

package stream_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

// blocking returns a file that blocks, as standard input does, instead of f.
func blocking(t *testing.T, f *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(f.Fd()))
	if err == nil {
		err = syscall.SetNonblock(fd, false)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

func isBlocking(t *testing.T, f *os.File) bool {
	t.Helper()
	flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_GETFL, 0)
	if errno != 0 {
		t.Fatal(errno)
	}
	return flags&syscall.O_NONBLOCK == 0
}

// duplicate returns another file of the same.
func duplicate(t *testing.T, f *os.File) *os.File {
	t.Helper()
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	d := os.NewFile(uintptr(fd), f.Name())
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func filePipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close(); _ = w.Close() })
	return r, w
}

func TestStdio(t *testing.T) {
	for _, test := range []struct {
		reason   string
		blocking bool
		shared   string // what standard error is the same as
	}{
		{"files that need no change", false, ""},
		{"pipes that block", true, ""},
		{"an output that has to stay blocking", true, "output"},
		{"an input that has to stay blocking", true, "input"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			in, peerOut := filePipe(t)
			peerIn, out := filePipe(t)
			if test.blocking {
				in, out = blocking(t, in), blocking(t, out)
			}
			_, other := filePipe(t)
			switch test.shared {
			case "output":
				other = duplicate(t, out)
			case "input":
				other = duplicate(t, in)
			}
			sameOut, sameIn := other, other
			if test.blocking {
				sameIn, sameOut = duplicate(t, in), duplicate(t, out)
			}
			c := stream.NewStdio(in, out, other, stream.Line, stream.Options{})
			compare(t, "stdio:", c.String())
			compare(t, transport.Peer{Transport: "stdio"}, *c.Peer())
			for _, payload := range []string{"{}", sizes(50_000)[0]} {
				if err := c.Write(context.Background(), []byte(payload)); err != nil {
					t.Fatal(err)
				}
				frame := make([]byte, len(payload)+1)
				if _, err := io.ReadFull(peerIn, frame); err != nil {
					t.Fatal(err)
				}
				if _, err := peerOut.Write(frame); err != nil {
					t.Fatal(err)
				}
				got, err := c.Read(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				compare(t, payload, string(got))
			}
			if test.shared != "" && !isBlocking(t, other) {
				t.Error("standard error does not block any more")
			}
			read, written := make(chan error, 1), make(chan error, 1)
			go func() {
				_, err := c.Read(context.Background())
				read <- err
			}()
			go func() { written <- c.Write(context.Background(), make([]byte, 1<<20)) }()
			if _, err := peerIn.Read(make([]byte, 1)); err != nil { // the Write is under way
				t.Fatal(err)
			}
			if err := errors.Join(c.Close(), c.Close()); err != nil {
				t.Errorf("Close: %v", err)
			}
			checkError(t, receive(t, read, "the end of Read"), transport.ErrClosed)
			checkError(t, receive(t, written, "the end of Write"), transport.ErrClosed)
			if test.blocking && (!isBlocking(t, sameIn) || !isBlocking(t, sameOut)) {
				t.Error("the files do not block any more")
			}
		})
	}
}

// A context ends reading from pipes without ending the connection.
func TestStdioContext(t *testing.T) {
	in, peerOut := filePipe(t)
	_, out := filePipe(t)
	_, other := filePipe(t)
	c := stream.NewStdio(blocking(t, in), out, other, stream.Line, stream.Options{})
	defer func() { _ = c.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	read := make(chan error, 1)
	go func() {
		_, err := c.Read(ctx)
		read <- err
	}()
	cancel()
	checkError(t, receive(t, read, "the end of Read"), context.Canceled)
	if _, err := io.WriteString(peerOut, "{}\n"); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Read(t.Context()); string(got) != "{}" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// Files are read to their end, and written.
func TestStdioFiles(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "in")
	if err := os.WriteFile(name, []byte("1\n2\n3"), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	c := stream.NewStdio(in, out, os.Stderr, stream.Line, stream.Options{})
	for {
		payload, err := c.Read(context.Background())
		if err == io.EOF {
			break
		}
		if err == nil {
			err = c.Write(context.Background(), payload)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "out"))
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "1\n2\n3\n", string(got))
}

// One socket for both directions, as inetd has it.
func TestStdioSocket(t *testing.T) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	in, peer := os.NewFile(uintptr(fds[0]), "in"), os.NewFile(uintptr(fds[1]), "peer")
	defer func() { _ = peer.Close() }()
	out := duplicate(t, in)
	_, other := filePipe(t)
	c := stream.NewStdio(in, out, other, stream.Line, stream.Options{})
	if _, err := io.WriteString(peer, "{}\n"); err != nil {
		t.Fatal(err)
	}
	got, err := c.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "{}", string(got))
	if err := c.Write(context.Background(), got); err != nil {
		t.Fatal(err)
	}
	frame := make([]byte, 3)
	if _, err := io.ReadFull(peer, frame); err != nil || string(frame) != "{}\n" {
		t.Errorf("got %q, %v", frame, err)
	}
	read := make(chan error, 1)
	go func() {
		_, err := c.Read(context.Background())
		read <- err
	}()
	drained := make(chan error, 1)
	go func() { drained <- c.Drain(cancelled(t)) }()
	if err := receive(t, drained, "the end of Drain"); err != nil {
		t.Errorf("Drain: %v", err)
	}
	checkError(t, receive(t, read, "the end of Read"), transport.ErrClosed)
}
