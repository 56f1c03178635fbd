package protocol_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// marshal encodes v with encoding/json, which compacts what a type marshals itself
// and, unless told otherwise, escapes what HTML would take for markup.
func marshal(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatalf("encoding/json: %v", err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// compact returns the JSON text without white space.
func compact(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// With encoding/json every value has the form that it has on the wire, in every
// place that it may stand in.
func TestMarshal(t *testing.T) {
	for _, tt := range encodings() {
		t.Run(tt.reason, func(t *testing.T) {
			want := compact(t, tt.want)
			places := []struct {
				name  string
				value any
				want  string
			}{
				{"alone", tt.value, want},
				{"behind a pointer", &tt.value, want},
				{"in a slice", []any{tt.value}, "[" + want + "]"},
				{"in a field", struct{ V any }{tt.value}, `{"V":` + want + `}`},
				{"in a map", map[string]any{"k": tt.value}, `{"k":` + want + `}`},
			}
			for _, place := range places {
				if diff := cmp.Diff(place.want, marshal(t, place.value)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", place.name, diff)
				}
			}
		})
	}
}

// The same holds for typed slices, pointers and fields, where methods have to be
// found on the value.
func TestMarshalTyped(t *testing.T) {
	type fields struct {
		ID        protocol.ID
		Absent    protocol.ID `json:",omitzero"`
		IDs       []protocol.ID
		Pointer   *protocol.ID
		Raw       protocol.Raw
		None      protocol.Raw
		Omitted   protocol.Raw `json:",omitempty"`
		Raws      []protocol.Raw
		Error     protocol.Error
		ErrorP    *protocol.Error
		NoError   *protocol.Error
		Request   protocol.Request
		RequestP  *protocol.Request
		Response  protocol.Response
		Batch     protocol.Batch
		Responses protocol.Responses
	}
	id := mustID("1.50")
	v := fields{
		ID: protocol.Null(), IDs: []protocol.ID{id, protocol.String("x")}, Pointer: &id,
		Raw: raw("1.50"), Raws: []protocol.Raw{raw("[]"), nil}, Error: boom, ErrorP: &boom,
		Request: protocol.NewNotification("m", nil), RequestP: &valid20, Response: valid20ok,
		Batch: protocol.Batch{valid20}, Responses: protocol.Responses{valid20ok},
	}
	const (
		request  = `{"jsonrpc":"2.0","method":"m","id":1}`
		response = `{"jsonrpc":"2.0","result":1,"id":1}`
		failed   = `{"code":-32001,"message":"boom"}`
	)
	want := `{"ID":null,"IDs":[1.50,"x"],"Pointer":1.50,"Raw":1.50,"None":null,"Raws":[[],null],"Error":` + failed +
		`,"ErrorP":` + failed + `,"NoError":null,"Request":{"jsonrpc":"2.0","method":"m"},"RequestP":` + request +
		`,"Response":` + response + `,"Batch":[` + request + `],"Responses":[` + response + `]}`
	if diff := cmp.Diff(want, marshal(t, v)); diff != "" {
		t.Errorf("a struct (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, marshal(t, &v)); diff != "" {
		t.Errorf("a pointer to it (-want +got):\n%s", diff)
	}
}

// The keys of maps are text, which ids and values are not.
func TestIDIsNoText(t *testing.T) {
	var key any = protocol.ID{}
	if _, ok := key.(encoding.TextMarshaler); ok {
		t.Error("an id can be the key of an object")
	}
}

// What cannot be encoded cannot be marshaled either, and the error is found in that
// of encoding/json.
func TestMarshalRefuses(t *testing.T) {
	for _, tt := range refusalTests {
		t.Run(tt.reason, func(t *testing.T) {
			got, err := json.Marshal(tt.value)
			if got != nil {
				t.Errorf("Marshal = %s", got)
			}
			checkEncodeError(t, tt, err)
		})
	}
	var cause *protocol.DecodeError
	if got, err := json.Marshal(raw("[")); !errors.As(err, &cause) || cause.Reason != protocol.ReasonUnexpectedEnd {
		t.Errorf("Marshal of half a value = %s, %v", got, err)
	}
}

// unmarshaled is a struct with a field for every type.
type unmarshaled struct {
	ID        protocol.ID
	IDs       []protocol.ID
	IDPointer *protocol.ID
	Raw       protocol.Raw
	Raws      []protocol.Raw
	Error     protocol.Error
	ErrorP    *protocol.Error
	Request   protocol.Request
	RequestP  *protocol.Request
	Response  protocol.Response
	Batch     protocol.Batch
	Responses protocol.Responses
}

func TestUnmarshal(t *testing.T) {
	const failed = `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":2}`
	id := mustID("1.50")
	tests := []struct {
		reason string
		input  string
		want   unmarshaled
	}{
		{"R05: an id keeps its text", `{"ID": 1.50 }`, unmarshaled{ID: id}},
		{"an id that is null is not absent", `{"ID":null}`, unmarshaled{ID: protocol.Null()}},
		{"an id that is missing is absent", `{}`, unmarshaled{}},
		{"R22: an id of any type", `{"ID":{"a" :1}}`, unmarshaled{ID: mustID(`{"a" :1}`)}},
		{"ids in a slice", `{"IDs":[1.50,"\u0061",null]}`, unmarshaled{IDs: []protocol.ID{id, mustID(`"\u0061"`), protocol.Null()}}},
		{"a pointer to an id", `{"IDPointer":1.50}`, unmarshaled{IDPointer: &id}},
		{"a value", `{"Raw": [1 ] }`, unmarshaled{Raw: raw("[1 ]")}},
		{"a value that is null is not nil", `{"Raw":null}`, unmarshaled{Raw: raw("null")}},
		{"values in a slice", `{"Raws":[1.50,null]}`, unmarshaled{Raws: []protocol.Raw{raw("1.50"), raw("null")}}},
		{"an error", `{"Error":{"code":-32001,"message":"boom"}}`, unmarshaled{Error: boom}},
		{"C03: an error that only 1.0 has", `{"Error":"boom"}`, unmarshaled{Error: protocol.Error{Message: "boom", Value: raw(`"boom"`)}}},
		{"a pointer to an error", `{"ErrorP":{"code":-32001,"message":"boom"}}`, unmarshaled{ErrorP: &boom}},
		{"a pointer to an error that is null", `{"ErrorP":null}`, unmarshaled{}},
		{"a request", `{"Request": ` + request20 + `}`, unmarshaled{Request: valid20}},
		{"a pointer to a request", `{"RequestP":` + request20 + `}`, unmarshaled{RequestP: &valid20}},
		{"R08: a 1.0 request", `{"Request":` + request10 + `}`, unmarshaled{Request: v1Request(protocol.Int(1), "m", raw("[]"))}},
		{"a response", `{"Response":{"jsonrpc":"2.0","result":1,"id":1}}`, unmarshaled{Response: valid20ok}},
		{"an error response", `{"Response":` + failed + `}`, unmarshaled{Response: protocol.NewErrorResponse(protocol.Int(2), &boom)}},
		{"a batch", `{"Batch":[` + request20 + `,` + request10 + `]}`, unmarshaled{Batch: protocol.Batch{valid20, v1Request(protocol.Int(1), "m", raw("[]"))}}},
		{"responses", `{"Responses":[{"jsonrpc":"2.0","result":1,"id":1},` + failed + `]}`, unmarshaled{Responses: protocol.Responses{valid20ok, protocol.NewErrorResponse(protocol.Int(2), &boom)}}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			data := []byte(tt.input)
			var got unmarshaled
			if err := json.Unmarshal(data, &got); err != nil {
				t.Fatalf("Unmarshal: %v", err)
			}
			for i := range data {
				data[i] = '?' // what was unmarshaled is a copy
			}
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("Unmarshal(%s) (-want +got):\n%s", tt.input, diff)
			}
		})
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   protocol.Reason
	}{
		{"a response for a request", `{"Request":{"jsonrpc":"2.0","result":1,"id":1}}`, protocol.ReasonWrongKind},
		{"a request for a response", `{"Response":` + request20 + `}`, protocol.ReasonWrongKind},
		{"null for a request", `{"Request":null}`, protocol.ReasonNotAnObject},
		{"an array for a request", `{"Request":[` + request20 + `]}`, protocol.ReasonUnexpectedBatch},
		{"R04: bad params", `{"Request":{"jsonrpc":"2.0","method":"m","params":1}}`, protocol.ReasonBadParams},
		{"C01: both result and error", `{"Response":{"jsonrpc":"2.0","result":1,"error":{"code":1,"message":""},"id":1}}`, protocol.ReasonResultAndError},
		{"one message of a batch", `{"Batch":[` + request20 + `,{}]}`, protocol.ReasonNoMessage},
		{"one of the responses", `{"Responses":[{"jsonrpc":"2.0","result":1}]}`, protocol.ReasonNoID},
		{"null for an error", `{"Error":null}`, protocol.ReasonNoResultOrError},
		{"R13: invalid UTF-8, which encoding/json would replace, in an id", "{\"ID\":\"\xff\"}", protocol.ReasonBadUTF8},
		{"R13: in a value", "{\"Raw\":[\"\xff\"]}", protocol.ReasonBadUTF8},
		{"R13: in a request", "{\"Request\":{\"jsonrpc\":\"2.0\",\"method\":\"\xff\"}}", protocol.ReasonBadUTF8},
		{"R13: in a response", "{\"Response\":{\"jsonrpc\":\"2.0\",\"result\":\"\xff\",\"id\":1}}", protocol.ReasonBadUTF8},
		{"R13: in an error", "{\"Error\":{\"code\":1,\"message\":\"\xff\"}}", protocol.ReasonBadUTF8},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			var got unmarshaled
			checkReason(t, json.Unmarshal([]byte(tt.input), &got), tt.want)
			if diff := cmp.Diff(protocol.Request{}, got.Request, sameID); diff != "" {
				t.Errorf("the request was changed (-want +got):\n%s", diff)
			}
		})
	}
}

// What is marshaled is unmarshaled as it was.
func TestMarshalRoundTrip(t *testing.T) {
	for _, tt := range idTests {
		if tt.json == "" {
			continue
		}
		var id protocol.ID
		if err := json.Unmarshal([]byte(marshal(t, tt.id)), &id); err != nil || id.Canonical() != mustID(compact(t, tt.json)).Canonical() {
			t.Errorf("%s: id %v became %v, %v", tt.reason, tt.id, id, err)
		}
	}
	for _, tt := range requestEncodings {
		checkMarshalAgain(t, tt, new(protocol.Request))
	}
	for _, tt := range responseEncodings {
		checkMarshalAgain(t, tt, new(protocol.Response))
	}
}

// checkMarshalAgain marshals the value of the row, unmarshals it into again, and
// marshals that.
func checkMarshalAgain(t *testing.T, tt encodeTest, again any) {
	t.Helper()
	text := marshal(t, tt.value)
	if err := json.Unmarshal([]byte(text), again); err != nil {
		t.Errorf("%s: %v", tt.reason, err)
	} else if diff := cmp.Diff(text, marshal(t, again)); diff != "" {
		t.Errorf("%s (-first +second):\n%s", tt.reason, diff)
	}
}
