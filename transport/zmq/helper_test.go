//go:build cgo

package zmq

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

const loopback = "tcp://127.0.0.1:*"

// echo answers with the payload.
var echo = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte { return bytes.Clone(payload) })

// A gate holds calls whose payload contains "wait" until it is opened, or their contexts
// end, and answers all with their payloads.
type gate struct {
	entered chan string   // the payloads of those that wait
	opened  chan struct{} // closed to let all go on
	ended   chan error    // the causes why the contexts of those that waited ended
}

func newGate() *gate {
	return &gate{entered: make(chan string, 1000), opened: make(chan struct{}), ended: make(chan error, 1000)}
}

func (g *gate) ServeRPC(ctx context.Context, payload []byte) []byte {
	if bytes.Contains(payload, []byte("wait")) {
		g.entered <- string(payload)
		select {
		case <-g.opened:
		case <-ctx.Done():
			g.ended <- context.Cause(ctx)
		}
	}
	return bytes.Clone(payload)
}

const waitText = `{"jsonrpc":"2.0","method":"wait","id":1}`

// serve serves on an endpoint until the test ends.
func serve(t *testing.T, endpoint string, h transport.Handler, options ...ListenOption) *Server {
	t.Helper()
	s, err := Listen(endpoint, options...)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- s.Serve(context.Background(), h) }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-served; err != nil && !errors.Is(err, transport.ErrClosed) && !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Serve: %v", err)
		}
	})
	return s
}

// dialed returns a Sender that is closed when the test ends. Without another option, it
// reconnects soon.
func dialed(t *testing.T, endpoint string, options ...DialOption) *Sender {
	t.Helper()
	options = append([]DialOption{Reconnect(10*time.Millisecond, 50*time.Millisecond)}, options...)
	s, err := Dial(t.Context(), endpoint, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// send sends a payload and returns the reply as text, with the error.
func sendText(ctx context.Context, s transport.Sender, payload string) (string, error) {
	reply, err := s.Send(ctx, []byte(payload))
	return string(reply), err
}

// within returns a context that ends when a test has waited for too long.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// works fails the test unless a call is answered.
func works(t *testing.T, s transport.Sender) {
	t.Helper()
	if reply, err := sendText(within(t), s, callText); err != nil || reply != callText {
		t.Fatalf("got %q, %v", reply, err)
	}
}

// transportError returns err as what every Send has to fail with.
func transportError(t *testing.T, err error) *transport.Error {
	t.Helper()
	e, ok := errors.AsType[*transport.Error](err)
	if !ok {
		t.Fatalf("got the error %v (%T), want a *transport.Error", err, err)
	}
	return e
}

// A plainPeer is a socket without anything of this package.
type plainPeer struct {
	*zmq4.Socket
	context *zmq4.Context
}

func plain(t *testing.T, kind zmq4.Type, prepare ...func(*zmq4.Socket) error) *plainPeer {
	t.Helper()
	c, err := zmq4.NewContext()
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.NewSocket(kind)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.Close()
		_ = c.Term()
	})
	if err := s.SetLinger(0); err != nil {
		t.Fatal(err)
	}
	for _, f := range prepare {
		if err := f(s); err != nil {
			t.Fatal(err)
		}
	}
	return &plainPeer{Socket: s, context: c}
}

func connectTo(endpoint string) func(*zmq4.Socket) error {
	return func(s *zmq4.Socket) error { return s.Connect(endpoint) }
}

// send sends frames.
func (p *plainPeer) send(t *testing.T, list ...string) {
	t.Helper()
	if _, err := p.SendMessage(list); err != nil {
		t.Fatal(err)
	}
}

// receive returns the next message.
func (p *plainPeer) receive(t *testing.T) []string {
	t.Helper()
	list, ok := p.receiveWithin(t, 20*time.Second)
	if !ok {
		t.Fatal("nothing was received")
	}
	return list
}

// receiveWithin returns the next message if there is one within some time.
func (p *plainPeer) receiveWithin(t *testing.T, d time.Duration) ([]string, bool) {
	t.Helper()
	poller := zmq4.NewPoller()
	poller.Add(p.Socket, zmq4.POLLIN)
	for deadline := time.Now().Add(d); ; {
		polled, err := poller.Poll(min(10*time.Millisecond, d))
		if err != nil {
			t.Fatal(err)
		}
		if len(polled) > 0 {
			list, err := p.RecvMessage(zmq4.DONTWAIT)
			if err != nil {
				t.Fatal(err)
			}
			return list, true
		}
		if time.Now().After(deadline) {
			return nil, false
		}
	}
}

// A childProcess is the test binary in one of its roles.
type childProcess struct {
	cmd   *exec.Cmd
	lines chan string // what it prints
	stdin io.Closer   // the end of which ends it
}

// child starts one; it ends with the test at the latest.
func child(t *testing.T, role string, args ...string) *childProcess {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), roleVariable+"="+role)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &childProcess{cmd: cmd, lines: make(chan string, 1000), stdin: stdin}
	go func() {
		defer close(c.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(c.kill)
	return c
}

// line returns the next line that the child prints.
func (c *childProcess) line(t *testing.T) string {
	t.Helper()
	return next(t, c.lines, "a line of a child")
}

// kill kills the child and waits for its end.
func (c *childProcess) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.stdin.Close()
	for range c.lines { // Wait must not be called before all is read
	}
	_ = c.cmd.Wait()
}

// ends waits until the parent wants the child to end.
func ends() { _, _ = io.Copy(io.Discard, os.Stdin) }

func init() {
	roles["server"] = func(args []string) {
		s, err := Listen(args[0])
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s.Endpoint())
		go func() { ends(); _ = s.Close() }()
		_ = s.Serve(context.Background(), childHandler())
	}
	roles["worker"] = func(args []string) {
		ctx, cancel := context.WithCancel(context.Background())
		go func() { ends(); cancel() }()
		fmt.Println("ready")
		_ = Work(ctx, args[0], childHandler(), soon, lively)
	}
	roles["broker"] = func(args []string) {
		b, err := NewBroker(args[0], args[1], lively)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(b.Frontend())
		fmt.Println(b.Backend())
		go func() { ends(); _ = b.Close() }()
		_ = b.Serve(context.Background())
	}
}

// lively finds silent brokers and workers only if they really are. Impatient does so soon,
// also by mistake if the machine is slow.
var (
	lively    = Liveness(50*time.Millisecond, 15*time.Second)
	impatient = Liveness(50*time.Millisecond, 500*time.Millisecond)
)

// soon reconnects soon.
var soon = Reconnect(10*time.Millisecond, 50*time.Millisecond)

// childHandler echoes, and prints the payloads that contain "wait" before it waits for
// ever.
func childHandler() transport.Handler {
	var mu sync.Mutex
	return transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		if strings.Contains(string(payload), "wait") {
			mu.Lock()
			fmt.Println(string(payload))
			mu.Unlock()
			<-ctx.Done()
		}
		return bytes.Clone(payload)
	})
}
