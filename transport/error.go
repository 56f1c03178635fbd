package transport

import (
	"context"
	"errors"
)

// An Error is what went wrong on the way to the peer or back. What the peer itself
// answers is none.
type Error struct {
	// Op is what was being done: "dial", "send", "receive" and so on.
	Op string

	// Endpoint is the peer, such as a URL without its password; it may be empty.
	Endpoint string

	// Sent tells what became of the payload. False: it certainly did not reach the
	// peer, and can be sent again. True: it may have, and its calls may have been
	// executed.
	Sent bool

	// Err is the cause; it is never nil.
	Err error
}

// Error returns operation, endpoint and cause in one line.
func (e *Error) Error() string {
	s := e.Op
	if e.Endpoint != "" {
		s += " " + e.Endpoint
	}
	return s + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Timeout reports whether a deadline was the cause.
func (e *Error) Timeout() bool {
	var t interface{ Timeout() bool }
	return errors.Is(e.Err, context.DeadlineExceeded) || errors.As(e.Err, &t) && t.Timeout()
}

// Causes that several transports have in common.
var (
	// ErrPayloadTooLarge is a payload beyond the limit, in either direction.
	ErrPayloadTooLarge = errors.New("payload too large")

	// ErrClosed is a sender that was closed.
	ErrClosed = errors.New("closed")
)
