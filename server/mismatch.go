package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// A mismatchError says that params do not fit a Method. Its cause is for the log; what
// the caller gets names no Go types.
type mismatchError struct {
	wire  *protocol.Error
	cause error
}

func (e *mismatchError) Error() string {
	return e.wire.Error() + ": " + string(e.wire.Data)
}

func (e *mismatchError) Unwrap() error { return e.wire }

// mismatch returns a mismatchError whose data is the text.
func mismatch(cause error, format string, args ...any) error {
	data, err := json.Marshal(fmt.Sprintf(format, args...))
	if err != nil { // strings always encode
		data = nil
	}
	wire := protocol.NewError(protocol.CodeInvalidParams, "")
	wire.Data = data
	return &mismatchError{wire, cause}
}

// quoted returns a name from outside as it is shown in errors.
func quoted(name string) string {
	const most = 64
	if len(name) > most {
		return strconv.Quote(name[:most]) + "..."
	}
	return strconv.Quote(name)
}

// unfit returns the error for a value that could not be decoded into a type. What is
// the name of the value.
func unfit(what string, t reflect.Type, value protocol.Raw, cause error) error {
	if e, ok := errors.AsType[*protocol.Error](cause); ok && e != nil {
		return cause // the type itself says what to answer
	}
	want, got := typeOf(t), kindOf(value)
	switch {
	case want == "integer" && got == "number":
		if isIntegral(value) {
			return mismatch(cause, "%s is out of range", what)
		}
		return mismatch(cause, "%s must be an integer", what)
	case want == "number" && got == "number":
		return mismatch(cause, "%s is out of range", what)
	case want == "any" || want == got:
		return mismatch(cause, "%s is not valid", what)
	}
	return mismatch(cause, "%s must be %s, not %s", what, withArticle(want), withArticle(got))
}

// withArticle returns a type as part of a sentence.
func withArticle(kind string) string {
	switch kind {
	case "null":
		return kind
	case "integer", "array", "object":
		return "an " + kind
	}
	return "a " + kind
}

// isIntegral reports whether a number is written without fraction and exponent.
func isIntegral(number protocol.Raw) bool {
	for _, c := range number {
		if c == '.' || c == 'e' || c == 'E' {
			return false
		}
	}
	return true
}
