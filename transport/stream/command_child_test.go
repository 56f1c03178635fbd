package stream_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

const childVariable = "RPCWIRE_STREAM_CHILD"

// children are what the test binary does as a child process; the result is the exit
// code.
var children = map[string]func() int{
	"echo":      echoChild,
	"serve":     serveChild,
	"deaf":      deafChild,
	"stubborn":  stubbornChild,
	"fail":      failChild,
	"truncate":  truncateChild,
	"chatty":    chattyChild,
	"flood":     floodChild,
	"mute":      muteChild,
	"closer":    closerChild,
	"parent":    parentChild,
	"remaining": remainingChild,
	"last words": func() int {
		fmt.Print("1\n2\n3")
		return 0
	},
}

// child returns the command for a child process.
func child(t *testing.T, name string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), childVariable+"="+name, "GORACE=atexit_sleep_ms=0")
	return cmd
}

// echoChild returns every payload until its standard input ends.
func echoChild() int {
	c := stream.Stdio(stream.Line, stream.Options{})
	for {
		payload, err := c.Read(context.Background())
		if err == io.EOF {
			return 0
		}
		if err == nil {
			err = c.Write(context.Background(), payload)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
}

// serveChild answers every request with itself.
func serveChild() int {
	echo := transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		if bytes.Contains(payload, []byte("hang")) {
			fmt.Fprintln(os.Stderr, "this call will hang")
			select {}
		}
		return bytes.Replace(payload, []byte(`"method":"echo"`), []byte(`"result":true`), 1)
	})
	if err := transport.Serve(context.Background(), stream.Stdio(stream.Header, stream.Options{}), echo, transport.MuxOptions{}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// deafChild does not care for the end of its standard input.
func deafChild() int {
	fmt.Println("ready")
	time.Sleep(time.Hour)
	return 0
}

// stubbornChild does not even care for SIGTERM.
func stubbornChild() int {
	signal.Ignore(syscall.SIGTERM)
	return deafChild()
}

// failChild fails at the first byte.
func failChild() int {
	_, _ = os.Stdin.Read(make([]byte, 1))
	fmt.Fprint(os.Stderr, "a warning\nfatal: out of cheese\n\n")
	return 3
}

// truncateChild ends in the midst of a payload.
func truncateChild() int {
	fmt.Print("Content-Length: 10\r\n\r\n{")
	return 0
}

// chattyChild has a lot to say when its standard input ends.
func chattyChild() int {
	fmt.Println("ready")
	_, _ = io.Copy(io.Discard, os.Stdin)
	if _, err := os.Stdout.Write(bytes.Repeat([]byte("words\n"), 200_000)); err != nil {
		return 1
	}
	return 0
}

// floodChild writes more to standard error than anybody wants to know.
func floodChild() int {
	for i := range 5000 {
		fmt.Fprintf(os.Stderr, "line %d of far too many\n", i)
	}
	return 1
}

// muteChild closes its standard output and goes on.
func muteChild() int {
	_ = os.Stdout.Close()
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

// closerChild closes its connection while it reads.
func closerChild() int {
	c := stream.Stdio(stream.Line, stream.Options{})
	ended := make(chan error, 1)
	go func() {
		for {
			if _, err := c.Read(context.Background()); err != nil {
				ended <- err
				return
			}
			_ = c.Write(context.Background(), []byte("reading"))
		}
	}()
	time.AfterFunc(50*time.Millisecond, func() { _ = c.Close() })
	fmt.Fprintln(os.Stderr, <-ended)
	return 7
}

// parentChild leaves a process of its own behind that has its standard streams.
func parentChild() int {
	path, err := os.Executable()
	if err != nil {
		return 1
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), childVariable+"=remaining")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if cmd.Start() != nil {
		return 1
	}
	fmt.Println(cmd.Process.Pid)
	return 0
}

// remainingChild is what parentChild leaves behind.
func remainingChild() int {
	time.Sleep(time.Minute)
	return 0
}
