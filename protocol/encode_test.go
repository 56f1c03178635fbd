package protocol_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// An appender is a value that can be encoded.
type appender interface {
	AppendTo(dst []byte) ([]byte, error)
}

// An encodeTest is a value and the bytes it becomes.
type encodeTest struct {
	reason string
	value  appender
	want   string
}

func raw(text string) protocol.Raw { return protocol.Raw(text) }

// v1Request returns a request of 1.0.
func v1Request(id protocol.ID, method string, params protocol.Raw) protocol.Request {
	return protocol.Request{Version: protocol.V1, ID: id, Method: method, Params: params}
}

var requestEncodings = []encodeTest{
	{"a request", protocol.NewRequest(protocol.Int(1), "subtract", raw("[42,23]")), `{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`},
	{"named params", protocol.NewRequest(protocol.String("a"), "m", raw(`{"x":1}`)), `{"jsonrpc":"2.0","method":"m","params":{"x":1},"id":"a"}`},
	{"no params", protocol.NewRequest(protocol.Int(1), "m", nil), `{"jsonrpc":"2.0","method":"m","id":1}`},
	{"params keep their white space and escapes", protocol.NewRequest(protocol.Int(1), "m", raw(` [ 1.50 , "\u0041" ] `)), `{"jsonrpc":"2.0","method":"m","params": [ 1.50 , "\u0041" ] ,"id":1}`},
	{"empty params are params", protocol.NewRequest(protocol.Int(1), "m", raw(`[]`)), `{"jsonrpc":"2.0","method":"m","params":[],"id":1}`},
	{"R01: the id null", protocol.NewRequest(protocol.Null(), "m", nil), `{"jsonrpc":"2.0","method":"m","id":null}`},
	{"R05: an id keeps its text", protocol.NewRequest(mustID("1.50"), "m", nil), `{"jsonrpc":"2.0","method":"m","id":1.50}`},
	{"R14: a lone surrogate in an id", protocol.NewRequest(mustID(`"\uD800"`), "m", nil), `{"jsonrpc":"2.0","method":"m","id":"\uD800"}`},
	{"R14: a lone surrogate in a method", protocol.NewNotification("a\xed\xa0\x80", nil), `{"jsonrpc":"2.0","method":"a\ud800"}`},
	{"a notification", protocol.NewNotification("update", raw("[1,2,3]")), `{"jsonrpc":"2.0","method":"update","params":[1,2,3]}`},
	{"a notification without params", protocol.NewNotification("m", nil), `{"jsonrpc":"2.0","method":"m"}`},
	{"a method that has to be escaped", protocol.NewNotification("a\"b\\\n\x00", nil), `{"jsonrpc":"2.0","method":"a\"b\\\n\u0000"}`},
	{"a method that has to be escaped, with params and id", protocol.NewRequest(protocol.Int(1), `"`, raw("[]")), `{"jsonrpc":"2.0","method":"\"","params":[],"id":1}`},
	{"a method that need not be", protocol.NewNotification("é<>&/\u2028😀", nil), "{\"jsonrpc\":\"2.0\",\"method\":\"é<>&/\u2028😀\"}"},
	{"a method of many bytes with params", protocol.NewNotification("é", raw("[]")), `{"jsonrpc":"2.0","method":"é","params":[]}`},
	{"R10: an empty method", protocol.NewNotification("", nil), `{"jsonrpc":"2.0","method":""}`},
	{"a 1.0 request", v1Request(protocol.Int(1), "m", raw("[1]")), `{"method":"m","params":[1],"id":1}`},
	{"a 1.0 request without params has an empty array", v1Request(protocol.Int(1), "m", nil), `{"method":"m","params":[],"id":1}`},
	{"a 1.0 notification has the id null", v1Request(protocol.Null(), "m", raw("[]")), `{"method":"m","params":[],"id":null}`},
	{"also where it is absent", v1Request(protocol.ID{}, "m", nil), `{"method":"m","params":[],"id":null}`},
	{"R22: a 1.0 id is any value", v1Request(mustID(`{ "a" : 1 }`), "m", nil), `{"method":"m","params":[],"id":{ "a" : 1 }}`},
	{"a 1.0 method that has to be escaped", v1Request(protocol.Int(1), "\t\u00e9", nil), `{"method":"\té","params":[],"id":1}`},
}

// v1Result returns a response of 1.0 with a result.
func v1Result(id protocol.ID, value string) protocol.Response {
	return protocol.Response{Version: protocol.V1, ID: id, Result: raw(value)}
}

// v1Failure returns a response of 1.0 with an error.
func v1Failure(id protocol.ID, err *protocol.Error) protocol.Response {
	return protocol.Response{Version: protocol.V1, ID: id, Error: err}
}

var responseEncodings = []encodeTest{
	{"a result", protocol.NewResult(protocol.Int(1), raw("19")), `{"jsonrpc":"2.0","result":19,"id":1}`},
	{"a result that is null", protocol.NewResult(protocol.String("x"), raw("null")), `{"jsonrpc":"2.0","result":null,"id":"x"}`},
	{"a result keeps its white space", protocol.NewResult(protocol.Int(1), raw(" [ 1 ] ")), `{"jsonrpc":"2.0","result": [ 1 ] ,"id":1}`},
	{"a result with id null", protocol.NewResult(protocol.Null(), raw("1")), `{"jsonrpc":"2.0","result":1,"id":null}`},
	{"an error", protocol.NewErrorResponse(protocol.Null(), protocol.NewError(protocol.CodeParseError, "")), `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
	{"an error with data", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Code: -32001, Message: "boom", Data: raw(`{"k":1}`)}), `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","data":{"k":1}},"id":1}`},
	{"an error with data null", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Data: raw(`null`)}), `{"jsonrpc":"2.0","error":{"code":0,"message":"","data":null},"id":1}`},
	{"the lowest code", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Code: -9223372036854775808}), `{"jsonrpc":"2.0","error":{"code":-9223372036854775808,"message":""},"id":1}`},
	{"an error message that has to be escaped", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Message: "\"\r\n\xed\xb0\x80"}), `{"jsonrpc":"2.0","error":{"code":0,"message":"\"\r\n\udc00"},"id":1}`},
	{"a 1.0 result has both members", v1Result(protocol.Int(1), "19"), `{"result":19,"error":null,"id":1}`},
	{"a 1.0 result that is null", v1Result(mustID("[1]"), "null"), `{"result":null,"error":null,"id":[1]}`},
	{"a 1.0 error has both members", v1Failure(protocol.Int(1), &boom), `{"result":null,"error":{"code":-32001,"message":"boom"},"id":1}`},
	{"C03: a 1.0 error of any type", v1Failure(protocol.Int(1), &protocol.Error{Code: 5, Message: "x", Value: raw(`"boom"`)}), `{"result":null,"error":"boom","id":1}`},
	{"a 1.0 error with id null", v1Failure(protocol.Null(), &boom), `{"result":null,"error":{"code":-32001,"message":"boom"},"id":null}`},
}

var batchEncodings = []encodeTest{
	{"a batch of one", protocol.Batch{protocol.NewNotification("m", nil)}, `[{"jsonrpc":"2.0","method":"m"}]`},
	{
		"R17: a batch of both versions",
		protocol.Batch{protocol.NewRequest(protocol.Int(1), "a", raw("[1]")), v1Request(protocol.Int(2), "b", nil), protocol.NewNotification("c", nil)},
		`[{"jsonrpc":"2.0","method":"a","params":[1],"id":1},{"method":"b","params":[],"id":2},{"jsonrpc":"2.0","method":"c"}]`,
	},
	{"responses of one", protocol.Responses{v1Result(protocol.Int(1), "1")}, `[{"result":1,"error":null,"id":1}]`},
	{
		"R17: responses of both versions",
		protocol.Responses{protocol.NewResult(protocol.Int(1), raw("1")), v1Failure(protocol.Int(2), &boom)},
		`[{"jsonrpc":"2.0","result":1,"id":1},{"result":null,"error":{"code":-32001,"message":"boom"},"id":2}]`,
	},
}

var errorEncodings = []encodeTest{
	{"an error", &boom, `{"code":-32001,"message":"boom"}`},
	{"the zero error", &protocol.Error{}, `{"code":0,"message":""}`},
	{"an error with data", &protocol.Error{Code: 1, Message: "é", Data: raw(" 1 ")}, `{"code":1,"message":"é","data": 1 }`},
	{"C03: a value that only 1.0 has", &protocol.Error{Message: "boom", Value: raw(`"boom"`)}, `"boom"`},
	{"C03: a value with white space", &protocol.Error{Value: raw(` [ ] `)}, ` [ ] `},
}

// encodings returns all tables of values that can be encoded.
func encodings() (tests []encodeTest) {
	for _, table := range [][]encodeTest{requestEncodings, responseEncodings, batchEncodings, errorEncodings} {
		tests = append(tests, table...)
	}
	return tests
}

// prefixes are what a buffer may hold before, with much room behind it and none.
func prefixes() [][]byte {
	roomy := append(make([]byte, 0, 4096), "before "...)
	return [][]byte{nil, {}, []byte("before "), roomy, []byte("before ")[:7:7]}
}

func TestEncode(t *testing.T) {
	for _, tt := range encodings() {
		t.Run(tt.reason, func(t *testing.T) {
			for _, dst := range prefixes() {
				before := string(dst)
				got, err := tt.value.AppendTo(dst)
				if err != nil {
					t.Fatalf("AppendTo: %v", err)
				}
				if diff := cmp.Diff(before+tt.want, string(got)); diff != "" {
					t.Errorf("AppendTo behind %q (-want +got):\n%s", before, diff)
				}
			}
		})
	}
}

// AppendRequest and AppendNotification write what Request.AppendTo writes.
func TestAppendRequest(t *testing.T) {
	for _, tt := range requestEncodings {
		r := tt.value.(protocol.Request)
		if r.Version != protocol.V2 {
			continue
		}
		t.Run(tt.reason, func(t *testing.T) {
			for _, dst := range prefixes() {
				want := string(dst) + tt.want
				got, err := protocol.AppendRequest(dst, r.ID, r.Method, r.Params)
				if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
					t.Errorf("AppendRequest: %v (-want +got):\n%s", err, diff)
				}
				if !r.ID.IsAbsent() {
					continue
				}
				got, err = protocol.AppendNotification(dst, r.Method, r.Params)
				if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
					t.Errorf("AppendNotification: %v (-want +got):\n%s", err, diff)
				}
			}
		})
	}
}

// What is encoded is decoded as what it is, with nothing to tolerate.
func TestEncodedIsDecoded(t *testing.T) {
	for _, tt := range append(requestEncodings, responseEncodings...) {
		t.Run(tt.reason, func(t *testing.T) {
			m := only(t, protocol.Default, tt.want)
			if m.Tolerated()&^(protocol.NullID|protocol.FractionalID|protocol.LoneSurrogate) != 0 {
				t.Errorf("%s is tolerated: %v", tt.want, m.Tolerated())
			}
			switch value := tt.value.(type) {
			case protocol.Request:
				if got := m.Kind() == protocol.KindNotification; m.Kind() == protocol.KindInvalid || got != value.IsNotification() {
					t.Errorf("%s is a %v", tt.want, m.Kind())
				}
			case protocol.Response:
				if (value.Error != nil) != (m.Kind() == protocol.KindError) || !m.Kind().IsResponse() {
					t.Errorf("%s is a %v", tt.want, m.Kind())
				}
			}
		})
	}
}

func TestIsNotification(t *testing.T) {
	tests := []struct {
		reason string
		r      protocol.Request
		want   bool
	}{
		{"no id", protocol.Request{}, true},
		{"an id", protocol.Request{ID: protocol.Int(0)}, false},
		{"R01: the id null in 2.0", protocol.Request{ID: protocol.Null()}, false},
		{"no id in 1.0", protocol.Request{Version: protocol.V1}, true},
		{"R08: the id null in 1.0", protocol.Request{Version: protocol.V1, ID: protocol.Null()}, true},
		{"an id in 1.0", protocol.Request{Version: protocol.V1, ID: protocol.String("")}, false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := tt.r.IsNotification(); got != tt.want {
				t.Errorf("IsNotification = %v", got)
			}
		})
	}
}

// A refusalTest is a value that cannot be encoded.
type refusalTest struct {
	reason string
	value  appender
	member string          // at fault
	index  int             // in a batch, or -1
	cause  protocol.Reason // why a Raw is not valid, or 0
}

var (
	valid20   = protocol.NewRequest(protocol.Int(1), "m", nil)
	valid20ok = protocol.NewResult(protocol.Int(1), raw("1"))
)

var refusalTests = []refusalTest{
	{"a method that is not UTF-8 (R13)", protocol.NewNotification("a\xff", nil), "method", -1, 0},
	{"a method that is cut off", protocol.NewRequest(protocol.Int(1), "\xc3", raw("[]")), "method", -1, 0},
	{"a method that is not UTF-8 behind a character that has to be escaped", protocol.NewNotification("\"\x80", nil), "method", -1, 0},
	{"a method with a pair of surrogates, which is not UTF-8 (R14 is about lone ones)", protocol.NewNotification("\xed\xa0\x80\xed\xb0\x80", nil), "method", -1, 0},
	{"a 1.0 method that is not UTF-8", v1Request(protocol.Int(1), "\x80", nil), "method", -1, 0},
	{"params that are no JSON", protocol.NewNotification("m", raw("[1")), "params", -1, protocol.ReasonUnexpectedEnd},
	{"params that are empty", protocol.NewNotification("m", raw("")), "params", -1, protocol.ReasonUnexpectedEnd},
	{"params that are two values", protocol.NewNotification("m", raw("[] []")), "params", -1, protocol.ReasonTrailingData},
	{"params that would end the message", protocol.NewNotification("m", raw(`[],"id":1`)), "params", -1, protocol.ReasonTrailingData},
	{"params that are not UTF-8", protocol.NewNotification("m", raw("[\"\xff\"]")), "params", -1, protocol.ReasonBadUTF8},
	{"params that are a string (R04)", protocol.NewNotification("m", raw(`"x"`)), "params", -1, 0},
	{"params that are null (R03)", protocol.NewNotification("m", raw(` null`)), "params", -1, 0},
	{"params that are a number", protocol.NewNotification("m", raw(`1`)), "params", -1, 0},
	{"R18: named params in 1.0", v1Request(protocol.Int(1), "m", raw(` {}`)), "params", -1, 0},
	{"1.0 params that are no JSON", v1Request(protocol.Int(1), "m", raw(`[01]`)), "params", -1, protocol.ReasonBadNumber},
	{"1.0 params that are null", v1Request(protocol.Int(1), "m", raw(`null`)), "params", -1, 0},
	{"R22: a boolean id in 2.0", protocol.NewRequest(mustID("true"), "m", nil), "id", -1, 0},
	{"R22: an array as id in 2.0", protocol.NewRequest(mustID("[1]"), "m", raw("[]")), "id", -1, 0},
	{"R22: an object as id in 2.0", protocol.NewRequest(mustID("{}"), "m", nil), "id", -1, 0},
	{"a response without id", protocol.Response{Result: raw("1")}, "id", -1, 0},
	{"a 1.0 response without id", v1Result(protocol.ID{}, "1"), "id", -1, 0},
	{"R22: a response with a boolean id in 2.0", protocol.NewResult(mustID("true"), raw("1")), "id", -1, 0},
	{"C01: both result and error", protocol.Response{ID: protocol.Int(1), Result: raw("1"), Error: &boom}, "result", -1, 0},
	{"C01: also where the result is null", v1FailureAnd(raw("null")), "result", -1, 0},
	{"neither result nor error", protocol.Response{ID: protocol.Int(1)}, "result", -1, 0},
	{"a nil result", protocol.NewResult(protocol.Int(1), nil), "result", -1, 0},
	{"a nil error", protocol.NewErrorResponse(protocol.Int(1), nil), "result", -1, 0},
	{"a result that is no JSON", protocol.NewResult(protocol.Int(1), raw("{")), "result", -1, protocol.ReasonUnexpectedEnd},
	{"a result that is empty", protocol.NewResult(protocol.Int(1), raw("")), "result", -1, protocol.ReasonUnexpectedEnd},
	{"a result with a control character", v1Result(protocol.Int(1), "\"\n\""), "result", -1, protocol.ReasonControlCharacter},
	{"an error message that is not UTF-8", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Message: "\xff"}), "error.message", -1, 0},
	{"error data that is no JSON", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Data: raw("nul")}), "error.data", -1, protocol.ReasonUnexpectedEnd},
	{"error data that is empty", v1Failure(protocol.Int(1), &protocol.Error{Data: raw("")}), "error.data", -1, protocol.ReasonUnexpectedEnd},
	{"C03: 2.0 has no errors of other types", protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Value: raw(`"x"`)}), "error", -1, 0},
	{"a 1.0 error that is no JSON", v1Failure(protocol.Int(1), &protocol.Error{Value: raw(`x`)}), "error", -1, protocol.ReasonUnexpectedByte},
	{"a 1.0 error that is null is none", v1Failure(protocol.Int(1), &protocol.Error{Value: raw(` null `)}), "error", -1, 0},
	{"an error alone whose message is not UTF-8", &protocol.Error{Message: "\xe9"}, "error.message", -1, 0},
	{"an error alone whose data is no JSON", &protocol.Error{Data: raw("tru e")}, "error.data", -1, protocol.ReasonBadLiteral},
	{"an error alone whose value is null", &protocol.Error{Value: raw("null")}, "error", -1, 0},
	{"an absent id", protocol.ID{}, "id", -1, 0},
	{"an empty batch (JSON-RPC 2.0, 6)", protocol.Batch{}, "batch", -1, 0},
	{"a nil batch", protocol.Batch(nil), "batch", -1, 0},
	{"no responses (JSON-RPC 2.0, 6)", protocol.Responses{}, "batch", -1, 0},
	{"the first message of a batch", protocol.Batch{protocol.NewNotification("\xff", nil), valid20}, "method", 0, 0},
	{"the last message of a batch", protocol.Batch{valid20, valid20, protocol.NewNotification("m", raw("]"))}, "params", 2, protocol.ReasonUnexpectedByte},
	{"a response in a batch", protocol.Responses{valid20ok, protocol.NewResult(protocol.ID{}, raw("1")), valid20ok}, "id", 1, 0},
	{"an error in a batch", protocol.Responses{valid20ok, protocol.NewErrorResponse(protocol.Int(1), &protocol.Error{Data: raw("[")})}, "error.data", 1, protocol.ReasonUnexpectedEnd},
}

// v1FailureAnd returns a 1.0 response with an error and a result.
func v1FailureAnd(result protocol.Raw) protocol.Response {
	r := v1Failure(protocol.Int(1), &boom)
	r.Result = result
	return r
}

// What cannot be encoded leaves the buffer as it was, and says which member is at
// fault.
func TestEncodeRefuses(t *testing.T) {
	for _, tt := range refusalTests {
		t.Run(tt.reason, func(t *testing.T) {
			for _, dst := range prefixes() {
				before := string(dst)
				got, err := tt.value.AppendTo(dst)
				if string(got) != before || string(dst) != before {
					t.Errorf("AppendTo returns %q, want %q", got, before)
				}
				checkEncodeError(t, tt, err)
			}
		})
	}
}

func checkEncodeError(t *testing.T, tt refusalTest, err error) {
	t.Helper()
	var got *protocol.EncodeError
	if !errors.As(err, &got) {
		t.Fatalf("error %v, want an EncodeError", err)
	}
	if got.Member != tt.member || got.Index != tt.index || got.Problem == "" {
		t.Errorf("error %+v, want member %s, index %d", got, tt.member, tt.index)
	}
	var cause *protocol.DecodeError
	if isDecodeError := errors.As(err, &cause); isDecodeError != (tt.cause != 0) || isDecodeError && cause.Reason != tt.cause {
		t.Errorf("cause %v, want %v", cause, tt.cause)
	}
}

// AppendRequest refuses what Request.AppendTo refuses.
func TestAppendRequestRefuses(t *testing.T) {
	for _, tt := range refusalTests {
		r, ok := tt.value.(protocol.Request)
		if !ok || r.Version != protocol.V2 {
			continue
		}
		t.Run(tt.reason, func(t *testing.T) {
			for _, dst := range prefixes() {
				before := string(dst)
				got, err := protocol.AppendRequest(dst, r.ID, r.Method, r.Params)
				if string(got) != before {
					t.Errorf("AppendRequest returns %q, want %q", got, before)
				}
				checkEncodeError(t, tt, err)
			}
		})
	}
}

func TestEncodeErrorText(t *testing.T) {
	tests := []struct {
		reason string
		value  appender
		want   string
	}{
		{"a member", protocol.ID{}, "cannot encode id: is absent"},
		{"a response without id", protocol.Response{Result: raw("1")}, "cannot encode id: is absent"},
		{"R22: an id of a type that 2.0 does not have", protocol.NewResult(mustID("true"), raw("1")), "cannot encode id: must be a string, a number or null in 2.0"},
		{"the first message of a batch", protocol.Batch{protocol.NewRequest(mustID("[]"), "m", nil)}, "cannot encode message 0 of the batch: id: must be a string, a number or null in 2.0"},
		{"R18: params of a type that 1.0 does not have", v1Request(protocol.Int(1), "m", raw("{}")), "cannot encode params: must be an array in 1.0"},
		{"R04: params of a type that 2.0 does not have", protocol.NewNotification("m", raw("1")), "cannot encode params: must be an array or an object"},
		{"a message of a batch", protocol.Batch{valid20, protocol.NewNotification("\xff", nil)}, "cannot encode message 1 of the batch: method: is not valid UTF-8"},
		{"a cause", protocol.NewResult(protocol.Int(1), raw("[")), "cannot encode result: is not valid JSON: unexpected end at offset 1: near `[`"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			_, err := tt.value.AppendTo(nil)
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("Error (-want +got):\n%s", diff)
			}
		})
	}
	if err := (&protocol.EncodeError{}).Unwrap(); err != nil {
		t.Errorf("without a cause, Unwrap returns %#v", err)
	}
}
