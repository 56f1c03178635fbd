package server_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

var errNotFound = errors.New("not found")

// A quotaError is an error with facts.
type quotaError struct{ left int }

func (e quotaError) Error() string { return fmt.Sprint("quota: ", e.left) }

func TestMapError(t *testing.T) {
	s := server.New(server.Options{})
	for _, err := range []error{
		s.MapError(errNotFound, -32001),
		s.MapError(errNotFound, -32002), // comes too late
		s.MapError(io.EOF, 404, server.Message("gone"), server.Data(map[string]int{"k": 1})),
		s.MapError(io.ErrClosedPipe, 405, server.Message("")),
		s.MapError(protocol.CodeInvalidParams, -32602, server.Message("no good")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	server.MapErrorAs(s, func(e quotaError) *protocol.Error {
		if e.left < 0 {
			return nil
		}
		return &protocol.Error{Code: 429, Message: "slow down", Data: protocol.Raw(fmt.Sprint(e.left))}
	})
	server.MapErrorAs[quotaError](s, nil)
	var returned error
	handle(t, s, "m", server.Func(func() error { return returned }))
	for _, tt := range []struct {
		reason string
		err    error
		want   string // the error object
	}{
		{"the message is that of the target", errNotFound, `{"code":-32001,"message":"not found"}`},
		{"and not that of what wraps it", fmt.Errorf("hidden: %w", errNotFound), `{"code":-32001,"message":"not found"}`},
		{"message and data as told", io.EOF, `{"code":404,"message":"gone","data":{"k":1}}`},
		{"an empty message as told", io.ErrClosedPipe, `{"code":405,"message":""}`},
		{"facts of the error", fmt.Errorf("hidden: %w", quotaError{3}), `{"code":429,"message":"slow down","data":3}`},
		{"a mapping that does not know", quotaError{-1}, `{"code":-32603,"message":"Internal error"}`},
		{"an error that nobody knows", errors.New("hidden"), `{"code":-32603,"message":"Internal error"}`},
		{"mappings come before the *Error itself", protocol.NewError(-32602, ""), `{"code":-32602,"message":"no good"}`},
		{"the first mapping counts, whatever the order of the errors", errors.Join(quotaError{3}, errNotFound), `{"code":-32001,"message":"not found"}`},
		{"another *Error passes", protocol.NewError(1, "x"), `{"code":1,"message":"x"}`},
		{"an error of the context is not told", context.Canceled, `{"code":-32603,"message":"Internal error"}`},
	} {
		returned = tt.err
		checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"m","id":1}`), `{"jsonrpc":"2.0","error":`+tt.want+`,"id":1}`, tt.reason)
	}
}

func TestMapErrorErrors(t *testing.T) {
	s := server.New(server.Options{})
	for _, tt := range []struct {
		reason string
		err    error
	}{
		{"nothing to map", s.MapError(nil, 1)},
		{"data that is not JSON", s.MapError(io.EOF, 1, server.Data(math.NaN()))},
		{"Raw data that is not JSON", s.MapError(io.EOF, 1, server.Data(protocol.Raw("{")))},
	} {
		if tt.err == nil {
			t.Errorf("%s: there is no error", tt.reason)
		}
	}
	handle(t, s, "m", server.Func(func() error { return io.EOF }))
	checkBrief(t, s, `{"jsonrpc":"2.0","method":"m","id":1}`, `!-32603`, "what fails maps nothing")
}

func TestPanickingMapping(t *testing.T) {
	s := server.New(server.Options{})
	server.MapErrorAs(s, func(quotaError) *protocol.Error { panic("hidden") })
	handle(t, s, "m", server.Func(func() error { return quotaError{} }))
	checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"m","id":1}`), internal, "a panic of a mapping is one of the method")
}

// panickingLogs is a handler of logs that panics.
type panickingLogs struct{ slog.Handler }

func (panickingLogs) Handle(context.Context, slog.Record) error { panic("hidden") }

func TestLogs(t *testing.T) {
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, tt := range []struct {
		reason string
		ctx    context.Context
		method string
		want   []string // all of them are in the log; none means that it is empty
	}{
		{"a result is not logged", t.Context(), "ok", nil},
		{"nor what the caller is told", t.Context(), "app", nil},
		{"nor an unknown method", t.Context(), "no", nil},
		{"a plain error is", t.Context(), "plain", []string{"level=ERROR", "method=plain", "id=7", "error=hidden"}},
		{"a panic has its stack", t.Context(), "panic", []string{"level=ERROR", "method=panic", "panic=hidden", "answer_test.go"}},
		{"a result that is not JSON", t.Context(), "nan", []string{"level=ERROR", "method=nan", "unsupported value"}},
		{"an error that is not JSON", t.Context(), "bad data", []string{"level=ERROR", `method="bad data"`, "error.data"}},
		{"a nil *Error", t.Context(), "typed nil", []string{"level=ERROR", "nil *protocol.Error"}},
		{"params that do not fit, with the cause", t.Context(), "bind", []string{"level=DEBUG", "method=bind", "of type int", "param 1 must be an integer"}},
		{"the end of the context is not worth an error", canceled, "ctx", []string{"level=DEBUG", "context canceled"}},
	} {
		var log bytes.Buffer
		logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		s := methods(t, server.Options{Logger: logger})
		handle(t, s, "bind", server.Func(func(int) {}))
		handle(t, s, "ctx", server.Func(func(ctx context.Context, _ ...any) error { return ctx.Err() }))
		s.ServeRPC(tt.ctx, []byte(`{"jsonrpc":"2.0","method":"`+tt.method+`","params":["x"],"id":7}`))
		for _, want := range tt.want {
			if !strings.Contains(log.String(), want) {
				t.Errorf("%s: the log is %q, want %q in it", tt.reason, log.String(), want)
			}
		}
		if tt.want == nil && log.Len() > 0 {
			t.Errorf("%s: the log is %q", tt.reason, log.String())
		}
	}
	s := methods(t, server.Options{Logger: slog.New(panickingLogs{slog.Default().Handler()})})
	checkReply(t, serve(s, `{"jsonrpc":"2.0","method":"plain","id":1}`), internal, "a log that panics does no harm")
}
