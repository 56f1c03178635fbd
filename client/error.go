package client

import (
	"context"
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// ErrClient is matched, in the sense of errors.Is, by every error of this package.
var ErrClient = errors.New("client error")

// Causes within a [*RequestError].
var (
	// ErrNotSent is the error of a [Future] whose batch was not sent.
	ErrNotSent = errors.New("the batch was not sent")

	// ErrBatchTooLarge is a batch of more messages than the limit.
	ErrBatchTooLarge = errors.New("the batch has too many messages")

	// ErrNoBatches is a batch of a client that speaks 1.0.
	ErrNoBatches = errors.New("JSON-RPC 1.0 has no batches")

	// ErrEqualIDs is a batch in which two calls have equal ids, so that their
	// replies could not be told apart.
	ErrEqualIDs = errors.New("two calls of the batch have equal ids")
)

// An Error is why a call, a notification or a batch failed. All errors of this
// package are of this type, possibly wrapped by middleware. It is immutable and may
// be shared.
type Error struct {
	// Kind says at which point it failed.
	Kind Kind

	// Method is what was called; it is empty for a batch as a whole and for bytes.
	Method string

	// ID is the id of the call. It is absent for notifications, for a batch as a
	// whole, and where the call had none yet.
	ID protocol.ID

	// Err is the cause, of the type that [Kind] says; it is never nil.
	Err error

	context error // what the context said, if it was a matter of transport
	codec   Codec // for the data of an error; nil is JSON
}

// Error returns method, id and cause in one line.
func (e *Error) Error() string {
	s := "client: "
	if e.Method != "" {
		s += e.Method
		if !e.ID.IsAbsent() {
			s += " (id " + e.ID.String() + ")"
		}
		s += ": "
	}
	return s + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Is reports whether target is [ErrClient]; or context.DeadlineExceeded, for a
// timeout of any origin; or context.Canceled, where the transport failed after the
// caller had canceled, whatever it made of that.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrClient:
		return true
	case context.DeadlineExceeded:
		return e.Kind == KindTimeout
	case context.Canceled:
		return e.context == context.Canceled
	}
	return false
}

// Timeout reports whether the call failed because time was up.
func (e *Error) Timeout() bool { return e.Kind == KindTimeout }

// failure returns the error of request r, whose cause is err. It keeps an error
// that is of this package already.
func (c *Client) failure(ctx context.Context, r *protocol.Request, err error) error {
	if errors.Is(err, ErrClient) {
		return err
	}
	e := &Error{Kind: kindOf(err), Method: r.Method, ID: r.ID, Err: err, codec: c.codec}
	if _, ok := errors.AsType[*transport.Error](err); ok {
		e.context = ctx.Err()
		if e.Kind = KindTransport; KindOf(err) == KindTimeout || e.context == context.DeadlineExceeded {
			e.Kind = KindTimeout
		}
	}
	return e
}

// undelivered returns what a sender failed with as an error of package transport,
// which it should be already.
func undelivered(err error) error {
	if _, ok := errors.AsType[*transport.Error](err); ok {
		return err
	}
	return &transport.Error{Op: "send", Sent: true, Err: err}
}
