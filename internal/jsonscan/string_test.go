package jsonscan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// A stringTest is what stands behind the opening quote of a string.
type stringTest struct {
	reason string
	body   string // with the closing quote, if there is one
	fault  jsonscan.Fault
	at     int // within body
}

func validString(reason, body string) stringTest {
	return stringTest{reason: reason, body: body + `"`, at: len(body) + 1}
}

func cutString(reason, body string) stringTest {
	return stringTest{reason: reason, body: body, fault: jsonscan.UnexpectedEnd, at: len(body)}
}

var stringTests = []stringTest{
	validString("an empty string", ``),
	validString("a plain one", `abc`),
	validString("the short escapes (RFC 8259, 7)", `\"\\\/\b\f\n\r\t`),
	validString("hexadecimal digits of both cases", `\u00e9\u00E9\uaBcD\u0190`),
	validString("an escaped NUL", `\u0000`),
	validString("a surrogate pair", `\ud83d\ude00`),
	validString("lone surrogates are grammatical (RFC 8259, 8.2)", `\ud800 \udfff \udc00\ud800`),
	validString("an escaped quote before the last one", `\"`),
	validString("an escaped backslash before the last quote", `\\`),
	validString("DEL is no control character of JSON (RFC 8259, 7)", "\x7f"),
	validString("the highest plain bytes around quote and backslash", " !#[]~"),
	validString("line separators need no escape", "\u2028\u2029"),
	validString("characters of two, three and four bytes", "\u00a0\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff"),
	validString("noncharacters are characters all the same", "\ufffe\uffff\U0001ffff"),
	validString("words of multibyte characters", "щука и лещ, 鯉 と 鮎 😀"),
	validString("an escape between multibyte characters", "é\\né\\u00e9é"),
	cutString("no closing quote", `abc`),
	cutString("nothing behind the opening quote", ``),
	cutString("an escaped quote is not the closing one", `\"`),
	cutString("the end behind a backslash", `\`),
	cutString("the end in an escape", `\u`),
	cutString("the end in an escape after a digit", `\u0`),
	cutString("the end in an escape after three digits", `\u00e`),
	cutString("the end behind a character of two bytes", "é"),
	cutString("the end behind a character of three bytes", "€"),
	cutString("the end behind a character of four bytes", "😀"),
	{reason: "an escape JSON does not have: \\x", body: `\x41"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "an escape JSON does not have: \\'", body: `\'"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "an escape JSON does not have: \\0", body: `\0"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "an escape JSON does not have: \\a", body: `\a"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "an escape JSON does not have: \\v", body: `\v"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "escapes are lower case (RFC 8259, 7)", body: `\N"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "the u of an escape is lower case", body: `\U0041"`, fault: jsonscan.BadEscape, at: 1},
	{reason: "an escaped line feed", body: "\\\n\"", fault: jsonscan.BadEscape, at: 1},
	{reason: "an escaped multibyte character", body: "\\é\"", fault: jsonscan.BadEscape, at: 1},
	{reason: "no hexadecimal digit, the first", body: `\ug000"`, fault: jsonscan.BadEscape, at: 2},
	{reason: "no hexadecimal digit, the second", body: `\u0x00"`, fault: jsonscan.BadEscape, at: 3},
	{reason: "no hexadecimal digit, the third", body: `\u00:0"`, fault: jsonscan.BadEscape, at: 4},
	{reason: "no hexadecimal digit, the last", body: `\u004G"`, fault: jsonscan.BadEscape, at: 5},
	{reason: "three digits and the closing quote", body: `\u004"`, fault: jsonscan.BadEscape, at: 5},
	{reason: "the character before the letters is no digit", body: "\\u004@\"", fault: jsonscan.BadEscape, at: 5},
	{reason: "the character before the small letters is no digit", body: "\\u004`\"", fault: jsonscan.BadEscape, at: 5},
	{reason: "the character before the digits is none", body: `\u004/"`, fault: jsonscan.BadEscape, at: 5},
	{reason: "a control character where a digit has to be", body: "\\u004\x13\"", fault: jsonscan.BadEscape, at: 5},
	{reason: "a raw line feed (RFC 8259, 7)", body: "a\nb\"", fault: jsonscan.ControlCharacter, at: 1},
	{reason: "a raw tab", body: "\t\"", fault: jsonscan.ControlCharacter, at: 0},
	{reason: "a raw NUL", body: "\x00\"", fault: jsonscan.ControlCharacter, at: 0},
	{reason: "the highest control character", body: "ab\x1f\"", fault: jsonscan.ControlCharacter, at: 2},
	{reason: "a control character behind a multibyte one", body: "é\x1fé\"", fault: jsonscan.ControlCharacter, at: 2},
	{reason: "the first fault counts, not the first special byte", body: "\\n\\t\x01\\x\"", fault: jsonscan.ControlCharacter, at: 4},
	{reason: "what follows the string is for the caller to judge", body: `a"b"`, at: 2},
}

func TestStrings(t *testing.T) { checkStrings(t, stringTests) }

// checkStrings runs String and Value over every row, behind plain runs of every
// length that the fast paths tell apart, and before text of every length.
func checkStrings(t *testing.T, tests []stringTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			for n := range 170 {
				checkString(t, tt, strings.Repeat("p", n), "")
			}
			if tt.fault != jsonscan.UnexpectedEnd {
				for n := range 40 {
					checkString(t, tt, "", strings.Repeat(" ", n))
					checkString(t, tt, strings.Repeat("p", 29+n), strings.Repeat(`"`, n))
				}
			}
		})
	}
}

func checkString(t *testing.T, tt stringTest, before, behind string) {
	t.Helper()
	text := `"` + before + tt.body + behind
	want := scanned{At: 1 + len(before) + tt.at, Fault: tt.fault}
	at, fault := jsonscan.String([]byte(text), 1)
	if diff := cmp.Diff(want, scanned{At: at, Fault: fault}); diff != "" {
		t.Errorf("String(%q) (-want +got):\n%s", text, diff)
	}
	at, fault = jsonscan.Value([]byte(text), 0, 0, anyDepth)
	if diff := cmp.Diff(want, scanned{At: at, Fault: fault}); diff != "" {
		t.Errorf("Value(%q) (-want +got):\n%s", text, diff)
	}
	checkName(t, "{"+text, scanned{At: want.At + 1, Fault: want.Fault})
}

// checkName runs Value over an object whose name is all that there is of it. Where
// the name is right, its colon is missing.
func checkName(t *testing.T, text string, want scanned) {
	t.Helper()
	if want.Fault == jsonscan.OK {
		text = text[:want.At] + "~"
		want.Fault = jsonscan.UnexpectedByte
	}
	at, fault := jsonscan.Value([]byte(text), 0, 0, anyDepth)
	if diff := cmp.Diff(want, scanned{At: at, Fault: fault}); diff != "" {
		t.Errorf("Value(%q) (-want +got):\n%s", text, diff)
	}
}

// Every byte has its place: 32 control characters, the quote, the backslash and the
// bytes of no character are the ones that cannot stand in a string alone.
func TestEveryByteInString(t *testing.T) {
	for c := range 256 {
		tt := stringTest{reason: fmt.Sprintf("byte %#x", c), body: string([]byte{byte(c), 'z', '"'}), at: 3}
		switch {
		case c < ' ':
			tt.fault, tt.at = jsonscan.ControlCharacter, 0
		case c == '"':
			tt.at = 1
		case c == '\\':
			tt.fault, tt.at = jsonscan.BadEscape, 1
		case c >= 0x80:
			tt.fault, tt.at = jsonscan.BadUTF8, 0
		}
		checkStrings(t, []stringTest{tt})
	}
}

// Every letter behind a backslash is an escape or a fault.
func TestEveryEscape(t *testing.T) {
	for c := range 256 {
		tt := stringTest{reason: fmt.Sprintf("escape %#x", c), body: string([]byte{'\\', byte(c), '0', '0', '4', '1', '"'}), at: 7}
		if !strings.ContainsRune(`"\/bfnrtu`, rune(c)) || c >= 0x80 {
			tt.fault, tt.at = jsonscan.BadEscape, 1
		}
		checkString(t, tt, "", "")
		checkString(t, tt, strings.Repeat("p", 33), "")
	}
}
