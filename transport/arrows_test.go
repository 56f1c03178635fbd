package transport_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
)

func TestArrows(t *testing.T) {
	code := []slog.Attr{slog.Int(transport.KeyCode, 200), slog.String(transport.KeyReason, "OK")}
	for _, test := range []struct {
		reason string
		sender transport.Sender
		want   string
	}{
		{"over HTTP", &describedSender{reply: []byte(`{"id":1}`), learns: code}, "--> {}\n<-- 200 {\"id\":1}\n"},
		{"an empty response of HTTP", &describedSender{learns: code}, "--> {}\n<-- 200\n"},
		{"over anything else", &describedSender{reply: []byte(`{"id":1}`)}, "--> {}\n<-- {\"id\":1}\n"},
		{"nothing comes", &describedSender{}, "--> {}\n"},
		{"an error", &describedSender{err: errors.New("line\nline")}, "--> {}\n<-- error: line line\n"},
		{"an error with a status", &describedSender{err: io.EOF, learns: code}, "--> {}\n<-- 200 error: EOF\n"},
	} {
		var out bytes.Buffer
		logger := slog.New(transport.Arrows(&out)).With("ignored", "here").WithGroup("group")
		_, _ = transport.Logged(test.sender, logger, transport.LogOptions{Level: slog.LevelDebug}).Send(t.Context(), []byte("{}"))
		if diff := cmp.Diff(test.want, out.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// Records of others are not lost.
func TestArrowsOthers(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(transport.Arrows(&out))
	logger.Info("hello\nworld", "a", 1)
	logger.With("a", 1).WithGroup("").WithGroup("g").With("b", "x\ny").Error("bye", "c", io.EOF)
	if diff := cmp.Diff("hello world a=1\nbye a=1 g.b=x y g.c=EOF\n", out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A lineWriter is not safe for concurrent use, and notes what it is given at once.
type lineWriter struct{ writes []string }

func (w *lineWriter) Write(p []byte) (int, error) {
	w.writes = append(w.writes, string(p))
	return len(p), nil
}

func TestArrowsConcurrently(t *testing.T) {
	const n = 50
	var out lineWriter
	handler := transport.Arrows(&out)
	var wait sync.WaitGroup
	for range n {
		wait.Go(func() {
			sender := &describedSender{reply: []byte(strings.Repeat("x", 10000))}
			logger := slog.New(handler.WithAttrs([]slog.Attr{slog.Int("n", 1)}))
			_, _ = transport.Logged(sender, logger, transport.LogOptions{}).Send(t.Context(), []byte("{}"))
		})
	}
	wait.Wait()
	if len(out.writes) != 2*n {
		t.Errorf("%d writes, want %d", len(out.writes), 2*n)
	}
	for _, line := range out.writes {
		if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Errorf("%d bytes are no line", len(line))
		}
	}
}

// The error of the writer is that of the handler.
func TestArrowsError(t *testing.T) {
	r, w := io.Pipe()
	_ = r.Close()
	if err := transport.Arrows(w).Handle(t.Context(), slog.Record{Message: "m"}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v", err)
	}
}

// A wire log on standard output.
func ExampleArrows() {
	sender := transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
		return []byte(`{"jsonrpc":"2.0","result":true,"id":1}`), nil
	})
	options := transport.LogOptions{Members: []string{"password"}}
	logged := transport.Logged(sender, slog.New(transport.Arrows(os.Stdout)), options)
	payload := `{"jsonrpc":"2.0","method":"login","params":{"user":"ann","password":"secret"},"id":1}`
	_, _ = logged.Send(context.Background(), []byte(payload))
	// Output:
	// --> {"jsonrpc":"2.0","method":"login","params":{"user":"ann","password":"***"},"id":1}
	// <-- {"jsonrpc":"2.0","result":true,"id":1}
}
