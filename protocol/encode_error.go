package protocol

import "strconv"

// An EncodeError says why a value is not a message that could be sent. Nothing
// of the message is emitted.
type EncodeError struct {
	// Member is the member at fault: "id", "method", "params", "result", "error",
	// "error.message" or "error.data"; or "batch".
	Member string

	// Index is the position in the batch, or -1 outside of one.
	Index int

	// Problem says what is wrong with the member.
	Problem string

	// Cause says where a [Raw] is not valid JSON, or is nil.
	Cause *DecodeError
}

// Error returns position, member and problem in one line.
func (e *EncodeError) Error() string {
	s := "cannot encode "
	if e.Index >= 0 {
		s += "message " + strconv.Itoa(e.Index) + " of the batch: "
	}
	s += e.Member + ": " + e.Problem
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

// Unwrap returns the cause, or nil.
func (e *EncodeError) Unwrap() error {
	if e.Cause == nil {
		return nil
	}
	return e.Cause
}

// unencodable returns an error about one member of a single message.
func unencodable(member, problem string) *EncodeError {
	return &EncodeError{Member: member, Index: -1, Problem: problem}
}

// inBatch notes at which position of a batch err happened.
func inBatch(err error, index int) error {
	if e, ok := err.(*EncodeError); ok {
		e.Index = index
	}
	return err
}
