package protocol_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// FuzzEncode checks that whatever can be encoded is JSON, and the message that was
// meant, and that whatever cannot leaves the buffer alone.
func FuzzEncode(f *testing.F) {
	f.Add(false, uint8(0), []byte("1"), "subtract", []byte("[42,23]"), int64(0))
	f.Add(true, uint8(0), []byte("null"), "a\"b", []byte(""), int64(0))
	f.Add(false, uint8(1), []byte(`"\ud800"`), "\xed\xa0\x80", []byte(" {\"a\": 1.50} "), int64(0))
	f.Add(true, uint8(1), []byte("[1]"), "é", []byte("1 2"), int64(0))
	f.Add(false, uint8(2), []byte("1.50"), "\xff", []byte("null"), int64(-32700))
	f.Add(true, uint8(2), []byte("true"), "x", []byte("[\"\xff\"]"), int64(1))
	f.Add(true, uint8(3), []byte("0e0"), "", []byte(`"boom"`), int64(0))
	f.Add(false, uint8(3), []byte(""), "", []byte(`{`), int64(0))
	f.Fuzz(func(t *testing.T, v1 bool, shape uint8, id []byte, text string, value []byte, code int64) {
		message, want := build(v1, shape, id, text, value, code)
		const before = "before"
		got, err := message.AppendTo([]byte(before))
		if err != nil {
			if string(got) != before {
				t.Errorf("%+v: %v, and %q is left", message, err, got)
			}
			return
		}
		got = bytes.TrimPrefix(got, []byte(before))
		p, err := protocol.Parse(got)
		var refused *protocol.DecodeError
		if errors.As(err, &refused) && refused.Reason == protocol.ReasonTooDeep {
			return // what is encoded is not limited
		}
		if err != nil || !json.Valid(got) {
			t.Fatalf("%+v became %s: %v", message, got, err)
		}
		if diff := compareFacts(want, encodable(p.At(0))); diff != "" {
			t.Errorf("%+v became %s (-want +got):\n%s", message, got, diff)
		}
	})
}

// build makes a message of the given shape, and says what it is once it is encoded.
func build(v1 bool, shape uint8, idText []byte, text string, value []byte, code int64) (appender, facts) {
	id, err := protocol.ParseID(idText)
	if err != nil && len(idText) > 0 {
		id = protocol.String(string(idText))
	}
	var raw protocol.Raw
	if len(value) > 0 {
		raw = value
	}
	switch shape % 4 {
	case 0, 1:
		r := protocol.Request{ID: id, Method: text, Params: raw}
		want := call(id.String(), text, spaceless(value))
		if v1 {
			r.Version = protocol.V1
		}
		if r.IsNotification() {
			want = notification(text, spaceless(value))
		}
		if v1 {
			want = want.v1()
			if raw == nil {
				want.Params = "[]"
			}
		}
		return r, want
	case 2:
		e := protocol.Error{Code: protocol.Code(code), Message: text, Data: raw}
		want := e
		if raw != nil {
			want.Data = protocol.Raw(spaceless(value))
		}
		return respond(v1, protocol.Response{ID: id, Error: &e}, failure(id.String(), want))
	}
	return respond(v1, protocol.Response{ID: id, Result: raw}, result(id.String(), spaceless(value)))
}

// respond returns the response and its facts, in 1.0 if that is wanted.
func respond(v1 bool, r protocol.Response, want facts) (appender, facts) {
	if v1 {
		r.Version = protocol.V1
		want = want.v1()
	}
	return r, want
}

// spaceless returns the value without the white space around it.
func spaceless(value []byte) string { return strings.Trim(string(value), " \t\r\n") }
