package protocol_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

func TestNewError(t *testing.T) {
	tests := []struct {
		reason  string
		code    protocol.Code
		message string
		want    protocol.Error
	}{
		{"the specification's message where there is none", protocol.CodeInvalidParams, "", protocol.Error{Code: -32602, Message: "Invalid params"}},
		{"a message of one's own", protocol.CodeInvalidParams, "no b", protocol.Error{Code: -32602, Message: "no b"}},
		{"a code without a message", 5, "", protocol.Error{Code: 5}},
		{"a server error", -32050, "", protocol.Error{Code: -32050, Message: "Server error"}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if diff := cmp.Diff(&tt.want, protocol.NewError(tt.code, tt.message)); diff != "" {
				t.Errorf("NewError (-want +got):\n%s", diff)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	tests := []struct {
		reason string
		err    *protocol.Error
		want   string
	}{
		{"code and message", &boom, "error -32001: boom"},
		{"no message", &protocol.Error{Code: 7}, "error 7"},
		{"data is not shown", &protocol.Error{Code: 7, Message: "x", Data: raw(`"secret"`)}, "error 7: x"},
		{"a value that only 1.0 has", &protocol.Error{Message: "boom", Value: raw(`"boom"`)}, `error "boom"`},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := tt.err.Error(); got != tt.want {
				t.Errorf("Error = %q, want %q", got, tt.want)
			}
		})
	}
}

// errors.Is matches by code, whatever else the errors have, and however deep.
func TestErrorIs(t *testing.T) {
	var none *protocol.Error
	other := errors.New("other")
	tests := []struct {
		reason      string
		err, target error
		want        bool
	}{
		{"the code", &boom, protocol.Code(-32001), true},
		{"another code", &boom, protocol.CodeInternalError, false},
		{"an error with the code", &boom, &protocol.Error{Code: -32001, Message: "else", Data: raw("1")}, true},
		{"an error with another code", &boom, &protocol.Error{Code: 1, Message: "boom"}, false},
		{"a wrapped error", fmt.Errorf("call: %w", &boom), protocol.Code(-32001), true},
		{"a code is an error itself", protocol.CodeParseError, protocol.CodeParseError, true},
		{"a wrapped code", fmt.Errorf("call: %w", protocol.CodeParseError), protocol.CodeParseError, true},
		{"an error of another type", &boom, other, false},
		{"a nil error as target", &boom, none, false},
		{"the zero code is no nil", &protocol.Error{}, none, false},
		{"what the peer is told of a payload", &protocol.DecodeError{Reason: protocol.ReasonTooDeep}, protocol.CodeInvalidRequest, true},
		{"the cause of an EncodeError", &protocol.EncodeError{Cause: &protocol.DecodeError{Reason: protocol.ReasonEmpty}}, protocol.CodeParseError, true},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := errors.Is(tt.err, tt.target); got != tt.want {
				t.Errorf("errors.Is(%v, %v) = %v", tt.err, tt.target, got)
			}
		})
	}
}

// errors.As finds the error in what was wrapped.
func TestErrorAs(t *testing.T) {
	var got *protocol.Error
	if err := fmt.Errorf("call: %w", &boom); !errors.As(err, &got) || got != &boom {
		t.Errorf("errors.As finds %v", got)
	}
	var code protocol.Code
	if err := fmt.Errorf("call: %w", protocol.CodeParseError); !errors.As(err, &code) || code != protocol.CodeParseError {
		t.Errorf("errors.As finds %v", code)
	}
}
