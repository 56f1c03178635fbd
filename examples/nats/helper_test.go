package natsrpc_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/transport"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if stacks := leaked(); stacks != "" && code == 0 {
		fmt.Fprintf(os.Stderr, "goroutines that did not end:\n%s\n", stacks)
		code = 1
	}
	os.Exit(code)
}

// leaked returns the stacks of goroutines other than the caller's that do not end
// within some seconds.
func leaked() string {
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		buf := make([]byte, 1<<20)
		all := strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")[1:]
		if len(all) == 0 || time.Now().After(deadline) {
			return strings.Join(all, "\n\n")
		}
	}
}

// patience is how long a test waits for what has to happen.
const patience = 20 * time.Second

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it did not come about: %s", what)
		}
	}
}

// arrives waits for a value.
func arrives[T any](t *testing.T, what string, c <-chan T) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("it did not come: %s", what)
		panic("unreachable")
	}
}

// An engine is a NATS server for one test.
type engine struct {
	*server.Server
}

func newEngine(t *testing.T, o server.Options) engine {
	t.Helper()
	s, err := startEngine(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Shutdown()
		s.WaitForShutdown()
	})
	return engine{s}
}

// connect returns a connection that is closed after the test.
func (e engine) connect(t *testing.T, options ...nats.Option) *nats.Conn {
	t.Helper()
	silent := nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {})
	conn, err := nats.Connect(e.ClientURL(), append([]nats.Option{silent}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

const (
	subject = "math"
	group   = "workers"
)

// A member is a worker that serves.
type member struct {
	conn  *nats.Conn
	leave context.CancelFunc
	done  chan error // what Serve returned
}

// serve makes a worker on a connection of its own, which leaves after the test.
func (e engine) serve(t *testing.T, atOnce int, h transport.HandlerFunc, options ...nats.Option) *member {
	t.Helper()
	conn := e.connect(t, options...)
	worker, err := natsrpc.Join(conn, subject, group)
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(context.Background())
	m := &member{conn: conn, leave: leave, done: make(chan error, 1)}
	go func() {
		m.done <- worker.Serve(ctx, h, atOnce)
		close(m.done)
	}()
	t.Cleanup(func() {
		leave()
		if err := arrives(t, "the end of Serve", m.done); err != nil {
			t.Error(err)
		}
	})
	return m
}

// failed returns the only error that Send has.
func failed(t *testing.T, err error) *transport.Error {
	t.Helper()
	e, ok := errors.AsType[*transport.Error](err)
	if !ok {
		t.Fatalf("got %v, want a *transport.Error", err)
	}
	return e
}

// An answer is what Send returned.
type answer struct {
	reply []byte
	err   error
}

// send sends a payload in a goroutine of its own.
func send(ctx context.Context, s transport.Sender, payload string) <-chan answer {
	c := make(chan answer, 1)
	go func() {
		reply, err := s.Send(ctx, []byte(payload))
		c <- answer{reply, err}
	}()
	return c
}

// echo answers a call of id 1 with the result 1.
func echo(context.Context, []byte) []byte { return []byte(one) }

const (
	call = `{"jsonrpc":"2.0","method":"one","id":1}`
	one  = `{"jsonrpc":"2.0","result":1,"id":1}`
	note = `{"jsonrpc":"2.0","method":"one"}`
)
