package ws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	nethttp "net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/ws"
)

const (
	call         = `{"jsonrpc":"2.0","method":"m","id":1}`
	notification = `{"jsonrpc":"2.0","method":"m"}`
	result       = `{"jsonrpc":"2.0","result":true,"id":1}`
)

// patience is how long tests wait for what has to happen.
const patience = 20 * time.Second

// TestMain runs the tests, or what a test has started in a process of its own.
func TestMain(m *testing.M) {
	if role := os.Getenv(roleVariable); role != "" {
		roles[role]()
		return
	}
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
	nethttp.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(5 * time.Second); ; runtime.Gosched() {
		buf := make([]byte, 1<<20)
		all := strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n")[1:]
		var ours []string
		for _, stack := range all {
			if !strings.Contains(stack, "testing.") && !strings.Contains(stack, "os/signal") {
				ours = append(ours, stack)
			}
		}
		if len(ours) == 0 || time.Now().After(deadline) {
			return strings.Join(ours, "\n\n")
		}
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain: " + what)
		}
	}
}

func receive[T any](t *testing.T, c <-chan T, what string) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(patience):
		t.Fatal("waited in vain for " + what)
	}
	return value
}

// within returns a context for what must not take long.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

// echo answers with the payload.
func echo(_ context.Context, payload []byte) []byte { return bytes.Clone(payload) }

// answering answers calls with the result true.
var answering = transport.HandlerFunc(func(context.Context, []byte) []byte { return []byte(result) })

// serve serves h, and returns the URL for WebSocket.
func serve(t *testing.T, h nethttp.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return wsURL(server)
}

func wsURL(server *httptest.Server) string { return "ws" + strings.TrimPrefix(server.URL, "http") }

// dial connects, without a proxy that the environment may name.
func dial(t *testing.T, url string, options ...ws.Option) *ws.Conn {
	t.Helper()
	conn, err := ws.Dial(within(t), url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// pair returns both ends of a connection.
func pair(t *testing.T, options ...ws.CommonOption) (client, server *ws.Conn) {
	t.Helper()
	conns := make(chan *ws.Conn, 1)
	url := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		conn, err := ws.Upgrade(w, r, handlerOptions(options)...)
		if err != nil {
			t.Error(err)
			return
		}
		conns <- conn
	}))
	client = dial(t, url, dialOptions(options)...)
	server = receive(t, conns, "the connection of the server")
	t.Cleanup(func() { _ = server.Close() })
	return client, server
}

func handlerOptions(options []ws.CommonOption) []ws.HandlerOption {
	converted := make([]ws.HandlerOption, len(options))
	for i, o := range options {
		converted[i] = o
	}
	return converted
}

func dialOptions(options []ws.CommonOption) []ws.Option {
	converted := make([]ws.Option, len(options))
	for i, o := range options {
		converted[i] = o
	}
	return converted
}

// send sends a payload and returns the reply as text, with the error.
func send(ctx context.Context, sender transport.Sender, payload string) (string, error) {
	reply, err := sender.Send(ctx, []byte(payload))
	return string(reply), err
}

// read reads a payload as text.
func read(t *testing.T, conn *ws.Conn) string {
	t.Helper()
	payload, err := conn.Read(within(t))
	if err != nil {
		t.Fatal(err)
	}
	return string(payload)
}

func write(t *testing.T, conn *ws.Conn, payload string) {
	t.Helper()
	if err := conn.Write(within(t), []byte(payload)); err != nil {
		t.Fatal(err)
	}
}

// transportError returns err as what every operation has to fail with.
func transportError(t *testing.T, err error) *transport.Error {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) {
		t.Fatalf("got the error %v (%T), want a *transport.Error", err, err)
	}
	return e
}

// ending returns the end of a connection as a short text.
func ending(err error) string {
	var said *ws.CloseError
	switch {
	case err == nil:
		return "none"
	case err == io.EOF:
		return "EOF"
	case errors.As(err, &said) && said.Local:
		return fmt.Sprintf("local %d", said.Code)
	case errors.As(err, &said):
		return fmt.Sprintf("peer %d %s", said.Code, said.Text)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "unexpected EOF"
	case errors.Is(err, transport.ErrClosed):
		return "closed"
	}
	return err.Error()
}

// answerUnlessHang answers calls with the result true, those of the method "hang" never.
func answerUnlessHang(ctx context.Context, payload []byte) []byte {
	if bytes.Contains(payload, []byte(`"hang"`)) {
		<-ctx.Done()
	}
	return []byte(result)
}

// quiet returns a logger for servers whose complaints are expected.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
