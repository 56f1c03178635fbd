package zmq

import (
	"errors"
	"fmt"
	"time"
)

// Causes of errors.
var (
	// ErrNoCgo is what everything fails with that was built without cgo.
	ErrNoCgo = errors.New("built without cgo")

	// ErrNotConnected is a call that was not sent since there was no connection: see
	// [ConnectError].
	ErrNotConnected = errors.New("not connected")
)

// A HandshakeError says why a connection did not come about although somebody listens.
type HandshakeError struct {
	// Denied: the server does not know the key of the client, or does not want it.
	Denied bool

	// Code is what libzmq tells: the ZAP status if it was denied, else an error of the
	// protocol or the system. It may be 0.
	Code int
}

// Error says what happened in a few words. With CURVE, servers that are not meant by the
// client end the connection without a word.
func (e *HandshakeError) Error() string {
	if e.Denied {
		return fmt.Sprintf("handshake refused: the peer does not accept the key (status %d)", e.Code)
	}
	return fmt.Sprintf("handshake failed (code %d): another key, mechanism or protocol", e.Code)
}

// A ConnectError is why a call was not sent: there was no connection for as long as it
// could wait. It matches [ErrNotConnected].
type ConnectError struct {
	// Cause is the end of the call's context, or nil if [ConnectWait] was over.
	Cause error

	// Wait is for how long there was no connection.
	Wait time.Duration

	// Handshake is the last failure of a handshake meanwhile, or nil.
	Handshake *HandshakeError
}

// Error tells all three.
func (e *ConnectError) Error() string {
	text := "not connected for " + e.Wait.Round(time.Millisecond).String()
	if e.Handshake != nil {
		text += ": " + e.Handshake.Error()
	}
	if e.Cause != nil {
		text = e.Cause.Error() + " (" + text + ")"
	}
	return text
}

// Is reports whether target is [ErrNotConnected].
func (e *ConnectError) Is(target error) bool { return target == ErrNotConnected }

// Timeout reports that the call waited in vain, unless its context was cancelled.
func (e *ConnectError) Timeout() bool { return e.Cause == nil }

// Unwrap returns cause and handshake, as far as there are any.
func (e *ConnectError) Unwrap() []error {
	var errs []error
	if e.Cause != nil {
		errs = append(errs, e.Cause)
	}
	if e.Handshake != nil {
		errs = append(errs, e.Handshake)
	}
	return errs
}

// A Status is what a server or a broker tells instead of a reply.
type Status byte

// The statuses.
const (
	// StatusRefused: the call was not executed, since there are too many, or since the
	// peer is about to close. It can be sent again.
	StatusRefused Status = 'R'

	// StatusLost: the worker that had the call is gone, and nobody knows what became of
	// the call.
	StatusLost Status = 'L'
)

// A StatusError is a [Status] with its text for people. The [transport.Error] around it
// has Sent set unless the call was refused.
type StatusError struct {
	Status  Status
	Message string
}

// Error returns the message.
func (e *StatusError) Error() string { return e.Message }
