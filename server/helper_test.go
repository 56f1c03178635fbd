package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// TestMain fails if goroutines are left when all tests are through.
func TestMain(m *testing.M) {
	before := runtime.NumGoroutine()
	code := m.Run()
	if code == 0 && !fuzzing() && !settled(before) {
		fmt.Fprintln(os.Stderr, "goroutines are left:")
		_ = pprof.Lookup("goroutine").WriteTo(os.Stderr, 1)
		code = 1
	}
	os.Exit(code)
}

// fuzzing reports whether the tests look for new inputs, which takes goroutines of
// its own.
func fuzzing() bool {
	f := flag.Lookup("test.fuzz")
	return f != nil && f.Value.String() != ""
}

// settled reports whether there are no more goroutines than n before long.
func settled(n int) bool {
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		if runtime.NumGoroutine() <= n {
			return true
		}
	}
	return false
}

// handle registers a method.
func handle(tb testing.TB, s *server.Server, name string, m server.Method, opts ...server.Option) {
	tb.Helper()
	if err := s.Handle(name, m, opts...); err != nil {
		tb.Fatal(err)
	}
}

// serve returns the reply to a payload.
func serve(s *server.Server, payload string) string {
	return string(s.ServeRPC(context.Background(), []byte(payload)))
}

// checkReply compares a reply with the one wanted, as JSON; "" stands for none.
func checkReply(t *testing.T, got, want, reason string) {
	t.Helper()
	if diff := cmp.Diff(value(t, want), value(t, got)); diff != "" {
		t.Errorf("%s:\ngot %s\n(-want +got)\n%s", reason, got, diff)
	}
}

// value returns what JSON means, with numbers as they are written, and nil for no
// JSON at all.
func value(t *testing.T, text string) any {
	t.Helper()
	if text == "" {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return []any{v} // null is not nothing
}

// checkBrief calls a method and compares what brief makes of the reply.
func checkBrief(t *testing.T, s *server.Server, payload, want, reason string) {
	t.Helper()
	r, err := protocol.ParseResponse([]byte(serve(s, payload)))
	if err != nil {
		t.Errorf("%s: %v", reason, err)
		return
	}
	if got := brief(r); got != want {
		t.Errorf("%s: got %s, want %s", reason, got, want)
	}
}
