package protocol_test

import (
	"bytes"
	"errors"
	"testing"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// A clone is independent of the payload and of the decoder; a message is not.
func TestCloneIsIndependent(t *testing.T) {
	for _, tt := range rulings() {
		t.Run(tt.name, func(t *testing.T) {
			data := []byte("[0, " + tt.input + "]")
			var d protocol.Decoder
			p, err := d.Decode(data)
			if err != nil {
				t.Fatal(err)
			}
			clone := p.At(1).Clone()
			want, members := factsOf(clone), clone.Raw().String()
			for i := range data {
				data[i] = '?'
			}
			if _, err := d.Decode([]byte(`[{"jsonrpc":"2.0","method":"other","params":[9],"id":9},1,2]`)); err != nil {
				t.Fatal(err)
			}
			if diff := compareFacts(want, factsOf(clone)); diff != "" {
				t.Errorf("the clone changed with the payload (-before +after):\n%s", diff)
			}
			if got := clone.Raw().String(); got != members {
				t.Errorf("the clone changed from %s to %s", members, got)
			}
			checkMessage(t, clone)
		})
	}
}

// The offset of a clone's problem counts from the start of the message.
func TestCloneOffset(t *testing.T) {
	p, err := protocol.Parse([]byte(`[0, {"jsonrpc":"2.0","method":7}]`))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.At(1).Problem().Offset; got != 30 {
		t.Errorf("the message's problem is at %d, want 30", got)
	}
	if got := p.At(1).Clone().Problem().Offset; got != 26 {
		t.Errorf("the clone's problem is at %d, want 26", got)
	}
}

// within reports whether part lies in the memory of whole.
func within(part, whole []byte) bool {
	if len(part) == 0 {
		return false
	}
	start, first := uintptr(unsafe.Pointer(&whole[0])), uintptr(unsafe.Pointer(&part[0]))
	return start <= first && first+uintptr(len(part)) <= start+uintptr(len(whole))
}

// What shares the memory of the payload, and what does not.
func TestSharedMemory(t *testing.T) {
	request := []byte(`{"jsonrpc":"2.0","method":"method","params":[1],"id":"id"}`)
	reply := []byte(`{"jsonrpc":"2.0","result":[1],"id":1}`)
	failed := []byte(`{"jsonrpc":"2.0","error":{"code":1,"message":"message","data":[1]},"id":1}`)
	failedV1 := []byte(`{"result":null,"error":[1],"id":1}`)
	escapedMethod := []byte(`{"jsonrpc":"2.0","method":"meth\u006fd"}`)
	at := func(data []byte) *protocol.Message {
		p, err := protocol.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		return p.At(0)
	}
	text, _ := at(request).ID().Text()
	tests := []struct {
		name        string
		part, whole []byte
		want        bool
	}{
		{"Raw", at(request).Raw(), request, true},
		{"RawID", at(request).RawID(), request, true},
		{"RawMethod", at(request).RawMethod(), request, true},
		{"RawMethod with escapes", at(escapedMethod).RawMethod(), escapedMethod, false},
		{"Params", at(request).Params(), request, true},
		{"Method", []byte(at(request).Method()), request, false},
		{"the text of ID", unsafe.Slice(unsafe.StringData(text), len(text)), request, false},
		{"Result", at(reply).Result(), reply, true},
		{"RawError", at(failed).RawError(), failed, true},
		{"Data", at(failed).ErrorObject().Data, failed, true},
		{"Value", at(failedV1).ErrorObject().Value, failedV1, true},
		{"the Raw of a clone", at(request).Clone().Raw(), request, false},
		{"the Params of a clone", at(request).Clone().Params(), request, false},
		{"the Data of a clone", at(failed).Clone().ErrorObject().Data, failed, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := within(tt.part, tt.whole); got != tt.want {
				t.Errorf("shares the memory of the payload: %v, want %v", got, tt.want)
			}
		})
	}
}

// Decode does not change the payload, nor does any method of a message.
func TestPayloadIsNotChanged(t *testing.T) {
	for _, tt := range rulings() {
		data := []byte(tt.input)
		p, err := protocol.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		checkMessage(t, p.At(0))
		if !bytes.Equal(data, []byte(tt.input)) {
			t.Errorf("%s became %s", tt.input, data)
		}
	}
}

// Err and ErrorObject return new objects, which the caller may change.
func TestErrorsAreNew(t *testing.T) {
	invalid := only(t, protocol.Default, `{"jsonrpc":"2.0"}`)
	invalid.Err().Message = "changed"
	if diff := cmp.Diff(&protocol.Error{Code: -32600, Message: "Invalid Request"}, invalid.Err()); diff != "" {
		t.Errorf("Err (-want +got):\n%s", diff)
	}
	failed := only(t, protocol.Default, `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":1}`)
	failed.ErrorObject().Message = "changed"
	if diff := cmp.Diff(&boom, failed.ErrorObject()); diff != "" {
		t.Errorf("ErrorObject (-want +got):\n%s", diff)
	}
}

// Raw is the message without what is around it, white space included.
func TestMessageRaw(t *testing.T) {
	for _, input := range []string{` {"a" : 1} `, "\n5\n", ` "x"`, `null `} {
		want := string(bytes.TrimSpace([]byte(input)))
		if got := only(t, protocol.Default, input).Raw().String(); got != want {
			t.Errorf("Raw of %q = %q, want %q", input, got, want)
		}
	}
}

// A message of the wrong kind is an error that says so; an invalid one says what is
// wrong with it.
func TestMessageOfWrongKind(t *testing.T) {
	tests := []struct {
		reason   string
		input    string
		request  protocol.Reason // 0 if it is one
		response protocol.Reason
	}{
		{"a request", request20, 0, protocol.ReasonWrongKind},
		{"a notification", `{"jsonrpc":"2.0","method":"m"}`, 0, protocol.ReasonWrongKind},
		{"a result", `{"jsonrpc":"2.0","result":1,"id":1}`, protocol.ReasonWrongKind, 0},
		{"an error", `{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":1}`, protocol.ReasonWrongKind, 0},
		{"an invalid message", `{"jsonrpc":"2.0","method":1}`, protocol.ReasonBadMethod, protocol.ReasonBadMethod},
		{"a value", `5`, protocol.ReasonNotAnObject, protocol.ReasonNotAnObject},
	}
	reasonOf := func(err error) protocol.Reason {
		var e *protocol.DecodeError
		if !errors.As(err, &e) {
			return 0
		}
		return e.Reason
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			m := only(t, protocol.Default, tt.input)
			if _, err := m.Request(); reasonOf(err) != tt.request {
				t.Errorf("Request: %v, want %v", err, tt.request)
			}
			if _, err := m.Response(); reasonOf(err) != tt.response {
				t.Errorf("Response: %v, want %v", err, tt.response)
			}
		})
	}
}

// The values of a message can be changed and encoded: a proxy gives a request an id
// of its own.
func TestRequestIsChanged(t *testing.T) {
	r, err := only(t, protocol.Default, ` {"id":"a", "jsonrpc":"2.0", "params":[1.50, "\u0041"], "method":"m\u0041"} `).Request()
	if err != nil {
		t.Fatal(err)
	}
	r.ID = protocol.Int(7)
	got, err := r.AppendTo(nil)
	if diff := cmp.Diff(`{"jsonrpc":"2.0","method":"mA","params":[1.50, "\u0041"],"id":7}`, string(got)); err != nil || diff != "" {
		t.Errorf("AppendTo: %v (-want +got):\n%s", err, diff)
	}
}
