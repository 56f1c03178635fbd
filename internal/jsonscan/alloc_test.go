package jsonscan_test

import (
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// Value allocates nothing, for right text and wrong, however deeply it is nested.
func TestAllocations(t *testing.T) {
	mixed := openers()[2]
	tests := []struct {
		reason string
		text   string
	}{
		{"a number", `-12.5e+3`},
		{"a long string with escapes and multibyte characters", `"` + strings.Repeat(`text \u00e9 é `, 1000) + `"`},
		{"many members", `{` + strings.Repeat(`"name":[1,{"a":true}],`, 1000) + `"last":null}`},
		{"64 arrays", strings.Repeat("[", 64) + strings.Repeat("]", 64)},
		{"64 objects", strings.Repeat(`{"a":`, 64) + "1" + strings.Repeat("}", 64)},
		{"64 of both kinds", mixed.open(64) + "1" + mixed.close(64, 0)},
		{"64 of both kinds, twice", "[" + mixed.open(63) + "1" + mixed.close(63, 0) + "," + mixed.open(63) + "1" + mixed.close(63, 0) + "]"},
		{"10,000 arrays", strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)},
		{"10,000 of both kinds", mixed.open(10_000) + "1" + mixed.close(10_000, 0)},
		{"a text that ends early", strings.Repeat("[", 64)},
		{"a text that is wrong", `{"a":[1,2,}`},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			text := []byte(tt.text)
			if n := testing.AllocsPerRun(10, func() { jsonscan.Value(text, 0, 0, anyDepth) }); n != 0 {
				t.Errorf("Value allocates %v times", n)
			}
		})
	}
}
