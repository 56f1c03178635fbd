package protocol_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

const (
	longNumber = "123456789012345678901234567890"
	hugeZero   = "0e99999999999999999999"
	hugeExp    = "1e99999999999999999999"
)

// An idTest is an id and what it says of itself.
type idTest struct {
	reason   string
	id       protocol.ID
	json     string // its text, "" if it is absent
	isNull   bool
	isString bool
	isNumber bool
	inV2     bool // valid in 2.0
	inV1     bool
	int64    *int64  // its value as such
	text     *string // its text as a string
}

func numberID(reason, json string, value *int64) idTest {
	return idTest{reason: reason, id: mustID(json), json: json, isNumber: true, inV2: true, inV1: true, int64: value}
}

func stringID(reason, json, text string) idTest {
	return idTest{reason: reason, id: mustID(json), json: json, isString: true, inV2: true, inV1: true, text: &text}
}

func otherID(reason, json string) idTest {
	return idTest{reason: reason, id: mustID(json), json: json, inV1: true}
}

// of returns the row with an id that is made in another way.
func (tt idTest) of(id protocol.ID) idTest {
	tt.id = id
	return tt
}

func pointer[T any](v T) *T { return &v }

var idTests = []idTest{
	{reason: "the zero value is absent"},
	{reason: "null is not absent", id: protocol.Null(), json: "null", isNull: true, inV2: true, inV1: true},
	{reason: "null from its text", id: mustID(" null "), json: "null", isNull: true, inV2: true, inV1: true},
	numberID("zero", "0", pointer(int64(0))),
	numberID("one", "1", pointer(int64(1))),
	numberID("a negative number", "-17", pointer(int64(-17))),
	numberID("an int64, the highest", "9223372036854775807", pointer(int64(math.MaxInt64))),
	numberID("an int64, the lowest", "-9223372036854775808", pointer(int64(math.MinInt64))),
	numberID("one above int64", "9223372036854775808", nil),
	numberID("one below int64", "-9223372036854775809", nil),
	numberID("a uint64", "18446744073709551615", nil),
	numberID("a wrapped uint64", "18446744073709551617", nil),
	numberID("R05: 20 digits that begin small", "10000000000000000000", nil),
	numberID("R05: one that a float64 would change", "9007199254740993", pointer(int64(9007199254740993))),
	numberID("R05: a fraction keeps its zeros", "1.50", nil),
	numberID("R05: a fraction of zero", "1.0", pointer(int64(1))),
	numberID("R05: an exponent", "1E+2", pointer(int64(100))),
	numberID("R05: a negative exponent", "1200e-2", pointer(int64(12))),
	numberID("R05: a negative exponent that leaves a fraction", "1201e-2", nil),
	numberID("R05: fraction and exponent", "-1.5e1", pointer(int64(-15))),
	numberID("R05: an int64 with an exponent, the highest", "9.223372036854775807e18", pointer(int64(math.MaxInt64))),
	numberID("R05: an int64 with an exponent, the lowest", "-9223372036854775808e0", pointer(int64(math.MinInt64))),
	numberID("R05: one above with an exponent", "9.223372036854775808e18", nil),
	numberID("R05: negative zero", "-0", pointer(int64(0))),
	numberID("R05: negative zero with a fraction", "-0.0", pointer(int64(0))),
	numberID("R05: 30 digits", longNumber, nil),
	numberID("R05: beyond float64", "1e400", nil),
	numberID("R05: zero with an exponent beyond all", hugeZero, pointer(int64(0))),
	numberID("R05: an exponent beyond all", hugeExp, nil),
	numberID("R05: a negative exponent beyond all", "1e-99999999999999999999", nil),
	numberID("R05: digits that cancel a negative exponent", "10000000000000000000000000e-25", pointer(int64(1))),
	numberID("an int", "42", pointer(int64(42))).of(protocol.Int(42)),
	numberID("the lowest int", "-9223372036854775808", pointer(int64(math.MinInt64))).of(protocol.Int(math.MinInt64)),
	stringID("a string", `"abc"`, "abc"),
	stringID("an empty string", `""`, ""),
	stringID("a string of digits is no number", `"1"`, "1"),
	stringID("a string that says null", `"null"`, "null"),
	stringID("a string of many bytes", `"é😀"`, "é😀"),
	stringID("R14: escapes come back as they were", `"\u0041\/\n"`, "A/\n"),
	stringID("R14: a lone surrogate", `"\uD800"`, "\xed\xa0\x80"),
	stringID("a string from text", `"abc"`, "abc").of(protocol.String("abc")),
	stringID("text that has to be escaped", `"a\"b\\c\n\u0001"`, "a\"b\\c\n\x01").of(protocol.String("a\"b\\c\n\x01")),
	stringID("text that need not be", "\"é/<\x7f\u2028\"", "é/<\x7f\u2028").of(protocol.String("é/<\x7f\u2028")),
	stringID("R14: text with a lone surrogate", `"x\udfff"`, "x\xed\xbf\xbf").of(protocol.String("x\xed\xbf\xbf")),
	stringID("invalid UTF-8 is replaced", `"a�b"`, "a\ufffdb").of(protocol.String("a\xffb")),
	otherID("R22: a boolean", "true"),
	otherID("R22: the other boolean", "false"),
	otherID("R22: an array, byte for byte", `[1 , {"a":null}]`),
	otherID("R22: an object, byte for byte", `{ "a" : "\u0041" }`),
	otherID("R22: an empty array", `[]`),
}

func TestID(t *testing.T) {
	for _, tt := range idTests {
		t.Run(tt.reason, func(t *testing.T) {
			got := idTest{
				reason: tt.reason, id: tt.id, json: tt.id.String(),
				isNull: tt.id.IsNull(), isString: tt.id.IsString(), isNumber: tt.id.IsNumber(),
				inV2: tt.id.ValidIn(protocol.V2), inV1: tt.id.ValidIn(protocol.V1),
			}
			if n, ok := tt.id.Int64(); ok {
				got.int64 = &n
			}
			if text, ok := tt.id.Text(); ok {
				got.text = &text
			}
			if diff := cmp.Diff(tt, got, cmp.AllowUnexported(idTest{}), sameID); diff != "" {
				t.Errorf("%q (-want +got):\n%s", tt.json, diff)
			}
			if absent := tt.json == ""; tt.id.IsAbsent() != absent || tt.id.IsZero() != absent {
				t.Errorf("IsAbsent = %v, IsZero = %v", tt.id.IsAbsent(), tt.id.IsZero())
			}
		})
	}
}

// An id goes back byte for byte, and only an absent one does not.
func TestIDAppendTo(t *testing.T) {
	for _, tt := range idTests {
		t.Run(tt.reason, func(t *testing.T) {
			got, err := tt.id.AppendTo([]byte("before "))
			if diff := cmp.Diff("before "+tt.json, string(got)); diff != "" {
				t.Errorf("AppendTo (-want +got):\n%s", diff)
			}
			var encodeError *protocol.EncodeError
			if tt.json == "" && (!errors.As(err, &encodeError) || encodeError.Member != "id") || tt.json != "" && err != nil {
				t.Errorf("AppendTo of %q: %v", tt.json, err)
			}
		})
	}
}

// Parsed from its text, an id is the same by ==, and a copy.
func TestParseIDRoundTrip(t *testing.T) {
	for _, tt := range idTests {
		if tt.json == "" {
			continue
		}
		t.Run(tt.reason, func(t *testing.T) {
			data := []byte(" \t" + tt.json + "\r\n")
			got, err := protocol.ParseID(data)
			if err != nil || got != tt.id {
				t.Fatalf("ParseID(%q) = %v, %v, want %v", data, got, err, tt.id)
			}
			for i := range data {
				data[i] = '?'
			}
			if got != tt.id || got.String() != tt.json {
				t.Errorf("the id changed with its text to %v", got)
			}
		})
	}
}

func TestParseIDErrors(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   protocol.Reason
		offset int
	}{
		{"R20: nothing", ``, protocol.ReasonEmpty, 0},
		{"R20: white space only", `  `, protocol.ReasonEmpty, 2},
		{"an end too early", `"a`, protocol.ReasonUnexpectedEnd, 2},
		{"no JSON", `a`, protocol.ReasonUnexpectedByte, 0},
		{"two values", `1 2`, protocol.ReasonTrailingData, 2},
		{"a leading zero", `01`, protocol.ReasonBadNumber, 1},
		{"a plus sign", `+1`, protocol.ReasonUnexpectedByte, 0},
		{"a wrong literal", `nul1`, protocol.ReasonBadLiteral, 3},
		{"R13: invalid UTF-8", "\"\xff\"", protocol.ReasonBadUTF8, 1},
		{"a wrong escape", `"\x"`, protocol.ReasonBadEscape, 2},
		{"a control character", "\"\n\"", protocol.ReasonControlCharacter, 1},
		{"R12: a byte order mark", "\uFEFF1", protocol.ReasonUnexpectedByte, 0},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			id, err := protocol.ParseID([]byte(tt.input))
			checkReason(t, err, tt.want)
			var got *protocol.DecodeError
			if errors.As(err, &got) && got.Offset != tt.offset {
				t.Errorf("offset %d, want %d", got.Offset, tt.offset)
			}
			if !id.IsAbsent() {
				t.Errorf("ParseID(%q) = %v, want an absent id", tt.input, id)
			}
		})
	}
}

// Text that Text returns gives back its id, and no two ids have the same text.
func TestIDFromText(t *testing.T) {
	for _, tt := range idTests {
		text, ok := tt.id.Text()
		if !ok {
			continue
		}
		if got := protocol.String(text); !got.Equal(tt.id) {
			t.Errorf("String(%q) = %v, want %v", text, got, tt.id)
		}
	}
}

// Any text makes an id that is valid JSON and has that text, as far as JSON can say
// it: a byte that is no UTF-8 it cannot (R13).
func TestIDFromEveryByte(t *testing.T) {
	for c := range 256 {
		text := string([]byte{byte(c)})
		id := protocol.String(text)
		if c >= 0x80 {
			text = "\ufffd"
		}
		if got, ok := id.Text(); !ok || got != text {
			t.Errorf("String(%#x) has the text %q, want %q", c, got, text)
		}
		if again, err := protocol.ParseID([]byte(id.String())); err != nil || again != id {
			t.Errorf("String(%#x) = %v, which is parsed as %v, %v", c, id, again, err)
		}
	}
}

// A long id is an id like any other.
func TestLongID(t *testing.T) {
	for _, text := range []string{strings.Repeat("9", 1<<20), `"` + strings.Repeat("é", 1<<20) + `"`, "0." + strings.Repeat("0", 1<<20) + "1"} {
		id, err := protocol.ParseID([]byte(text))
		if same := id; err != nil || id.String() != text || !id.Equal(same) {
			t.Errorf("an id of %d bytes: %v", len(text), err)
		}
	}
}
