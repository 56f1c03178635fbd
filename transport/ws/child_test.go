package ws_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// roleVariable names what a child process has to be.
const roleVariable = "WS_TEST_ROLE"

// roles are what child processes can be. Each prints a line when it is ready, and ends
// when its input does.
var roles = map[string]func(){}

// A child is a process of this test.
type child struct {
	process *os.Process
	in      io.WriteCloser
	out     *bufio.Scanner
	url     string // what it printed first
}

// start starts a child, which is killed when the test ends.
func start(t *testing.T, role string) *child {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), roleVariable+"="+role)
	command.Stderr = os.Stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait() // it was killed
	})
	c := &child{process: command.Process, in: in, out: bufio.NewScanner(out)}
	c.url = c.line(t)
	return c
}

// line reads a line that the child prints.
func (c *child) line(t *testing.T) string {
	t.Helper()
	if !c.out.Scan() {
		t.Fatal("the child has ended: ", c.out.Err())
	}
	return c.out.Text()
}

// serveAsChild answers all calls but those of the method "hang".
func serveAsChild() {
	server := httptest.NewServer(ws.NewHandler(transport.HandlerFunc(answerUnlessHang)))
	fmt.Println(wsURL(server))
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// closedPort returns the address of a port that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	return listener.Addr().String()
}
