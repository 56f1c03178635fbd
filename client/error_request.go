package client

import "github.com/rpcwire/rpcwire/protocol"

// A RequestError says why a request cannot be made. It is found out before anything
// is sent: params that do not encode, a method that JSON cannot say, an id or params
// that the version does not have, a batch beyond the limit, and so on.
type RequestError struct {
	// Problem says what is wrong; it may be empty if Err says it all.
	Problem string

	// Err is the cause, such as a [*protocol.EncodeError], the error of a [Codec] or
	// one of the Err variables of this package; it may be nil.
	Err error
}

// Error returns problem and cause in one line.
func (e *RequestError) Error() string {
	switch {
	case e.Err == nil:
		return e.Problem
	case e.Problem == "":
		return e.Err.Error()
	}
	return e.Problem + ": " + e.Err.Error()
}

// Unwrap returns the cause, or nil.
func (e *RequestError) Unwrap() error { return e.Err }

// A ResultError is a result, or the data of an error, that does not fit the Go
// value it was to be decoded into. The call itself succeeded.
type ResultError struct {
	// Text is the JSON text that was to be decoded. It must not be changed. It is nil
	// if an error has no data.
	Text protocol.Raw

	// Err is the error of the [Codec]; it is never nil.
	Err error
}

// Error returns the cause in one line.
func (e *ResultError) Error() string { return "result: " + e.Err.Error() }

// Unwrap returns the cause.
func (e *ResultError) Unwrap() error { return e.Err }
