package protocol_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// A grammarTest is a payload that is not JSON, or only too much of it.
type grammarTest struct {
	name   string
	input  string
	reason protocol.Reason
	offset int
}

var grammarTests = []grammarTest{
	{"the end of an object", `{`, protocol.ReasonUnexpectedEnd, 1},
	{"the end behind white space", `{ `, protocol.ReasonUnexpectedEnd, 2},
	{"the end in a name that counts", `{"method`, protocol.ReasonUnexpectedEnd, 8},
	{"the end in another name", `{"meth`, protocol.ReasonUnexpectedEnd, 6},
	{"the end behind a name", `{"method"`, protocol.ReasonUnexpectedEnd, 9},
	{"the end behind a colon", `{"method": `, protocol.ReasonUnexpectedEnd, 11},
	{"the end in a method", `{"method":"m`, protocol.ReasonUnexpectedEnd, 12},
	{"the end behind a member", `{"method":"m"`, protocol.ReasonUnexpectedEnd, 13},
	{"the end behind a member and white space", `{"method":"m" `, protocol.ReasonUnexpectedEnd, 14},
	{"the end behind a comma", `{"method":"m",`, protocol.ReasonUnexpectedEnd, 14},
	{"the end in an id", `{"id":12`, protocol.ReasonUnexpectedEnd, 8},
	{"the end in the version", `{"jsonrpc":"2.0`, protocol.ReasonUnexpectedEnd, 15},
	{"the end behind the version", `{"jsonrpc":"2.0"`, protocol.ReasonUnexpectedEnd, 16},
	{"the end in params", `{"params":[1,{"a":`, protocol.ReasonUnexpectedEnd, 18},
	{"the end in an error", `{"error":{"code":1`, protocol.ReasonUnexpectedEnd, 18},
	{"the end behind an error", `{"error":{"code":1}`, protocol.ReasonUnexpectedEnd, 19},
	{"the end in a batch", `[`, protocol.ReasonUnexpectedEnd, 1},
	{"the end behind a message of a batch", `[{} `, protocol.ReasonUnexpectedEnd, 4},
	{"the end behind a comma in a batch", `[{}, `, protocol.ReasonUnexpectedEnd, 5},
	{"the end in a message of a batch", `[{},{"a"`, protocol.ReasonUnexpectedEnd, 8},
	{"the end in a literal", `nul`, protocol.ReasonUnexpectedEnd, 3},
	{"no JSON at all", `hello`, protocol.ReasonUnexpectedByte, 0},
	{"HTTP instead of JSON", "POST / HTTP/1.1\r\n", protocol.ReasonUnexpectedByte, 0},
	{"a stray bracket", `]`, protocol.ReasonUnexpectedByte, 0},
	{"a name without quotes", `{method:"m"}`, protocol.ReasonUnexpectedByte, 1},
	{"a comma before the first member", `{,"method":"m"}`, protocol.ReasonUnexpectedByte, 1},
	{"a comma behind the last member", `{"method":"m",}`, protocol.ReasonUnexpectedByte, 14},
	{"no comma between members", `{"method":"m" "id":1}`, protocol.ReasonUnexpectedByte, 14},
	{"no colon", `{"method" "m"}`, protocol.ReasonUnexpectedByte, 10},
	{"no value", `{"method":}`, protocol.ReasonUnexpectedByte, 10},
	{"an id with letters", `{"id":1x}`, protocol.ReasonUnexpectedByte, 7},
	{"an object closed as an array", `{"id":1]`, protocol.ReasonUnexpectedByte, 7},
	{"an id that ends like an array", `{"id":1],"method":"m"}`, protocol.ReasonUnexpectedByte, 7},
	{"a batch closed as an object", `[1}`, protocol.ReasonUnexpectedByte, 2},
	{"no comma between messages", `[{} {}]`, protocol.ReasonUnexpectedByte, 4},
	{"a comma before the first message", `[,{}]`, protocol.ReasonUnexpectedByte, 1},
	{"a comma behind the last message", `[{},]`, protocol.ReasonUnexpectedByte, 4},
	{"two commas between messages", `[{},,{}]`, protocol.ReasonUnexpectedByte, 4},
	{"an error without its end", `{"error":{"code":1,"message":"x"],"id":1}`, protocol.ReasonUnexpectedByte, 32},
	{"a comma behind the last member of an error", `{"error":{"code":1,},"id":1}`, protocol.ReasonUnexpectedByte, 19},
	{"a version in single quotes", `{"jsonrpc":'2.0'}`, protocol.ReasonUnexpectedByte, 11},
	{"a literal of another language", `{"id":None}`, protocol.ReasonUnexpectedByte, 6},
	{"a wrong literal", `{"result":nil}`, protocol.ReasonBadLiteral, 11},
	{"a leading zero in an id", `{"id":01}`, protocol.ReasonBadNumber, 7},
	{"a code without digits behind the point", `{"error":{"code":1.}}`, protocol.ReasonBadNumber, 19},
	{"an id of a minus sign", `{"id":-}`, protocol.ReasonBadNumber, 7},
	{"an id with half an exponent", `{"id":1e}`, protocol.ReasonBadNumber, 8},
	{"a wrong escape in a method", `{"method":"\x"}`, protocol.ReasonBadEscape, 12},
	{"a wrong escape in a name", `{"meth\od":1}`, protocol.ReasonBadEscape, 7},
	{"a wrong escape in a name that began well", `{"method\q":1}`, protocol.ReasonBadEscape, 9},
	{"a wrong escape in a version", `{"jsonrpc":"2\.0"}`, protocol.ReasonBadEscape, 14},
	{"a short escape in an id", `{"id":"\u12"}`, protocol.ReasonBadEscape, 11},
	{"a raw line feed in a method", "{\"method\":\"a\nb\"}", protocol.ReasonControlCharacter, 12},
	{"a raw tab in a name", "{\"a\tb\":1}", protocol.ReasonControlCharacter, 3},
	{"a raw NUL in a batch", "[\"\x00\"]", protocol.ReasonControlCharacter, 2},
	{"a lone tail byte", "{\"method\":\"\x80\"}", protocol.ReasonBadUTF8, 11},
	{"an empty batch (JSON-RPC 2.0, 6)", `[]`, protocol.ReasonEmptyBatch, 0},
	{"an empty batch with white space", "\n[ \t] ", protocol.ReasonEmptyBatch, 1},
}

func TestGrammar(t *testing.T) {
	for _, tt := range grammarTests {
		t.Run(tt.name, func(t *testing.T) {
			for _, dialect := range dialects {
				checkRefused(t, protocol.Decoder{Dialect: dialect.dialect}, tt.input, tt.reason, tt.offset)
			}
		})
	}
}

// What is wrong with JSON is found first, whatever is wrong with the message.
func TestGrammarComesFirst(t *testing.T) {
	for _, tt := range grammarTests {
		if strings.HasPrefix(tt.input, `{`) {
			checkRefused(t, protocol.Decoder{}, `[1,2,{"jsonrpc":3},`+tt.input, tt.reason, 19+tt.offset)
		}
	}
}

// A DecodeError tells the peer a code of the specification, and names limits, which
// the peer cannot know.
func TestDecodeErrorWire(t *testing.T) {
	tests := []struct {
		name    string
		reason  protocol.Reason
		code    protocol.Code
		message string
	}{
		{"R20: not JSON", protocol.ReasonUnexpectedByte, -32700, "Parse error"},
		{"R12: a byte order mark", protocol.ReasonByteOrderMark, -32700, "Parse error"},
		{"R20: an empty payload", protocol.ReasonEmpty, -32700, "Parse error"},
		{"R20: trailing data", protocol.ReasonTrailingData, -32700, "Parse error"},
		{"an empty batch (JSON-RPC 2.0, 7)", protocol.ReasonEmptyBatch, -32600, "Invalid Request"},
		{"the limit of depth", protocol.ReasonTooDeep, -32600, "nesting too deep"},
		{"the limit of a batch", protocol.ReasonBatchTooLarge, -32600, "batch too large"},
		{"the limit of a payload", protocol.ReasonPayloadTooLarge, -32600, "payload too large"},
		{"no message", protocol.ReasonNoMessage, -32600, "Invalid Request"},
		{"bad params (R04)", protocol.ReasonBadParams, -32600, "Invalid Request"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := &protocol.DecodeError{Reason: tt.reason}
			want := &protocol.Error{Code: tt.code, Message: tt.message}
			if diff := cmp.Diff(want, err.Wire()); diff != "" {
				t.Errorf("Wire (-want +got):\n%s", diff)
			}
			for _, target := range []error{tt.code, want, &protocol.Error{Code: tt.code}} {
				if !errors.Is(err, target) {
					t.Errorf("errors.Is(%v, %#v) is false", err, target)
				}
			}
			if errors.Is(err, protocol.CodeInternalError) || errors.Is(err, &protocol.Error{Code: 1}) || errors.Is(err, errors.New("x")) {
				t.Errorf("%v is another error", err)
			}
			if err.Wire().Message = "changed"; err.Wire().Message != tt.message {
				t.Error("Wire returns the same object twice")
			}
		})
	}
}

func TestDecodeErrorText(t *testing.T) {
	tests := []struct {
		reason  string
		input   string
		excerpt string
		text    string
	}{
		{
			reason: "an empty payload has no excerpt",
			text:   "empty payload at offset 0",
		},
		{
			reason:  "a short payload is quoted whole, in backquotes as it has quotes",
			input:   `{"a":}`,
			excerpt: "`{\"a\":}`",
			text:    "unexpected character at offset 5: near `{\"a\":}`",
		},
		{
			reason:  "so is everything from space to tilde",
			input:   ` ~`,
			excerpt: "` ~`",
			text:    "unexpected character at offset 1: near ` ~`",
		},
		{
			reason:  "a backquote is quoted in the other way",
			input:   "[`]",
			excerpt: "\"[`]\"",
			text:    "unexpected character at offset 1: near \"[`]\"",
		},
		{
			reason:  "a long one is cut to 16 bytes on both sides",
			input:   `{"a":"` + strings.Repeat("x", 50) + "\n" + strings.Repeat("y", 50),
			excerpt: `"xxxxxxxxxxxxxxxx\nyyyyyyyyyyyyyyy"`,
			text:    `control character in string at offset 56: near "xxxxxxxxxxxxxxxx\nyyyyyyyyyyyyyyy"`,
		},
		{
			reason:  "the end is quoted as well",
			input:   `["` + strings.Repeat("x", 50),
			excerpt: "`xxxxxxxxxxxxxxxx`",
			text:    "unexpected end at offset 52: near `xxxxxxxxxxxxxxxx`",
		},
		{
			reason:  "everything is ASCII",
			input:   "{\"é\":\x80\x00\u2028",
			excerpt: `"{\"\u00e9\":\x80\x00\u2028"`,
			text:    `unexpected character at offset 6: near "{\"\u00e9\":\x80\x00\u2028"`,
		},
		{
			reason:  "characters are not cut in half",
			input:   "{\"" + strings.Repeat("é", 9) + "\":x" + strings.Repeat("é", 9),
			excerpt: `"\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\":x\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"`,
			text: `unexpected character at offset 22: near "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\":x` +
				`\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			_, err := protocol.Parse([]byte(tt.input))
			var got *protocol.DecodeError
			if !errors.As(err, &got) {
				t.Fatalf("Parse: %v", err)
			}
			if diff := cmp.Diff(tt.excerpt, got.Excerpt); diff != "" {
				t.Errorf("Excerpt (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.text, got.Error()); diff != "" {
				t.Errorf("Error (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the payload, the excerpt is quoted ASCII, short, and around the offset.
func TestExcerptOfAnything(t *testing.T) {
	for _, filler := range []string{"x", "é", "€", "😀", "\x80", "\x00"} {
		for n := range 70 {
			input := strings.Repeat(filler, n) + "\x01" + strings.Repeat(filler, 70-n)
			err := (protocol.Raw)(`"` + input).Validate()
			var got *protocol.DecodeError
			if !errors.As(err, &got) {
				t.Fatalf("Validate: %v", err)
			}
			text, err := strconv.Unquote(got.Excerpt)
			from := strings.Index(`"`+input, text)
			if err != nil || len(text) > 32 || from < 0 || got.Offset < from || got.Offset > from+len(text) && filler != "\x80" {
				t.Errorf("excerpt %s of offset %d in %q", got.Excerpt, got.Offset, input)
			}
			if strings.ContainsFunc(got.Excerpt, func(r rune) bool { return r < ' ' || r >= utf8.RuneSelf }) {
				t.Errorf("excerpt %q is not printable ASCII", got.Excerpt)
			}
		}
	}
}

// The problem of a message in a batch is described where it is in the payload.
func TestProblem(t *testing.T) {
	p, err := protocol.Parse([]byte(`[{"jsonrpc":"2.0","method":1,"id":1}, {"jsonrpc":"2.0","method":"m","params":7}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []*protocol.DecodeError{
		{Reason: protocol.ReasonBadMethod, Offset: 27, Excerpt: "`:\"2.0\",\"method\":1,\"id\":1}, {\"jso`"},
		{Reason: protocol.ReasonBadParams, Offset: 77, Excerpt: "`d\":\"m\",\"params\":7}]`"},
	}
	for i, m := range p.All() {
		if diff := cmp.Diff(want[i], m.Problem()); diff != "" {
			t.Errorf("problem %d (-want +got):\n%s", i, diff)
		}
	}
}
