package client

import (
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// A ParseError is a reply that is not JSON. errors.As also finds its Problem.
type ParseError struct {
	// Problem says what is wrong, at which offset of the reply, with an excerpt; it
	// is never nil.
	Problem *protocol.DecodeError
}

// Error returns reason, offset and excerpt in one line.
func (e *ParseError) Error() string { return "reply is not JSON: " + e.Problem.Error() }

// As finds the Problem. It is not unwrapped, because errors.Is with a code would
// take it for something that the server said.
func (e *ParseError) As(target any) bool { return asProblem(e.Problem, target) }

// An InvalidResponseError is a reply that is JSON, but no valid response.
// errors.As also finds its Problem.
type InvalidResponseError struct {
	// Problem says what is wrong, and at which offset of the reply; it is never nil.
	Problem *protocol.DecodeError
}

// Error returns reason, offset and excerpt in one line.
func (e *InvalidResponseError) Error() string {
	return "reply is no valid response: " + e.Problem.Error()
}

// As finds the Problem; see [ParseError.As].
func (e *InvalidResponseError) As(target any) bool { return asProblem(e.Problem, target) }

// An IDMismatchError is a valid response to some other call (C04).
type IDMismatchError struct {
	Want protocol.ID // that of the request
	Got  protocol.ID // that of the response
}

// Error returns both ids in one line.
func (e *IDMismatchError) Error() string {
	return "reply has the id " + e.Got.String() + " instead of " + e.Want.String()
}

// A NoResponseError is a reply that is missing: nothing came back, or nothing for
// this call in the reply to a batch (C06).
type NoResponseError struct {
	// Hint is an error with the id null that was among the replies to the batch, and
	// may be why; else it is nil. It belongs to no call for certain, and is not
	// unwrapped.
	Hint *protocol.Error
}

// Error returns what is known in one line.
func (e *NoResponseError) Error() string {
	if e.Hint != nil {
		return "no response, but there is an error with the id null: " + e.Hint.Error()
	}
	return "no response"
}

// A BatchError is one object in answer to a batch: the server did not take the batch
// as such, and may not support batches. It is the cause of every call of the batch.
type BatchError struct {
	// Err is a [*protocol.Error] if the server answered the batch as a whole with an
	// error whose id is null or missing, else an [*InvalidResponseError] (C14).
	Err error
}

// Error returns the cause in one line.
func (e *BatchError) Error() string {
	return "one object in answer to a batch (the server may not support batches): " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *BatchError) Unwrap() error { return e.Err }

// asProblem is the As method of errors that have a problem.
func asProblem(problem *protocol.DecodeError, target any) bool {
	t, ok := target.(**protocol.DecodeError)
	if ok {
		*t = problem
	}
	return ok
}

// unreadable returns the error of a reply that cannot be decoded as a whole.
func unreadable(err error) error {
	problem := err.(*protocol.DecodeError)
	if problem.Reason.Code() == protocol.CodeParseError {
		return &ParseError{problem}
	}
	return &InvalidResponseError{problem}
}

// misplaced returns the error of a reply that is wrong from its first character on.
func misplaced(reply []byte, reason protocol.Reason) error {
	const reach = 32
	excerpt := strconv.QuoteToASCII(string(reply[:min(len(reply), reach)]))
	return &InvalidResponseError{&protocol.DecodeError{Reason: reason, Excerpt: excerpt}}
}
