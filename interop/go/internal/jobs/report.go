package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
)

// The kinds of failures.
const (
	Transport       = "transport"
	Timeout         = "timeout"
	ParseError      = "parse_error"
	InvalidResponse = "invalid_response"
	NoResponse      = "no_response"
)

// A Report is what became of a call: one of a result, an error of the server, and a
// failure. It is empty for a notification that went out.
type Report struct {
	Result  json.RawMessage
	Error   any // anything that is encoded as JSON
	Failure string
	Message string
}

// An Error is an error of 2.0.
type Error struct {
	Code    int64           `json:"code"`
	Message string          `json:"message"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// Succeeded returns the report on a call that has a result; nil is null.
func Succeeded(result json.RawMessage) Report {
	if result == nil {
		result = json.RawMessage("null")
	}
	return Report{Result: result}
}

// Failure returns the report on a failure of a kind.
func Failure(kind string, err error) Report {
	return Report{Failure: kind, Message: err.Error()}
}

// Failed returns the report on an error that is none of the server; its kind is told by
// what everybody's errors have in common.
func Failed(err error) Report {
	var (
		syntax    *json.SyntaxError
		unmarshal *json.UnmarshalTypeError
		network   net.Error
	)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return Failure(Timeout, err)
	case errors.As(err, &syntax):
		return Failure(ParseError, err)
	case errors.As(err, &unmarshal):
		return Failure(InvalidResponse, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &network):
		return Failure(Transport, err)
	}
	return Failure(InvalidResponse, err)
}

// encode returns the report as a line without its end.
func (r *Report) encode() []byte {
	var v any
	switch {
	case r.Failure != "":
		v = map[string]string{"failure": r.Failure, "message": r.Message}
	case r.Error != nil:
		v = map[string]any{"error": r.Error}
	case r.Result != nil:
		return append(append([]byte(`{"result":`), line(r.Result)...), '}')
	default:
		return []byte("{}")
	}
	encoded, err := json.Marshal(v)
	if err != nil {
		return (&Report{Failure: InvalidResponse, Message: err.Error()}).encode()
	}
	return encoded
}

// line returns JSON as a line of UTF-8, also where a library let pass what is none: as
// strings, invalid bytes would be replaced.
func line(data []byte) []byte {
	data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	var b bytes.Buffer
	if json.Compact(&b, data) == nil {
		return b.Bytes()
	}
	return bytes.ReplaceAll(data, []byte("\n"), []byte(" "))
}
