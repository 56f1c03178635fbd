package server

import (
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// A mapping returns what a caller is told of an error, or nil where it does not know.
type mapping func(error) *protocol.Error

// An ErrorOption says more about the error that a caller gets.
type ErrorOption func(*errorOptions)

type errorOptions struct {
	message *string
	data    any
}

// Message sets the message of the error.
func Message(text string) ErrorOption {
	return func(o *errorOptions) { o.message = &text }
}

// Data sets the data of the error. It is encoded by the Codec of the server, once.
func Data(v any) ErrorOption {
	return func(o *errorOptions) { o.data = v }
}

// MapError tells callers of every error that errors.Is takes for target that code.
// The message is that of target, not that of the error that wraps it, unless the
// option [Message] says otherwise. An error here means that target is nil or that the
// data cannot be encoded, and that nothing is mapped.
//
// What a caller gets for the error of a Method is decided in this order:
//
//   - the first mapping that knows the error, in the order in which they were made;
//   - the [*protocol.Error] that the error is or wraps, as it is;
//   - the [protocol.Code] that it is or wraps, with the specification's message;
//   - -32603 "Internal error": the text of the error goes to the log and nowhere else.
func (s *Server) MapError(target error, code protocol.Code, opts ...ErrorOption) error {
	if target == nil {
		return errors.New("server: map error: there is no error to map")
	}
	text := target.Error()
	o := errorOptions{message: &text}
	for _, opt := range opts {
		opt(&o)
	}
	e := &protocol.Error{Code: code, Message: *o.message}
	if o.data != nil {
		data, err := s.encode(o.data)
		if err == nil {
			err = data.Validate()
		}
		if err != nil {
			return fmt.Errorf("server: map error: data: %w", err)
		}
		e.Data = data
	}
	s.addMapping(func(err error) *protocol.Error {
		if errors.Is(err, target) {
			return e
		}
		return nil
	})
	return nil
}

// MapErrorAs tells callers what f makes of every error that errors.As takes for a T.
// F must be safe for concurrent use; if it returns nil, the next mapping is asked. It
// is one of the mappings of [Server.MapError].
func MapErrorAs[T error](s *Server, f func(T) *protocol.Error) {
	if f == nil {
		return
	}
	s.addMapping(func(err error) *protocol.Error {
		if e, ok := errors.AsType[T](err); ok {
			return f(e)
		}
		return nil
	})
}

// addMapping adds a mapping behind all others.
func (s *Server) addMapping(m mapping) {
	_ = s.update(func(st *state) error {
		st.mappings = append(st.mappings, m)
		return nil
	})
}
