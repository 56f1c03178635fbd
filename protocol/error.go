package protocol

import "strconv"

// An Error is the error of a response: the object of JSON-RPC 2.0, section 5.1,
// or whatever value a 1.0 peer sends in its place. It is a Go error. Errors are
// values: do not change one that others may hold.
type Error struct {
	// Code is the kind of error. It is 0 where a 1.0 error has none.
	Code Code

	// Message is a short text for people. It is empty where a 1.0 error has none.
	Message string

	// Data is further information; nil where there is none. It must be valid JSON
	// to be encoded.
	Data Raw

	// Value is the whole error member where it is no 2.0 error object, which only
	// 1.0 has; else nil. If it is set, a 1.0 response is encoded with it in place
	// of the other fields, and a 2.0 response cannot be encoded.
	Value Raw
}

// NewError returns an error with the given code and, where message is empty, the
// specification's message for it.
func NewError(code Code, message string) *Error {
	if message == "" {
		message = code.String()
	}
	return &Error{Code: code, Message: message}
}

// Error returns code and message, or the value of an error that only 1.0 has.
func (e *Error) Error() string {
	if e.Value != nil {
		return "error " + string(e.Value)
	}
	s := "error " + strconv.FormatInt(int64(e.Code), 10)
	if e.Message != "" {
		s += ": " + e.Message
	}
	return s
}

// Is reports whether target is an [Error] with the same code, or that [Code].
// Message and data do not count.
func (e *Error) Is(target error) bool { return e.Code.matches(target) }

// matches reports whether target is c, or an [Error] with it.
func (c Code) matches(target error) bool {
	switch target := target.(type) {
	case Code:
		return target == c
	case *Error:
		return target != nil && target.Code == c
	}
	return false
}
