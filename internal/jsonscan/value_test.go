package jsonscan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

func TestLiterals(t *testing.T) {
	checkScans(t, []scanTest{
		valid("RFC 8259, 3: true", `true`),
		valid("RFC 8259, 3: false", `false`),
		valid("RFC 8259, 3: null", `null`),
		cut("a literal of one letter", `t`),
		cut("true without its last letter", `tru`),
		cut("false without its last letter", `fals`),
		cut("null without its last letter", `nul`),
		{reason: "RFC 8259, 3: literals are lower case, so upper case begins nothing", text: `True`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "RFC 8259, 3: nor may later letters be upper case", text: `trUe`, fault: jsonscan.BadLiteral, at: 2},
		{reason: "a wrong second letter", text: `nil`, fault: jsonscan.BadLiteral, at: 1},
		{reason: "a wrong last letter", text: `falsy`, fault: jsonscan.BadLiteral, at: 4},
		{reason: "white space within a literal", text: `nu ll`, fault: jsonscan.BadLiteral, at: 2},
		{reason: "NaN is no JSON (RFC 8259, 6)", text: `NaN`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "Infinity is no JSON (RFC 8259, 6)", text: `Infinity`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "undefined is no JSON", text: `undefined`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "what follows a literal is for the caller to judge", text: `nullx`, at: 4},
	})
}

func TestArrays(t *testing.T) {
	checkScans(t, []scanTest{
		valid("RFC 8259, 5: an array may be empty", `[]`),
		valid("white space alone within an array", "[ \t\r\n]"),
		valid("one element", `[1]`),
		valid("RFC 8259, 5: elements need not be of one type", `[1,"a",true,false,null,[],{},-0.5e+1]`),
		valid("white space around every token (RFC 8259, 2)", "[ 1\t,\r2\n, [ ] , { } ]"),
		cut("an array without an end", `[`),
		cut("the end after an element", `[1`),
		cut("the end after a comma", `[1,`),
		cut("the end in white space", `[1, `),
		{reason: "a comma before the first element", text: `[,1]`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a comma behind the last element", text: `[1,]`, fault: jsonscan.UnexpectedByte, at: 3},
		{reason: "the same with white space", text: `[1, ]`, fault: jsonscan.UnexpectedByte, at: 4},
		{reason: "two commas", text: `[1,,2]`, fault: jsonscan.UnexpectedByte, at: 3},
		{reason: "no comma", text: `[1 2]`, fault: jsonscan.UnexpectedByte, at: 3},
		{reason: "no comma between strings", text: `["a""b"]`, fault: jsonscan.UnexpectedByte, at: 4},
		{reason: "a semicolon for a comma", text: `[1;2]`, fault: jsonscan.UnexpectedByte, at: 2},
		{reason: "a member in an array", text: `["a":1]`, fault: jsonscan.UnexpectedByte, at: 4},
		{reason: "closed as an object", text: `[1}`, fault: jsonscan.UnexpectedByte, at: 2},
		{reason: "an empty array closed as an object", text: `[}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "what follows the array is for the caller to judge", text: `[]]`, at: 2},
	})
}

func TestObjects(t *testing.T) {
	checkScans(t, []scanTest{
		valid("RFC 8259, 4: an object may be empty", `{}`),
		valid("white space alone within an object", "{ \t\r\n}"),
		valid("one member", `{"a":1}`),
		valid("RFC 8259, 4: names may be empty", `{"":null}`),
		valid("RFC 8259, 4: equal names are left to the caller", `{"a":1,"a":2}`),
		valid("white space around every token (RFC 8259, 2)", "{ \"a\"\t:\r1\n, \"b\" : { } }"),
		valid("an array between members", `{"a":[],"b":[1],"c":2}`),
		valid("names with escapes", `{"\u0061\"\\":1}`),
		valid("a name longer than a vector", `{"0123456789012345678901234567890123456789":1}`),
		cut("an object without an end", `{`),
		cut("the end in a name", `{"a`),
		cut("the end behind a name", `{"a"`),
		cut("the end behind a name and white space", `{"a" `),
		cut("the end behind the colon", `{"a":`),
		cut("the end behind the colon and white space", `{"a": `),
		cut("the end behind a member", `{"a":1`),
		cut("the end behind a comma", `{"a":1,`),
		{reason: "a comma before the first member", text: `{,"a":1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a comma behind the last member", text: `{"a":1,}`, fault: jsonscan.UnexpectedByte, at: 7},
		{reason: "two commas", text: `{"a":1,,"b":2}`, fault: jsonscan.UnexpectedByte, at: 7},
		{reason: "no comma", text: `{"a":1 "b":2}`, fault: jsonscan.UnexpectedByte, at: 7},
		{reason: "no colon", text: `{"a" 1}`, fault: jsonscan.UnexpectedByte, at: 5},
		{reason: "no colon and no value", text: `{"a"}`, fault: jsonscan.UnexpectedByte, at: 4},
		{reason: "a comma for the colon", text: `{"a",1}`, fault: jsonscan.UnexpectedByte, at: 4},
		{reason: "two colons", text: `{"a"::1}`, fault: jsonscan.UnexpectedByte, at: 5},
		{reason: "no value", text: `{"a":}`, fault: jsonscan.UnexpectedByte, at: 5},
		{reason: "no value before a comma", text: `{"a":,"b":1}`, fault: jsonscan.UnexpectedByte, at: 5},
		{reason: "a number as name (RFC 8259, 4: a name is a string)", text: `{1:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "zero as name, which scans differently", text: `{0:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a literal as name", text: `{null:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a name without quotes", text: `{a:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a name in single quotes", text: `{'a':1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "an array as name", text: `{[]:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "an object as name", text: `{{}:1}`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "the second name is no string", text: `{"a":1,2:3}`, fault: jsonscan.UnexpectedByte, at: 7},
		{reason: "a value where the second member has to be", text: `{"a":1,"b"}`, fault: jsonscan.UnexpectedByte, at: 10},
		{reason: "closed as an array", text: `{"a":1]`, fault: jsonscan.UnexpectedByte, at: 6},
		{reason: "an empty object closed as an array", text: `{]`, fault: jsonscan.UnexpectedByte, at: 1},
		{reason: "a stray closing brace", text: `}`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "an object is a value again behind its end", text: `{"a":{}"b":1}`, fault: jsonscan.UnexpectedByte, at: 7},
		{reason: "an array behind an empty object in it", text: `[{},1,{"a":1},2]`, at: 16},
		{reason: "a name is due behind an array in an object", text: `{"a":[1],2}`, fault: jsonscan.UnexpectedByte, at: 9},
		{reason: "a control character for a name", text: "{\x01:1}", fault: jsonscan.UnexpectedByte, at: 1},
	})
}

func TestNoValue(t *testing.T) {
	checkScans(t, []scanTest{
		cut("nothing", ``),
		cut("white space only", " \t\r\n"),
		{reason: "a comma", text: `,`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a colon", text: `:`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a comment is no JSON", text: `/**/1`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a string in single quotes is no JSON", text: `'a'`, fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a byte order mark is no white space (RFC 8259, 8.1)", text: "\uFEFF1", fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "NUL", text: "\x00", fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "DEL", text: "\x7f", fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a byte that UTF-8 never has", text: "\xff", fault: jsonscan.UnexpectedByte, at: 0},
		{reason: "a backslash", text: `\u0031`, fault: jsonscan.UnexpectedByte, at: 0},
	})
}

// Every byte that does not begin a value or is white space is a fault where a value
// has to be, and so is every byte but four behind an element.
func TestEveryByte(t *testing.T) {
	begins := bytesOf(`"-0123456789[{tfn`)
	follows := bytesOf(", ]\t\r\n")
	space := bytesOf(" \t\r\n")
	for c := range 256 {
		if c := byte(c); !begins[c] && c != ']' && !space[c] {
			checkFault(t, string([]byte{'[', c}), scanned{At: 1, Fault: jsonscan.UnexpectedByte})
		}
		if c := byte(c); !follows[c] {
			checkFault(t, string([]byte{'[', '"', '"', c, '1', ']'}), scanned{At: 3, Fault: jsonscan.UnexpectedByte})
		}
		if c := byte(c); c != '"' && c != '}' && !space[c] {
			checkFault(t, string([]byte{'{', c, ':', '1', '}'}), scanned{At: 1, Fault: jsonscan.UnexpectedByte})
		}
		if c := byte(c); c != ':' && !space[c] {
			checkFault(t, string([]byte{'{', '"', '"', c, '1', '}'}), scanned{At: 3, Fault: jsonscan.UnexpectedByte})
		}
		if got := jsonscan.IsSpace(byte(c)); got != space[c] {
			t.Errorf("IsSpace(%#x) = %v (RFC 8259, 2: four characters are white space)", c, got)
		}
	}
}

func bytesOf(s string) (set [256]bool) {
	for _, c := range []byte(s) {
		set[c] = true
	}
	return set
}

func checkFault(t *testing.T, text string, want scanned) {
	t.Helper()
	at, fault := jsonscan.Value([]byte(text), 0, 0, anyDepth)
	if diff := cmp.Diff(want, scanned{At: at, Fault: fault}); diff != "" {
		t.Errorf("Value(%q) (-want +got):\n%s", text, diff)
	}
}

// Value begins where it is told to, and takes nothing from before.
func TestValueBeginsAtIndex(t *testing.T) {
	text := []byte(`[[1,"a" , {"b":2}]`)
	tests := []struct {
		reason string
		from   int
		want   scanned
	}{
		{"a value whose enclosing array is not walked over", 1, scanned{At: 18}},
		{"a number", 2, scanned{At: 3}},
		{"a string", 4, scanned{At: 7}},
		{"white space before the value is walked over", 9, scanned{At: 17}},
		{"a comma is no value", 3, scanned{At: 3, Fault: jsonscan.UnexpectedByte}},
		{"the end is no value", 18, scanned{At: 18, Fault: jsonscan.UnexpectedEnd}},
		{"a closing bracket is no value, whatever is open before it", 17, scanned{At: 17, Fault: jsonscan.UnexpectedByte}},
		{"a closing brace is no value", 16, scanned{At: 16, Fault: jsonscan.UnexpectedByte}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			at, fault := jsonscan.Value(text, tt.from, 0, anyDepth)
			if diff := cmp.Diff(tt.want, scanned{At: at, Fault: fault}); diff != "" {
				t.Errorf("Value(%q, %d) (-want +got):\n%s", text, tt.from, diff)
			}
		})
	}
}

func TestColon(t *testing.T) {
	tests := []struct {
		reason string
		text   string
		want   scanned
	}{
		{"a colon at once", `:1`, scanned{At: 1}},
		{"white space before it", " \t\r\n:", scanned{At: 5}},
		{"white space behind it is left", `: 1`, scanned{At: 1}},
		{"the end", ``, scanned{At: 0, Fault: jsonscan.UnexpectedEnd}},
		{"the end behind white space", ` `, scanned{At: 1, Fault: jsonscan.UnexpectedEnd}},
		{"something else", ` ,`, scanned{At: 1, Fault: jsonscan.UnexpectedByte}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			at, fault := jsonscan.Colon([]byte(tt.text), 0)
			if diff := cmp.Diff(tt.want, scanned{At: at, Fault: fault}); diff != "" {
				t.Errorf("Colon(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestSpace(t *testing.T) {
	tests := []struct {
		reason string
		text   string
		from   int
		want   int
	}{
		{"nothing", "", 0, 0},
		{"no white space", "1 ", 0, 0},
		{"all four characters (RFC 8259, 2)", " \t\r\n1", 0, 4},
		{"up to the end", "1   ", 1, 4},
		{"form feed is not white space", " \f", 0, 1},
		{"vertical tab is not white space", " \v", 0, 1},
		{"a no-break space is not white space", " \u00a0", 0, 1},
		{"NUL is not white space", " \x00", 0, 1},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if got := jsonscan.Space([]byte(tt.text), tt.from); got != tt.want {
				t.Errorf("Space(%q, %d) = %d, want %d", tt.text, tt.from, got, tt.want)
			}
		})
	}
}
