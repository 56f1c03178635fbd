package transport_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
)

// A describedSender knows what HTTP knows.
type describedSender struct {
	reply  []byte
	err    error
	learns []slog.Attr
	closed bool
}

func (s *describedSender) Send(ctx context.Context, _ []byte) ([]byte, error) {
	transport.FactsFrom(ctx).Add(s.learns...)
	return s.reply, s.err
}

func (s *describedSender) Describe(context.Context) []slog.Attr {
	return []slog.Attr{
		slog.String(transport.KeyEndpoint, "http://localhost/"),
		slog.Any(transport.KeyHeaders, map[string][]string{"authorization": {"Bearer t"}, "X-Api-Key": {"k"}, "X-Own": {"o"}, "Accept": {"a"}}),
	}
}

func (s *describedSender) Close() error {
	s.closed = true
	return nil
}

// records returns a logger and what it has logged, without the time.
func records(level slog.Level) (*slog.Logger, func(*testing.T) []map[string]any) {
	var out bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: level}))
	return logger, func(t *testing.T) (all []map[string]any) {
		t.Helper()
		for line := range strings.Lines(out.String()) {
			var record map[string]any
			if err := json.Unmarshal([]byte(line), &record); err != nil {
				t.Fatal(err)
			}
			delete(record, slog.TimeKey)
			all = append(all, record)
		}
		return all
	}
}

func TestLogged(t *testing.T) {
	type record = map[string]any
	list := func(text string) []any { return []any{text} }
	learned := []slog.Attr{
		slog.Int(transport.KeyCode, 200), slog.String(transport.KeyReason, "OK"),
		slog.Any(transport.KeyHeaders, map[string][]string{"Set-Cookie": {"a=1"}, "Date": {"d"}}),
	}
	const endpoint = "http://localhost/"
	requestHeaders := record{"authorization": list("***"), "X-Api-Key": list("***"), "X-Own": list("o"), "Accept": list("a")}
	request := record{"level": "INFO", "msg": "request", "endpoint": endpoint, "http_headers": requestHeaders, "message": "{}"}
	failed := errors.New("failed")
	for _, test := range []struct {
		reason  string
		sender  transport.Sender
		options transport.LogOptions
		level   slog.Level
		want    []map[string]any
	}{
		{"over HTTP", &describedSender{reply: []byte("[]"), learns: learned}, transport.LogOptions{}, slog.LevelInfo, []record{request, {
			"level": "INFO", "msg": "response", "endpoint": endpoint, "http_code": 200.0, "http_reason": "OK",
			"http_headers": record{"Set-Cookie": list("***"), "Date": list("d")}, "message": "[]",
		}}},
		{"an empty response of HTTP", &describedSender{learns: learned[:1]}, transport.LogOptions{}, slog.LevelInfo, []record{request, {
			"level": "INFO", "msg": "response", "endpoint": endpoint, "http_code": 200.0, "message": "",
		}}},
		{"a failure is logged once, with what came", &describedSender{err: failed, learns: learned[:1]}, transport.LogOptions{}, slog.LevelInfo, []record{request, {
			"level": "WARN", "msg": "no response", "endpoint": endpoint, "http_code": 200.0, "error": "failed",
		}}},
		{"a failure, with the level of payloads off", &describedSender{err: failed}, transport.LogOptions{}, slog.LevelWarn, []record{{
			"level": "WARN", "msg": "no response", "endpoint": endpoint, "error": "failed",
		}}},
		{"everything off", &describedSender{err: failed}, transport.LogOptions{}, slog.LevelError, nil},
		{"levels can be chosen", &describedSender{err: failed}, transport.LogOptions{Level: slog.LevelDebug, FailureLevel: slog.LevelError}, slog.LevelInfo, []record{{
			"level": "ERROR", "msg": "no response", "endpoint": endpoint, "error": "failed",
		}}},
		{"more secret headers", &describedSender{}, transport.LogOptions{Headers: []string{"x-own"}}, slog.LevelInfo, []record{{
			"level": "INFO", "msg": "request", "endpoint": endpoint, "message": "{}",
			"http_headers": record{"authorization": list("***"), "X-Api-Key": list("***"), "X-Own": list("***"), "Accept": list("a")},
		}}},
		{"told to show them", &describedSender{}, transport.LogOptions{ShowSecrets: true, Headers: []string{"x-own"}}, slog.LevelInfo, []record{{
			"level": "INFO", "msg": "request", "endpoint": endpoint, "message": "{}",
			"http_headers": record{"authorization": list("Bearer t"), "X-Api-Key": list("k"), "X-Own": list("o"), "Accept": list("a")},
		}}},
		{"a sender that describes nothing", transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { return []byte("1"), nil }), transport.LogOptions{}, slog.LevelInfo, []record{
			{"level": "INFO", "msg": "request", "message": "{}"}, {"level": "INFO", "msg": "response", "message": "1"},
		}},
		{"its errors may know the endpoint", transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
			return nil, &transport.Error{Op: "dial", Endpoint: "tcp://h", Err: io.EOF}
		}), transport.LogOptions{}, slog.LevelWarn, []record{{"level": "WARN", "msg": "no response", "endpoint": "tcp://h", "error": "dial tcp://h: EOF"}}},
		{"nothing comes and nothing is logged", transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { return nil, nil }), transport.LogOptions{}, slog.LevelInfo, []record{
			{"level": "INFO", "msg": "request", "message": "{}"},
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			logger, logged := records(test.level)
			sender := transport.Logged(test.sender, logger, test.options)
			wantReply, wantErr := test.sender.Send(t.Context(), nil)
			reply, err := sender.Send(t.Context(), []byte("{}"))
			if !bytes.Equal(reply, wantReply) || (err == nil) != (wantErr == nil) {
				t.Errorf("got %q, %v; want %q, %v", reply, err, wantReply, wantErr)
			}
			if diff := cmp.Diff(test.want, logged(t)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestLoggedPassesOn(t *testing.T) {
	inner := new(describedSender)
	logger, _ := records(slog.LevelInfo)
	outer := transport.Logged(transport.Logged(inner, logger, transport.LogOptions{}), logger, transport.LogOptions{})
	if attrs := outer.(transport.Describer).Describe(t.Context()); len(attrs) != 2 {
		t.Errorf("got %v", attrs)
	}
	if err := outer.(io.Closer).Close(); err != nil || !inner.closed {
		t.Errorf("closed: %t, %v", inner.closed, err)
	}
	facts := new(transport.Facts)
	inner.learns = []slog.Attr{slog.Int("n", 1)}
	_, _ = outer.Send(transport.WithFacts(t.Context(), facts), nil)
	if len(facts.Attrs()) != 1 {
		t.Errorf("the caller's record got %v", facts.Attrs())
	}
	closing := transport.Logged(transport.SenderFunc(nil), logger, transport.LogOptions{})
	if err := closing.(io.Closer).Close(); err != nil {
		t.Error(err)
	}
}

func TestLoggedWithoutLogger(t *testing.T) {
	inner := new(describedSender)
	if got := transport.Logged(inner, nil, transport.LogOptions{}); got != transport.Sender(inner) {
		t.Errorf("got %T", got)
	}
	handler := &countingHandler{}
	if got := transport.LoggedHandler(handler, nil, transport.LogOptions{}); got != transport.Handler(handler) {
		t.Errorf("got %T", got)
	}
}

type countingHandler struct{ calls int }

func (h *countingHandler) ServeRPC(context.Context, []byte) []byte {
	h.calls++
	return nil
}

// Logging that is off costs nothing.
func TestLoggedAllocations(t *testing.T) {
	logger, _ := records(slog.LevelError)
	options := transport.LogOptions{Members: []string{"password"}, TrimStrings: 10}
	sender := transport.Logged(&describedSender{}, logger, options)
	handler := transport.LoggedHandler(&countingHandler{}, logger, options)
	ctx, payload := t.Context(), []byte(`{"jsonrpc":"2.0","method":"m","params":["long enough to be trimmed"]}`)
	if n := testing.AllocsPerRun(100, func() {
		_, _ = sender.Send(ctx, payload)
		_ = handler.ServeRPC(ctx, payload)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestLoggedHandler(t *testing.T) {
	type record = map[string]any
	headers := map[string][]string{"Cookie": {"a=1"}, "Accept": {"a"}}
	for _, test := range []struct {
		reason string
		peer   *transport.Peer
		reply  []byte
		want   []map[string]any
	}{
		{"a call over HTTP", &transport.Peer{Addr: &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 9}, Header: headers}, []byte("[1]"), []record{
			{"level": "INFO", "msg": "request", "endpoint": "192.0.2.1:9", "http_headers": record{"Cookie": []any{"***"}, "Accept": []any{"a"}}, "message": "{}"},
			{"level": "INFO", "msg": "response", "endpoint": "192.0.2.1:9", "message": "[1]"},
		}},
		{"a peer without an address", &transport.Peer{Identity: "id"}, []byte("[1]"), []record{
			{"level": "INFO", "msg": "request", "endpoint": "id", "message": "{}"},
			{"level": "INFO", "msg": "response", "endpoint": "id", "message": "[1]"},
		}},
		{"nothing to answer", nil, nil, []record{{"level": "INFO", "msg": "request", "message": "{}"}}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			logger, logged := records(slog.LevelInfo)
			inner := transport.HandlerFunc(func(context.Context, []byte) []byte { return test.reply })
			handler := transport.LoggedHandler(inner, logger, transport.LogOptions{})
			if reply := handler.ServeRPC(transport.WithPeer(t.Context(), test.peer), []byte("{}")); !bytes.Equal(reply, test.reply) {
				t.Errorf("got %q", reply)
			}
			if diff := cmp.Diff(test.want, logged(t)); diff != "" {
				t.Errorf("records (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	var none *transport.Facts
	none.Add(slog.Int("n", 1))
	if none.Attrs() != nil || transport.FactsFrom(t.Context()) != nil {
		t.Error("nobody wanted facts")
	}
	facts := new(transport.Facts)
	facts.Add(slog.Int("a", 1), slog.Int("b", 1))
	facts.Add(slog.Int("a", 2))
	facts.Attrs()[0] = slog.Int("c", 3)
	got := slog.GroupValue(facts.Attrs()...).String()
	if got != "[a=2 b=1]" {
		t.Errorf("got %s", got)
	}
}
