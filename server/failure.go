package server

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"

	"github.com/rpcwire/rpcwire/protocol"
)

// errGoexit is what becomes of a Method that ends its goroutine.
var errGoexit = errors.New("server: the method ended its goroutine")

// A hiddenError is a failure of the server itself, which no mapping concerns.
type hiddenError struct {
	doing string
	cause error
}

func (e hiddenError) Error() string { return "server: " + e.doing + ": " + e.cause.Error() }

// internalError returns the error that tells nothing.
func internalError() *protocol.Error { return protocol.NewError(protocol.CodeInternalError, "") }

// wireError returns what a caller is told of an error, and logs what it is not.
func (s *Server) wireError(c *callContext, st *state, err error) *protocol.Error {
	if e, ok := err.(*protocol.Error); ok && e == nil {
		s.logFailure(c, errors.New("server: the method returned a nil *protocol.Error"))
		return internalError()
	}
	if _, ok := err.(hiddenError); !ok {
		if e := st.translate(err); e != nil {
			s.logParams(c, err, e)
			return e
		}
	}
	s.logFailure(c, err)
	return internalError()
}

// translate returns the error that a mapping has for err, or that err brings along,
// or nil.
func (st *state) translate(err error) *protocol.Error {
	for _, m := range st.mappings {
		if e := m(err); e != nil {
			return e
		}
	}
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		return e
	}
	if code, ok := errors.AsType[protocol.Code](err); ok {
		return protocol.NewError(code, "")
	}
	return nil
}

// logParams logs why params do not fit, where there is more than the caller is told.
func (s *Server) logParams(c *callContext, err error, told *protocol.Error) {
	if mismatch, ok := errors.AsType[*mismatchError](err); ok && mismatch.cause != nil {
		s.log(c, slog.LevelDebug, "rpc: params do not fit",
			slog.Any("error", mismatch.cause), slog.String("told", string(told.Data)))
	}
}

// logFailure logs an error that the caller is not told.
func (s *Server) logFailure(c *callContext, err error) {
	level := slog.LevelError
	if c.Err() != nil && errors.Is(err, c.Err()) { // nobody waits for it any more
		level = slog.LevelDebug
	}
	s.log(c, level, "rpc: method failed", slog.Any("error", err))
}

// logPanic logs a panic with its stack. It is called while it is being recovered.
func (s *Server) logPanic(c *callContext, value any) {
	s.log(c, slog.LevelError, "rpc: method panicked",
		slog.Any("panic", value), slog.String("stack", string(debug.Stack())))
}

// log logs something about a call. What goes wrong while it does is dropped.
func (s *Server) log(c *callContext, level slog.Level, text string, more ...slog.Attr) {
	defer func() { _ = recover() }()
	attrs := append([]slog.Attr{
		slog.String("method", c.req.Method),
		slog.String("id", c.req.ID.String()),
	}, more...)
	s.logger.LogAttrs(context.Context(c), level, text, attrs...)
}
