package ws

import (
	"strconv"

	"github.com/rpcwire/rpcwire/transport"
)

// A CloseError is the end of a connection by a close frame (RFC 6455, section 7.4) that
// was not in good order. It matches [transport.ErrClosed], and with the code 1009
// [transport.ErrPayloadTooLarge] as well.
type CloseError struct {
	// Code says why, such as 1008 for a violated policy.
	Code int

	// Text is what was said besides; it may be empty.
	Text string

	// Local tells who closed. True: this side, because of what the peer sent. False: the
	// peer.
	Local bool
}

// Error returns who closed, the code, and the text in one line.
func (e *CloseError) Error() string {
	who := "the peer closed the connection"
	if e.Local {
		who = "the connection was closed"
	}
	s := who + " (" + strconv.Itoa(e.Code) + ")"
	if e.Text != "" {
		s += ": " + excerpt([]byte(e.Text))
	}
	return s
}

// Is reports whether e matches target.
func (e *CloseError) Is(target error) bool {
	return target == transport.ErrClosed ||
		target == transport.ErrPayloadTooLarge && e.Code == closeTooLarge
}

// inGoodOrder reports whether the peer had nothing to complain of. Browsers close
// without a code unless a page gives one.
func (e *CloseError) inGoodOrder() bool {
	switch e.Code {
	case closeNormal, closeGoingAway, closeNone:
		return !e.Local
	}
	return false
}

// violation returns the error of a connection whose peer broke a rule.
func violation(code int, text string) *CloseError {
	return &CloseError{Code: code, Text: text, Local: true}
}
