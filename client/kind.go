package client

import (
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A Kind says at which point a call failed. Its text is what the command line
// prints.
type Kind string

// The kinds. The first six say that no valid response was received.
const (
	KindTransport       Kind = "transport"        // *transport.Error: the bytes did not get there or back
	KindTimeout         Kind = "timeout"          // *transport.Error: so too, since time was up
	KindParseError      Kind = "parse_error"      // *ParseError: the reply is not JSON
	KindInvalidResponse Kind = "invalid_response" // *InvalidResponseError: the reply is no valid response
	KindIDMismatch      Kind = "id_mismatch"      // *IDMismatchError: the reply has another id
	KindNoResponse      Kind = "no_response"      // *NoResponseError: there is no reply
	KindServer          Kind = "error"            // *protocol.Error: the server answered with an error
	KindRequest         Kind = "request"          // *RequestError: the request cannot be made; nothing was sent
	KindResult          Kind = "result"           // *ResultError: the result does not fit the Go type
	KindMiddleware      Kind = "middleware"       // a middleware failed on its own
)

// KindOf returns the kind of the first [*Error] in the tree of err. Where there is
// none it still knows the errors of packages transport and protocol that have a
// kind; it returns "" for every other error and for nil.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if e, ok := errors.AsType[*transport.Error](err); ok {
		return kindOfTransport(e)
	}
	if _, ok := errors.AsType[*protocol.Error](err); ok {
		return KindServer
	}
	return ""
}

// kindOf returns the kind of a cause.
func kindOf(err error) Kind {
	switch err := err.(type) {
	case *transport.Error:
		return kindOfTransport(err)
	case *protocol.Error:
		return KindServer
	case *ParseError:
		return KindParseError
	case *InvalidResponseError:
		return KindInvalidResponse
	case *IDMismatchError:
		return KindIDMismatch
	case *NoResponseError:
		return KindNoResponse
	case *RequestError:
		return KindRequest
	case *ResultError:
		return KindResult
	case *BatchError:
		return kindOf(err.Err)
	}
	return KindMiddleware
}

func kindOfTransport(e *transport.Error) Kind {
	if e.Timeout() {
		return KindTimeout
	}
	return KindTransport
}
