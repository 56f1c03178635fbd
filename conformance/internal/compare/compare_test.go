package compare_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

func TestValues(t *testing.T) {
	for _, test := range []struct {
		reason, want, got string
		numbers           compare.Numbers
		pointer, text     string // none: equal
	}{
		{reason: "order and white space", want: `{"a":1,"b":[ ]}`, got: ` { "b" : [], "a" : 1 } `},
		{reason: "escapes", want: `"é/"`, got: `"\u00e9\/"`},
		{reason: "escapes of names", want: `{"a":1}`, got: `{"\u0061":1}`},
		{reason: "lone surrogates are equal to themselves", want: `"\ud800"`, got: `"\uD800"`},
		{reason: "and to no other", want: `"\ud800"`, got: `"\ufffd"`, pointer: "", text: "\"\\ufffd\" instead of \"\\ud800\""},
		{reason: "the text of numbers", want: `[1.50]`, got: `[1.5]`, pointer: "/0", text: "1.5 instead of 1.50"},
		{reason: "the value of numbers", want: `[1.50, 1e2]`, got: `[1.5, 100]`, numbers: compare.ByValue},
		{reason: "another value", want: `1`, got: `1.1`, numbers: compare.ByValue, text: "1.1 instead of 1"},
		{reason: "a huge exponent", want: `1e1000000000`, got: `10e999999999`, numbers: compare.ByValue},
		{reason: "another type", want: `1`, got: `"1"`, text: `"1" instead of 1`},
		{reason: "an object for an array", want: `[]`, got: `{}`, text: "{} instead of []"},
		{reason: "null is not false", want: `null`, got: `false`, text: "false instead of null"},
		{reason: "deep down, with a name to escape", want: `{"a/b":[{"~":1}]}`, got: `{"a/b":[{"~":2}]}`, pointer: "/a~1b/0/~0", text: "2 instead of 1"},
		{reason: "a missing member", want: `{"a":1}`, got: `{}`, pointer: "/a", text: "the member is missing"},
		{reason: "one too many", want: `{}`, got: `{"a":1}`, pointer: "/a", text: "the member should not be there"},
		{reason: "a double member", want: `{"a":1}`, got: `{"a":1,"a":1}`, pointer: "/a", text: "the member is there twice"},
		{reason: "fewer elements", want: `[1,2]`, got: `[1]`, text: "1 elements instead of 2"},
		{reason: "more elements", want: `[1]`, got: `[1,2]`, text: "2 elements instead of 1"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var want *compare.Difference
			if test.text != "" {
				want = &compare.Difference{Pointer: test.pointer, Text: test.text}
			}
			got := compare.Values(protocol.Raw(test.want), protocol.Raw(test.got), test.numbers)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestExcerpt(t *testing.T) {
	if got := compare.Excerpt([]byte("abc")); got != "abc" {
		t.Errorf("a short text became %q", got)
	}
	got := compare.Excerpt([]byte(strings.Repeat("é", 1000)))
	if want := strings.Repeat("é", 60) + "… (2000 bytes)"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
