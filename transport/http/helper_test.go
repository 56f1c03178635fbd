package http_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

const (
	call         = `{"jsonrpc":"2.0","method":"m","id":1}`
	notification = `{"jsonrpc":"2.0","method":"m"}`
	result       = `{"jsonrpc":"2.0","result":true,"id":1}`
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

// echo answers with the payload.
func echo(_ context.Context, payload []byte) []byte { return bytes.Clone(payload) }

// answer returns a handler of one answer, "" for none, and counts its calls.
func answer(reply string, calls *atomic.Int32) transport.Handler {
	return transport.HandlerFunc(func(context.Context, []byte) []byte {
		calls.Add(1)
		if reply == "" {
			return nil
		}
		return []byte(reply)
	})
}

func serve(t *testing.T, h nethttp.Handler) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server
}

func open(t *testing.T, url string, options ...rpchttp.Option) *rpchttp.Sender {
	t.Helper()
	sender, err := rpchttp.New(url, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sender.Close() })
	return sender
}

// send sends a payload and returns the reply as text, with the error.
func send(ctx context.Context, sender transport.Sender, payload string) (string, error) {
	reply, err := sender.Send(ctx, []byte(payload))
	return string(reply), err
}

// transportError returns err as what every Send has to fail with.
func transportError(t *testing.T, err error) *transport.Error {
	t.Helper()
	var e *transport.Error
	if !errors.As(err, &e) {
		t.Fatalf("got the error %v (%T), want a *transport.Error", err, err)
	}
	return e
}

// exchange writes text to a new connection, closes its sending side if half is set,
// and returns the response, whose body cannot be read any more.
func exchange(t *testing.T, addr, text string, half bool) *nethttp.Response {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	if half {
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
	}
	res, err := nethttp.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	return res
}

// post sends a request as it is given, without what a client would add, and returns
// the response with its body read.
func post(t *testing.T, method, url, body string, header nethttp.Header) (*nethttp.Response, string) {
	t.Helper()
	r, err := nethttp.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	r.Host = header.Get("Host")
	client := nethttp.Client{Transport: &nethttp.Transport{DisableCompression: true, DisableKeepAlives: true}}
	res, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	read, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(read)
}

func jsonHeader(pairs ...string) nethttp.Header {
	header := nethttp.Header{"Content-Type": {"application/json"}}
	for i := 0; i < len(pairs); i += 2 {
		header.Set(pairs[i], pairs[i+1])
	}
	return header
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func receive[T any](t *testing.T, c <-chan T, what string) (value T) {
	t.Helper()
	select {
	case value = <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("waited in vain for " + what)
	}
	return value
}

func gunzipped(t *testing.T, data string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// quiet returns a logger for servers whose complaints are expected.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
