package transport

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"sync"
)

// Arrows returns a [slog.Handler] that writes the records of [Logged] and
// [LoggedHandler] as one line each, the way wire logs of JSON-RPC have always looked:
//
//	--> {"jsonrpc":"2.0","method":"cat","id":1}
//	<-- 200 {"jsonrpc":"2.0","result":"meow","id":1}
//	<-- error: dial http://localhost:5000/: connection refused
//
// The status is there for HTTP only. Records of others are written as their message
// and attributes. Arrows is enabled at every level. It is safe for concurrent use and
// writes each line with one call of w.Write, never two at the same time.
func Arrows(w io.Writer) slog.Handler {
	return &arrows{out: &lockedWriter{w: w}}
}

type arrows struct {
	out   *lockedWriter
	attrs []slog.Attr
	group string // with a dot behind it
}

type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(line)
}

// Enabled implements [slog.Handler].
func (a *arrows) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs implements [slog.Handler].
func (a *arrows) WithAttrs(attrs []slog.Attr) slog.Handler {
	more := slices.Clip(slices.Clone(a.attrs))
	for _, attr := range attrs {
		attr.Key = a.group + attr.Key
		more = append(more, attr)
	}
	return &arrows{out: a.out, attrs: more, group: a.group}
}

// WithGroup implements [slog.Handler].
func (a *arrows) WithGroup(name string) slog.Handler {
	if name == "" {
		return a
	}
	return &arrows{out: a.out, attrs: a.attrs, group: a.group + name + "."}
}

// Handle implements [slog.Handler]. The error is that of the writer.
func (a *arrows) Handle(_ context.Context, record slog.Record) error {
	_, err := a.out.Write([]byte(a.line(&record) + "\n"))
	return err
}

func (a *arrows) line(record *slog.Record) string {
	switch record.Message {
	case LogRequest:
		return "-->" + field(record, KeyMessage)
	case LogResponse:
		return "<--" + field(record, KeyCode) + field(record, KeyMessage)
	case LogFailure:
		return "<--" + field(record, KeyCode) + " error:" + field(record, KeyError)
	}
	line := oneLine(record.Message)
	for _, attr := range a.attrs {
		line += " " + attr.Key + "=" + oneLine(attr.Value.String())
	}
	record.Attrs(func(attr slog.Attr) bool {
		line += " " + a.group + attr.Key + "=" + oneLine(attr.Value.Resolve().String())
		return true
	})
	return line
}

// field returns a space and the value of an attribute, or nothing.
func field(record *slog.Record, key string) (text string) {
	record.Attrs(func(attr slog.Attr) bool {
		if attr.Key != key {
			return true
		}
		if text = oneLine(attr.Value.Resolve().String()); text != "" {
			text = " " + text
		}
		return false
	})
	return text
}

func oneLine(s string) string { return printable([]byte(s), len(s), len(s)) }
