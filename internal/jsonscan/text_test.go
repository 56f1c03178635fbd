package jsonscan_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// Lone surrogates as AppendUnquoted writes them: D800, DBFF, DC00 and DFFF.
const (
	lowestHigh  = "\xed\xa0\x80"
	highestHigh = "\xed\xaf\xbf"
	lowestLow   = "\xed\xb0\x80"
	highestLow  = "\xed\xbf\xbf"
)

func TestUnquote(t *testing.T) {
	tests := []struct {
		reason string
		body   string
		want   string
		lone   bool // has a lone surrogate
	}{
		{"nothing", ``, "", false},
		{"no escapes", `plain é 😀`, "plain é 😀", false},
		{"the short escapes (RFC 8259, 7)", `\"\\\/\b\f\n\r\t`, "\"\\/\b\f\n\r\t", false},
		{"escapes between text", `a\tb\nc`, "a\tb\nc", false},
		{"one byte", `\u0041\u0000\u007f`, "A\x00\x7f", false},
		{"two bytes", `\u0080\u00E9\u07ff`, "\u0080é\u07ff", false},
		{"three bytes", `\u0800\ud7ff\ue000\uFFFF`, "\u0800\ud7ff\ue000\uffff", false},
		{"surrogate pairs, the lowest and the highest", `\ud800\udc00\uDBFF\uDFFF`, "\U00010000\U0010ffff", false},
		{"an escaped backslash before a u", `\\ud800`, `\ud800`, false},
		{"lone high surrogates (R14)", `\ud800\udbff`, lowestHigh + highestHigh, true},
		{"lone low surrogates (R14)", `\udc00\udfff`, lowestLow + highestLow, true},
		{"the halves the wrong way round", `\udc00\ud800`, lowestLow + lowestHigh, true},
		{"two high ones before a low one: the last two are a pair", `\ud800\ud800\udc00`, lowestHigh + "\U00010000", true},
		{"a high one before text", `\ud800x`, lowestHigh + "x", true},
		{"a high one before another escape", `\ud800\n`, lowestHigh + "\n", true},
		{"a high one before an escape that is no surrogate", `\ud800\u0041`, lowestHigh + "A", true},
		{"a high one before an escaped backslash and what looks like a low one", `\ud800\\udc00`, lowestHigh + `\udc00`, true},
		{"a high one at the end, behind a pair", `\ud83d\ude00\ud83d`, "😀\xed\xa0\xbd", true},
		{"a low one behind a pair", `\ud83d\ude00\ude00`, "😀\xed\xb8\x80", true},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			got := string(jsonscan.AppendUnquoted([]byte("before "), []byte(tt.body)))
			if diff := cmp.Diff("before "+tt.want, got); diff != "" {
				t.Errorf("AppendUnquoted(%q) (-want +got):\n%s", tt.body, diff)
			}
			if got := jsonscan.HasLoneSurrogate([]byte(tt.body)); got != tt.lone {
				t.Errorf("HasLoneSurrogate(%q) = %v, want %v", tt.body, got, tt.lone)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	tests := []struct {
		reason string
		text   string
		want   string
		fails  bool
	}{
		{reason: "nothing", text: "", want: `""`},
		{reason: "plain text", text: "plain text", want: `"plain text"`},
		{reason: "plain text longer than a vector", text: strings.Repeat("p", 100), want: `"` + strings.Repeat("p", 100) + `"`},
		{reason: "quote and backslash have to be escaped (RFC 8259, 7)", text: `"\`, want: `"\"\\"`},
		{reason: "control characters with short escapes", text: "\b\f\n\r\t", want: `"\b\f\n\r\t"`},
		{reason: "control characters without", text: "\x00\x01\x0b\x1f", want: `"\u0000\u0001\u000b\u001f"`},
		{reason: "nothing else has to be escaped", text: "/<>&\x7f\u2028\u2029é😀\ufeff", want: "\"/<>&\x7f\u2028\u2029é😀\ufeff\""},
		{reason: "the replacement character is a character", text: "\ufffd", want: "\"\ufffd\""},
		{reason: "text around an escape", text: "a\nb", want: `"a\nb"`},
		{reason: "an escape far behind", text: strings.Repeat("p", 100) + "\"", want: `"` + strings.Repeat("p", 100) + `\""`},
		{reason: "a lone high surrogate (R14)", text: "a" + lowestHigh + "b", want: `"a\ud800b"`},
		{reason: "a lone low surrogate (R14)", text: highestLow, want: `"\udfff"`},
		{reason: "two that are no pair", text: lowestLow + highestHigh, want: `"\udc00\udbff"`},
		{reason: "a lone surrogate before a character that is a pair", text: lowestHigh + "\U00010000", want: "\"\\ud800\U00010000\""},
		{reason: "a high and a low surrogate in a row are not lone, and no UTF-8 (RFC 3629, 3)", text: lowestHigh + lowestLow, fails: true},
		{reason: "nor within text", text: "a" + highestHigh + highestLow + "b", fails: true},
		{reason: "a pair behind a lone one", text: lowestHigh + lowestHigh + lowestLow, fails: true},
		{reason: "a tail byte alone is no UTF-8 (RFC 3629, 3)", text: "a\x80", fails: true},
		{reason: "an overlong form (RFC 3629, 4)", text: "\xc0\x80", fails: true},
		{reason: "above U+10FFFF", text: "\xf4\x90\x80\x80", fails: true},
		{reason: "a character that is cut off", text: "é\xc3", fails: true},
		{reason: "a surrogate that is cut off", text: "\xed\xa0", fails: true},
		{reason: "a surrogate whose last byte is no tail", text: "\xed\xa0a", fails: true},
		{reason: "a surrogate whose second byte is no tail", text: "\xed \x80", fails: true},
		{reason: "a surrogate whose second byte begins a character", text: "\xed\xc0\x80", fails: true},
		{reason: "a surrogate whose first byte is of no character", text: "\xff\xa0\x80", fails: true},
		{reason: "a surrogate whose first byte is a tail", text: "\x8d\xa0\x80", fails: true},
		{reason: "an invalid byte far behind", text: strings.Repeat("p", 100) + "\xff", fails: true},
		{reason: "an invalid byte behind an escape", text: "\n\xff", fails: true},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			got, ok := jsonscan.AppendQuoted([]byte("before "), tt.text)
			if ok == tt.fails {
				t.Fatalf("AppendQuoted(%q) succeeds: %v", tt.text, ok)
			}
			if diff := cmp.Diff("before "+tt.want, string(got)); ok && diff != "" {
				t.Errorf("AppendQuoted(%q) (-want +got):\n%s", tt.text, diff)
			}
			if !strings.HasPrefix(string(got), "before ") {
				t.Errorf("AppendQuoted(%q) changed what was there: %q", tt.text, got)
			}
		})
	}
}

// Every surrogate survives the way there and back, and encodes as UTF-8 would.
func TestEverySurrogate(t *testing.T) {
	for r := rune(0xD800); r <= 0xDFFF; r++ {
		text := string([]byte{0xED, byte(r>>6)&0x3F | 0x80, byte(r)&0x3F | 0x80})
		quoted, ok := jsonscan.AppendQuoted(nil, text)
		var buf [6]byte
		want := string(append(append(buf[:0], `\u`...), hex4(r)...))
		if !ok || string(quoted) != `"`+want+`"` {
			t.Errorf("AppendQuoted(%q) = %q, want %q in quotes", text, quoted, want)
		}
		if got := jsonscan.AppendUnquoted(nil, []byte(want)); string(got) != text {
			t.Errorf("AppendUnquoted(%q) = %q, want %q", want, got, text)
		}
	}
}

// hex4 returns the four hexadecimal digits of r.
func hex4(r rune) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]})
}

// FuzzQuote checks that text comes back as it was, and that encoding/json reads the
// same from it.
func FuzzQuote(f *testing.F) {
	for _, text := range []string{"", "plain", "\"\\/\b\f\n\r\t\x00\x1f\x7f", "é \u2028 😀", lowestHigh, highestLow + "x", lowestHigh + lowestLow, highestLow + lowestHigh, "\xed\xac\xac\xed\xb8\xb0", "\xff", "\xc3", strings.Repeat("p", 40) + "\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		quoted, ok := jsonscan.AppendQuoted(nil, text)
		if utf8.ValidString(text) && !ok {
			t.Fatalf("AppendQuoted(%q) fails", text)
		}
		if !ok {
			return
		}
		if at, fault := jsonscan.String(quoted, 1); quoted[0] != '"' || at != len(quoted) || fault != jsonscan.OK {
			t.Fatalf("AppendQuoted(%q) = %q is no string: fault %d at %d", text, quoted, fault, at)
		}
		if got := jsonscan.AppendUnquoted(nil, quoted[1:len(quoted)-1]); string(got) != text {
			t.Errorf("AppendQuoted(%q) = %q, which unquotes to %q", text, quoted, got)
		}
		var got string
		if err := json.Unmarshal(quoted, &got); utf8.ValidString(text) && (err != nil || got != text) {
			t.Errorf("encoding/json reads %q, %v from %q, want %q", got, err, quoted, text)
		}
	})
}

// FuzzUnquote checks that a string means the same behind AppendUnquoted, to
// encoding/json and behind AppendQuoted.
func FuzzUnquote(f *testing.F) {
	for _, tt := range stringTests {
		f.Add([]byte(tt.body))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		at, fault := jsonscan.String(body, 0)
		if fault != jsonscan.OK {
			return
		}
		body = body[:at-1]
		text := jsonscan.AppendUnquoted(nil, body)
		if lone := jsonscan.HasLoneSurrogate(body); lone == utf8.Valid(text) {
			t.Errorf("%q: has a lone surrogate: %v, unquoted %q", body, lone, text)
		}
		var want string
		if err := json.Unmarshal([]byte(`"`+string(body)+`"`), &want); err != nil {
			t.Fatalf("encoding/json does not take %q: %v", body, err)
		}
		if utf8.Valid(text) && string(text) != want {
			t.Errorf("AppendUnquoted(%q) = %q, encoding/json says %q", body, text, want)
		}
		quoted, ok := jsonscan.AppendQuoted(nil, string(text))
		if !ok {
			t.Fatalf("AppendUnquoted(%q) = %q cannot be quoted", body, text)
		}
		if again := jsonscan.AppendUnquoted(nil, quoted[1:len(quoted)-1]); string(again) != string(text) {
			t.Errorf("%q comes back as %q", text, again)
		}
	})
}
