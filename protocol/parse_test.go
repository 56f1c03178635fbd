package protocol_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// sameID compares ids by ==, which is what ids are for in tables.
var sameID = cmp.Comparer(func(a, b protocol.ID) bool { return a == b })

// checkReason checks that err is a DecodeError with the given reason, or nil if it
// is 0. The error of an error-typed result must not be a nil pointer in disguise.
func checkReason(t *testing.T, err error, reason protocol.Reason) {
	t.Helper()
	var got *protocol.DecodeError
	switch {
	case reason == 0 && err != nil:
		t.Errorf("error %v, want none", err)
	case reason != 0 && (!errors.As(err, &got) || got.Reason != reason):
		t.Errorf("error %v, want %v", err, reason)
	}
}

func TestParseRequest(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   protocol.Request
		err    protocol.Reason
	}{
		{reason: "a request", input: ` {"jsonrpc":"2.0","method":"m\u0041","params":[1],"id":"x"} `, want: protocol.NewRequest(protocol.String("x"), "mA", protocol.Raw("[1]"))},
		{reason: "a notification", input: `{"jsonrpc":"2.0","method":"m"}`, want: protocol.NewNotification("m", nil)},
		{reason: "R01: a call with id null", input: `{"jsonrpc":"2.0","method":"m","id":null}`, want: protocol.NewRequest(protocol.Null(), "m", nil)},
		{reason: "R08: a 1.0 request", input: request10, want: protocol.Request{Version: protocol.V1, ID: protocol.Int(1), Method: "m", Params: protocol.Raw("[]")}},
		{reason: "a 1.0 notification", input: `{"method":"m","params":[],"id":null}`, want: protocol.Request{Version: protocol.V1, ID: protocol.Null(), Method: "m", Params: protocol.Raw("[]")}},
		{reason: "R03: null params are none", input: `{"jsonrpc":"2.0","method":"m","params":null}`, want: protocol.NewNotification("m", nil)},
		{reason: "a response", input: `{"jsonrpc":"2.0","result":1,"id":1}`, err: protocol.ReasonWrongKind},
		{reason: "no message", input: `{}`, err: protocol.ReasonNoMessage},
		{reason: "R04: bad params", input: `{"jsonrpc":"2.0","method":"m","params":1}`, err: protocol.ReasonBadParams},
		{reason: "R12: the dialect is the default one", input: "\uFEFF" + request20, err: protocol.ReasonByteOrderMark},
		{reason: "a batch of one", input: `[` + request20 + `]`, err: protocol.ReasonUnexpectedBatch},
		{reason: "an empty batch", input: `[]`, err: protocol.ReasonEmptyBatch},
		{reason: "R20: nothing", input: ``, err: protocol.ReasonEmpty},
		{reason: "no JSON", input: `{`, err: protocol.ReasonUnexpectedEnd},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			got, err := protocol.ParseRequest([]byte(tt.input))
			checkReason(t, err, tt.err)
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("ParseRequest(%s) (-want +got):\n%s", tt.input, diff)
			}
		})
	}
}

func TestParseResponse(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   protocol.Response
		err    protocol.Reason
	}{
		{reason: "a result", input: `{"jsonrpc":"2.0","result":[1 ],"id":1}`, want: protocol.NewResult(protocol.Int(1), protocol.Raw("[1 ]"))},
		{reason: "a result that is null", input: `{"jsonrpc":"2.0","result":null,"id":"1"}`, want: protocol.NewResult(protocol.String("1"), protocol.Raw("null"))},
		{reason: "an error", input: `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":null}`, want: protocol.NewErrorResponse(protocol.Null(), &boom)},
		{reason: "C05: an error without id", input: `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"}}`, want: protocol.Response{Error: &boom}},
		{reason: "a 1.0 result", input: `{"result":1,"error":null,"id":[]}`, want: protocol.Response{Version: protocol.V1, ID: mustID("[]"), Result: protocol.Raw("1")}},
		{reason: "C03: a 1.0 error", input: `{"result":null,"error":"boom","id":1}`, want: protocol.Response{Version: protocol.V1, ID: protocol.Int(1), Error: &protocol.Error{Message: "boom", Value: protocol.Raw(`"boom"`)}}},
		{reason: "R16: a request", input: request20, err: protocol.ReasonWrongKind},
		{reason: "R16: a request with a result", input: `{"jsonrpc":"2.0","method":"m","result":1,"id":1}`, err: protocol.ReasonWrongKind},
		{reason: "C01: both", input: `{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1}`, err: protocol.ReasonResultAndError},
		{reason: "C08: a double", input: `{"jsonrpc":"2.0","result":1,"result":1,"id":1}`, err: protocol.ReasonDuplicateMember},
		{reason: "a batch", input: `[{"jsonrpc":"2.0","result":1,"id":1}]`, err: protocol.ReasonUnexpectedBatch},
		{reason: "HTML instead of JSON", input: `<html>`, err: protocol.ReasonUnexpectedByte},
		{reason: "R20: nothing", input: "\n", err: protocol.ReasonEmpty},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			got, err := protocol.ParseResponse([]byte(tt.input))
			checkReason(t, err, tt.err)
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("ParseResponse(%s) (-want +got):\n%s", tt.input, diff)
			}
		})
	}
}

// mustID returns the id with the given JSON text.
func mustID(text string) protocol.ID {
	id, err := protocol.ParseID([]byte(text))
	if err != nil {
		panic(err)
	}
	return id
}

func TestParseResponses(t *testing.T) {
	one := protocol.NewResult(protocol.Int(1), protocol.Raw("1"))
	tests := []struct {
		reason string
		input  string
		want   []protocol.Response
		errs   []protocol.Reason
	}{
		{"a batch, in the order in which it was sent", `[{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":2},{"jsonrpc":"2.0","result":1,"id":1}]`,
			[]protocol.Response{protocol.NewErrorResponse(protocol.Int(2), &boom), one}, []protocol.Reason{0, 0}},
		{"a single response counts as a batch of one (C14)", `{"jsonrpc":"2.0","result":1,"id":1}`, []protocol.Response{one}, []protocol.Reason{0}},
		{"C06: a malformed one spoils no other", `[1,{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","result":1},` + request20 + `]`,
			[]protocol.Response{{}, one, {}, {}}, []protocol.Reason{protocol.ReasonNotAnObject, 0, protocol.ReasonNoID, protocol.ReasonWrongKind}},
		{"no JSON is one error", `[{"jsonrpc":"2.0","result":1,"id":1},`, []protocol.Response{{}}, []protocol.Reason{protocol.ReasonUnexpectedEnd}},
		{"an empty batch is one error", `[]`, []protocol.Response{{}}, []protocol.Reason{protocol.ReasonEmptyBatch}},
		{"R20: nothing is one error", ``, []protocol.Response{{}}, []protocol.Reason{protocol.ReasonEmpty}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			var got []protocol.Response
			for r, err := range protocol.ParseResponses([]byte(tt.input)) {
				if got = append(got, r); len(got) > len(tt.errs) {
					t.Fatalf("more than %d responses", len(tt.errs))
				}
				checkReason(t, err, tt.errs[len(got)-1])
			}
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("ParseResponses(%s) (-want +got):\n%s", tt.input, diff)
			}
		})
	}
}

// The sequence can be left early and run again.
func TestParseResponsesEarly(t *testing.T) {
	responses := protocol.ParseResponses([]byte(`[{"jsonrpc":"2.0","result":1,"id":1},2,3]`))
	for range 2 {
		for r, err := range responses {
			if err != nil || r.ID != protocol.Int(1) {
				t.Errorf("first response %+v, %v", r, err)
			}
			break
		}
	}
	for _, err := range protocol.ParseResponses(nil) {
		if err == nil {
			t.Error("there is a response in nothing")
		}
		break
	}
}

func TestParseError(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   *protocol.Error
		err    protocol.Reason
	}{
		{reason: "an error object", input: ` {"code":-32001, "message":"boom"} `, want: &boom},
		{reason: "with data", input: `{"code":1,"message":"\u0041","data":[1 ]}`, want: &protocol.Error{Code: 1, Message: "A", Data: protocol.Raw("[1 ]")}},
		{reason: "C03: a loose one", input: `{"code":1e0}`, want: &protocol.Error{Code: 1}},
		{reason: "C03: a text, as 1.0 has them", input: ` "b\u006fom" `, want: &protocol.Error{Message: "boom", Value: protocol.Raw(`"b\u006fom"`)}},
		{reason: "C03: another value", input: ` [ 1 ]`, want: &protocol.Error{Value: protocol.Raw(`[ 1 ]`)}},
		{reason: "C03: an object without code", input: `{"message":"boom","data":1}`, want: &protocol.Error{Message: "boom", Data: protocol.Raw("1"), Value: protocol.Raw(`{"message":"boom","data":1}`)}},
		{reason: "null is no error", input: ` null`, err: protocol.ReasonNoResultOrError},
		{reason: "no JSON", input: `{"code":}`, err: protocol.ReasonUnexpectedByte},
		{reason: "two values", input: `1 2`, err: protocol.ReasonTrailingData},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			got, err := protocol.ParseError([]byte(tt.input))
			checkReason(t, err, tt.err)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ParseError(%s) (-want +got):\n%s", tt.input, diff)
			}
		})
	}
}

// ParseError says of the error member what ErrorObject says of the message.
func TestParseErrorAgrees(t *testing.T) {
	for _, tt := range rulings() {
		m := only(t, protocol.Default, tt.input)
		if m.Kind() != protocol.KindError {
			continue
		}
		got, err := protocol.ParseError(m.RawError())
		if diff := cmp.Diff(m.ErrorObject(), got); err != nil || diff != "" {
			t.Errorf("%s: %v (-ErrorObject +ParseError):\n%s", tt.name, err, diff)
		}
	}
}
