package server

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// TestBuiltinsDecodeLikeJSON compares what decodeBuiltin takes with encoding/json.
func TestBuiltinsDecodeLikeJSON(t *testing.T) {
	type named string
	for _, test := range []struct {
		reason string
		value  string
		into   any
		taken  bool
	}{
		{"a string without escapes", `"é <&>"`, "", true},
		{"an empty string", `""`, "", true},
		{"a string with escapes is for the codec", `"a\n"`, "", false},
		{"a number is no string", `1`, "", false},
		{"a type with a name may decode itself", `"a"`, named(""), false},
		{"an integer", `-5`, int64(0), true},
		{"an integer that does not fit", `300`, int8(0), false},
		{"an integer that is written in another way", `1e2`, 0, false},
		{"a boolean", `true`, false, true},
		{"a string is no boolean", `"true"`, false, false},
	} {
		got, want := reflect.New(reflect.TypeOf(test.into)), reflect.New(reflect.TypeOf(test.into))
		if taken := decodeBuiltin(protocol.Raw(test.value), got.Elem()); taken != test.taken {
			t.Errorf("%s: taken: %t", test.reason, taken)
		}
		if !test.taken {
			continue
		}
		if err := json.Unmarshal([]byte(test.value), want.Interface()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.Elem().Interface(), got.Elem().Interface()); diff != "" {
			t.Errorf("%s: (-encoding/json +got)\n%s", test.reason, diff)
		}
	}
}

// TestBuiltinsEncodeLikeJSON compares what encodeBuiltin takes with [JSON].
func TestBuiltinsEncodeLikeJSON(t *testing.T) {
	for _, v := range []any{true, -5, int64(1 << 60), "", "plain <&>"} {
		want, err := JSON.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if got := encodeBuiltin(v); string(got) != string(want) {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
	for _, v := range []any{nil, 1.5, "\n", `"`, `\`, "é", "\x7f", []int{1}} {
		if got := encodeBuiltin(v); got != nil {
			t.Errorf("%v: got %s, want it left to the codec", v, got)
		}
	}
}
