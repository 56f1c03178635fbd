package jsonscan_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// standardDepth is where encoding/json stops, and protocol by default.
const standardDepth = 10_000

// isValue reports whether data is one value and white space.
func isValue(data []byte) bool {
	end, fault := jsonscan.Value(data, 0, 0, standardDepth)
	return fault == jsonscan.OK && jsonscan.Space(data, end) == len(data)
}

// FuzzValue compares Value with encoding/json. They agree on all text that is valid
// UTF-8, nesting of more than 10,000 included; encoding/json also takes strings
// that are not valid UTF-8.
func FuzzValue(f *testing.F) {
	for _, tt := range numberTests {
		f.Add([]byte(tt.text))
		f.Add([]byte(`[` + tt.text + `]`))
	}
	for _, tt := range stringTests {
		f.Add([]byte(`"` + tt.body))
		f.Add([]byte(`{"` + tt.body + `:["` + tt.body + `]}`))
	}
	for _, o := range openers() {
		f.Add([]byte(o.open(70) + "1" + o.close(70, 0)))
	}
	f.Add([]byte(" [1 , {\"a\" : true,\"b\":[ ] } ,null,-0.5e+1, \"x\"]\r\n\t"))
	f.Add([]byte(strings.Repeat("[", standardDepth) + strings.Repeat("]", standardDepth)))
	f.Add([]byte(strings.Repeat("[", standardDepth+1) + strings.Repeat("]", standardDepth+1)))
	f.Fuzz(func(t *testing.T, data []byte) {
		want := json.Valid(data) && utf8.Valid(data)
		if got := isValue(data); got != want {
			t.Errorf("%q: is a value: %v, encoding/json says %v", data, got, want)
		}
		checkEnd(t, data)
	})
}

// checkEnd checks what holds for the index that Value returns, whatever the text.
func checkEnd(t *testing.T, data []byte) {
	t.Helper()
	end, fault := jsonscan.Value(data, 0, 0, standardDepth)
	switch {
	case end < 0 || end > len(data):
		t.Fatalf("Value(%q) = %d", data, end)
	case fault == jsonscan.OK:
		if !json.Valid(data[:end]) {
			t.Errorf("Value(%q) = %d, but %q is no value", data, end, data[:end])
		}
	case fault == jsonscan.UnexpectedEnd:
		if end != len(data) {
			t.Errorf("Value(%q): unexpected end at %d", data, end)
		}
	case end == len(data):
		t.Errorf("Value(%q): fault %d behind the end", data, fault)
	default:
		checkPrefix(t, data[:end], fault)
	}
}

// checkPrefix checks that nothing is wrong with the text before a fault but its
// end. A character of several bytes is wrong as a whole.
func checkPrefix(t *testing.T, before []byte, fault jsonscan.Fault) {
	t.Helper()
	end, earlier := jsonscan.Value(before, 0, 0, standardDepth)
	if earlier != jsonscan.UnexpectedEnd && earlier != jsonscan.OK {
		t.Errorf("fault %d at %d, but %d at %d before", fault, len(before), earlier, end)
	}
}
