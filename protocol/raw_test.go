package protocol_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

func TestRawType(t *testing.T) {
	tests := []struct {
		reason                    string
		raw                       protocol.Raw
		isNull, isArray, isObject bool
	}{
		{reason: "nil is no value, and not null", raw: nil},
		{reason: "nothing", raw: raw("")},
		{reason: "white space", raw: raw("  ")},
		{reason: "null", raw: raw("null"), isNull: true},
		{reason: "null in white space", raw: raw(" \t\r\nnull "), isNull: true},
		{reason: "the string null", raw: raw(`"null"`)},
		{reason: "an array", raw: raw(" [1]"), isArray: true},
		{reason: "an object", raw: raw("\n{}"), isObject: true},
		{reason: "a string that begins like an array", raw: raw(`"["`)},
		{reason: "a number", raw: raw("0")},
		{reason: "a boolean", raw: raw("false")},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if tt.raw.IsNull() != tt.isNull || tt.raw.IsArray() != tt.isArray || tt.raw.IsObject() != tt.isObject {
				t.Errorf("%q: null %v, array %v, object %v", tt.raw, tt.raw.IsNull(), tt.raw.IsArray(), tt.raw.IsObject())
			}
			if got := tt.raw.String(); got != string(tt.raw) {
				t.Errorf("String = %q", got)
			}
		})
	}
}

func TestParseRaw(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   string
		err    protocol.Reason
	}{
		{reason: "a value", input: `[1]`, want: `[1]`},
		{reason: "white space around it is dropped, within it is not", input: " \n[ 1 ]\t ", want: `[ 1 ]`},
		{reason: "nesting is not limited", input: nested(20000), want: nested(20000)},
		{reason: "two values", input: `1 2`, err: protocol.ReasonTrailingData},
		{reason: "half a value", input: `[1`, err: protocol.ReasonUnexpectedEnd},
		{reason: "R13: invalid UTF-8", input: "\"\xc0\x80\"", err: protocol.ReasonBadUTF8},
		{reason: "R12: a byte order mark", input: "\uFEFF1", err: protocol.ReasonUnexpectedByte},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			data := []byte(tt.input)
			got, err := protocol.ParseRaw(data)
			checkReason(t, err, tt.err)
			if string(got) != tt.want {
				t.Errorf("ParseRaw = %.200q, want %.200q", got, tt.want)
			}
			if tt.err != 0 && got != nil {
				t.Errorf("ParseRaw = %q with an error", got)
			}
			if tt.err == 0 && (!within(got, data) || cap(got) != len(got)) {
				t.Error("ParseRaw copies, or leaves room that is not its own")
			}
			checkReason(t, raw(tt.input).Validate(), tt.err)
		})
	}
	for _, nothing := range []protocol.Raw{nil, raw(""), raw(" ")} {
		if err := nothing.Validate(); !errors.Is(err, protocol.CodeParseError) {
			t.Errorf("Validate of %q: %v", nothing, err)
		}
	}
}

func TestRawText(t *testing.T) {
	tests := []struct {
		reason string
		raw    string
		want   string
		ok     bool
	}{
		{"a string", `"abc"`, "abc", true},
		{"in white space", " \"abc\"\n", "abc", true},
		{"an empty one", `""`, "", true},
		{"escapes", `"\u0041\n\"\\\/\u00e9\ud83d\ude00"`, "A\n\"\\/é😀", true},
		{"R14: a lone surrogate", `"a\ud800b"`, "a\xed\xa0\x80b", true},
		{"characters of many bytes", `"é€😀"`, "é€😀", true},
		{"null", `null`, "", false},
		{"a number", `1`, "", false},
		{"an array of a string", `["a"]`, "", false},
		{"nothing", ``, "", false},
		{"half a string", `"abc`, "", false},
		{"a wrong escape", `"\x"`, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got, ok := raw(tt.raw).Text(); got != tt.want || ok != tt.ok {
				t.Errorf("Text of %s = %q, %v, want %q, %v", tt.raw, got, ok, tt.want, tt.ok)
			}
		})
	}
}

// collect returns the elements as text.
func collect(r protocol.Raw) (texts []string) {
	for element := range r.Elements() {
		texts = append(texts, element.String())
	}
	return texts
}

func TestRawElements(t *testing.T) {
	tests := []struct {
		reason string
		raw    string
		want   []string
	}{
		{"an empty array", `[ ]`, nil},
		{"one element", `[1]`, []string{"1"}},
		{"values of every type, without white space around", " [ 1 ,\"a,]\",\ttrue , null,[ 2 , [3] ],{ \"b\" : [] } ] ", []string{"1", `"a,]"`, "true", "null", "[ 2 , [3] ]", `{ "b" : [] }`}},
		{"an object", `{"a":1}`, nil},
		{"a string", `"[1]"`, nil},
		{"nothing", ``, nil},
		{"it ends where it stops being an array: no comma", `[1 2]`, []string{"1"}},
		{"it ends where it stops being an array: no element", `[1,]`, []string{"1"}},
		{"it ends where it stops being an array: half an element", `[1,[2]`, []string{"1", "[2]"}},
		{"it ends where it stops being an array: a wrong element", `[1,02]`, []string{"1"}},
		{"it ends where it stops being an array: the end", `[1,`, []string{"1"}},
		{"it ends where it stops being an array: in white space", `[1, `, []string{"1"}},
		{"it ends where it stops being an array: behind an element", `[1`, []string{"1"}},
		{"it ends where it stops being an array: at once", `[`, nil},
		{"it ends where it stops being an array: a comma", `[,1]`, nil},
		{"it ends where it stops being an array: another bracket", `[1}`, []string{"1"}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, collect(raw(tt.raw))); diff != "" {
				t.Errorf("Elements of %s (-want +got):\n%s", tt.raw, diff)
			}
		})
	}
}

func TestRawMembers(t *testing.T) {
	type member struct{ Name, Value string }
	tests := []struct {
		reason string
		raw    string
		want   []member
	}{
		{"an empty object", ` { } `, nil},
		{"one member", `{"a":1}`, []member{{"a", "1"}}},
		{"duplicates, in their order", `{"a":1,"b":2,"a":3}`, []member{{"a", "1"}, {"b", "2"}, {"a", "3"}}},
		{"white space everywhere", "\t{ \"a\"\n:\r[ 1 ] , \"b\" : {} }", []member{{"a", "[ 1 ]"}, {"b", "{}"}}},
		{"names are unescaped", `{"\u0061\"\n":1,"\ud800":2}`, []member{{"a\"\n", "1"}, {"\xed\xa0\x80", "2"}}},
		{"an array", `["a",1]`, nil},
		{"nothing", ``, nil},
		{"it ends where it stops being an object: no comma", `{"a":1 "b":2}`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: no name", `{"a":1,}`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: no colon", `{"a":1,"b" 2}`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: no value", `{"a":1,"b":}`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: a number as name", `{1:2}`, nil},
		{"it ends where it stops being an object: half a name", `{"a`, nil},
		{"it ends where it stops being an object: the end", `{"a":`, nil},
		{"it ends where it stops being an object: behind a comma", `{"a":1,`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: behind a comma and white space", `{"a":1, `, []member{{"a", "1"}}},
		{"it ends where it stops being an object: behind a member", `{"a":1`, []member{{"a", "1"}}},
		{"it ends where it stops being an object: behind a name", `{"a"`, nil},
		{"it ends where it stops being an object: at once", `{ `, nil},
		{"it ends where it stops being an object: a wrong name", `{"\x":1}`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			var got []member
			for name, value := range raw(tt.raw).Members() {
				got = append(got, member{name, value.String()})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Members of %s (-want +got):\n%s", tt.raw, diff)
			}
		})
	}
}

// Elements and members can be left early. They share memory, and have no room to
// append to.
func TestRawSequencesEarly(t *testing.T) {
	array, object := raw(`[[1],[2],[3]]`), raw(`{"a":[1],"b":[2]}`)
	count := 0
	for element := range array.Elements() {
		if !within(element, array) || cap(element) != len(element) {
			t.Errorf("element %s: shares memory %v, room for %d more", element, within(element, array), cap(element)-len(element))
		}
		if count++; count == 2 {
			break
		}
	}
	for name, value := range object.Members() {
		if !within(value, object) || cap(value) != len(value) {
			t.Errorf("member %s: shares memory %v, room for %d more", name, within(value, object), cap(value)-len(value))
		}
		if count++; count == 3 {
			break
		}
	}
	if count != 3 {
		t.Errorf("%d steps, want 3", count)
	}
}

// Deep and long arrays are walked over like any other.
func TestRawElementsOfMuch(t *testing.T) {
	if got := collect(raw("[" + nested(100000) + "," + nested(1) + "]")); len(got) != 2 || got[1] != "[]" {
		t.Errorf("%d elements of two", len(got))
	}
	if got := collect(raw("[" + strings.Repeat("1,", 99999) + "1]")); len(got) != 100000 {
		t.Errorf("%d elements of 100,000", len(got))
	}
}
