package protocol_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// A payloadRuling is about bytes that are refused as a whole, in the default
// dialect at least.
type payloadRuling struct {
	name   string // begins with the number of the ruling
	input  string
	reason protocol.Reason
	offset int

	// Lenient is what a single message is in the lenient dialect; where it is zero,
	// the payload is refused there too.
	lenient facts
}

var payloadRulings = []payloadRuling{
	{
		name:    "R12: a byte order mark",
		input:   "\uFEFF" + `{"jsonrpc":"2.0","method":"m","id":1}`,
		reason:  protocol.ReasonByteOrderMark,
		lenient: call("1", "m", "").tolerating(protocol.ByteOrderMark),
	},
	{
		name:    "R12: a byte order mark and white space",
		input:   "\uFEFF\r\n " + `{"jsonrpc":"2.0","result":1,"id":1} `,
		reason:  protocol.ReasonByteOrderMark,
		lenient: result("1", "1").tolerating(protocol.ByteOrderMark),
	},
	{name: "R12: half of it is something else", input: "\xef\xbb{}", reason: protocol.ReasonUnexpectedByte},
	{name: "R12: behind white space it is a character like any other", input: " \uFEFF{}", reason: protocol.ReasonUnexpectedByte, offset: 1},
	{name: "R12: the mark of UTF-16", input: "\xfe\xff\x00{\x00}", reason: protocol.ReasonUnexpectedByte},
	{name: "R12: UTF-16 without a mark", input: "{\x00}\x00", reason: protocol.ReasonUnexpectedByte, offset: 1},
	{name: "R13: invalid UTF-8 in the method", input: `{"jsonrpc":"2.0","method":"` + "\xff" + `","id":1}`, reason: protocol.ReasonBadUTF8, offset: 27},
	{name: "R13: invalid UTF-8 in the params", input: `{"jsonrpc":"2.0","method":"m","params":["` + "\xc0\x80" + `"],"id":1}`, reason: protocol.ReasonBadUTF8, offset: 41},
	{name: "R13: invalid UTF-8 in the id", input: `{"jsonrpc":"2.0","id":"abc` + "\xed\xa0\x80" + `","method":"m"}`, reason: protocol.ReasonBadUTF8, offset: 26},
	{name: "R13: invalid UTF-8 in an unknown member", input: `{"jsonrpc":"2.0","method":"m","x":"` + "\x80" + `"}`, reason: protocol.ReasonBadUTF8, offset: 35},
	{name: "R13: invalid UTF-8 in a member name", input: `{"jsonrpc":"2.0","method":"m","` + "\xf8" + `":1}`, reason: protocol.ReasonBadUTF8, offset: 31},
	{name: "R13: invalid UTF-8 in an error message", input: `{"jsonrpc":"2.0","error":{"code":1,"message":"` + "\xe9" + `t"},"id":1}`, reason: protocol.ReasonBadUTF8, offset: 46},
	{name: "R13: invalid UTF-8 in the name of a member of an error", input: `{"jsonrpc":"2.0","error":{"` + "\xe9" + `":1},"id":1}`, reason: protocol.ReasonBadUTF8, offset: 27},
	{name: "R13: invalid UTF-8 in one message spoils the whole batch", input: `[{"jsonrpc":"2.0","method":"m","id":1},"` + "\xff" + `"]`, reason: protocol.ReasonBadUTF8, offset: 40},
	{name: "R13: invalid UTF-8 outside of strings", input: "{\xff}", reason: protocol.ReasonUnexpectedByte, offset: 1},
	{name: "R20: an empty payload", input: ``, reason: protocol.ReasonEmpty},
	{name: "R20: white space only", input: " \t\r\n", reason: protocol.ReasonEmpty, offset: 4},
	{name: "R20: two messages", input: `{"jsonrpc":"2.0","method":"a"}{"jsonrpc":"2.0","method":"b"}`, reason: protocol.ReasonTrailingData, offset: 30},
	{name: "R20: two messages on two lines", input: "{\"jsonrpc\":\"2.0\",\"method\":\"a\"}\n{}", reason: protocol.ReasonTrailingData, offset: 31},
	{name: "R20: a message and something else", input: `{} x`, reason: protocol.ReasonTrailingData, offset: 3},
	{name: "R20: a batch and something else", input: `[1] ]`, reason: protocol.ReasonTrailingData, offset: 4},
	{name: "R20: an empty batch and something else", input: `[] x`, reason: protocol.ReasonTrailingData, offset: 3},
	{name: "R20: two empty batches", input: `[][]`, reason: protocol.ReasonTrailingData, offset: 2},
	{name: "R20: a value and something else", input: `1 2`, reason: protocol.ReasonTrailingData, offset: 2},
	{name: "R20: a message and NUL", input: "{}\x00", reason: protocol.ReasonTrailingData, offset: 2},
}

func TestPayloadRulings(t *testing.T) {
	for _, dialect := range dialects {
		t.Run(dialect.name, func(t *testing.T) {
			for _, tt := range payloadRulings {
				t.Run(tt.name, func(t *testing.T) {
					if dialect.name == "Lenient" && tt.lenient != (facts{}) {
						if diff := compareFacts(tt.lenient, factsOf(only(t, dialect.dialect, tt.input))); diff != "" {
							t.Errorf("%q (-want +got):\n%s", tt.input, diff)
						}
						return
					}
					checkRefused(t, protocol.Decoder{Dialect: dialect.dialect}, tt.input, tt.reason, tt.offset)
				})
			}
		})
	}
}

// A byte order mark and nothing else is a mark where marks are refused (R12), and
// nothing where they are not (R20).
func TestByteOrderMarkAlone(t *testing.T) {
	checkRefused(t, protocol.Decoder{}, "\uFEFF", protocol.ReasonByteOrderMark, 0)
	checkRefused(t, protocol.Decoder{Dialect: protocol.Lenient}, "\uFEFF", protocol.ReasonEmpty, 3)
	checkRefused(t, protocol.Decoder{Dialect: protocol.Lenient}, "\uFEFF \uFEFF{}", protocol.ReasonUnexpectedByte, 4)
	checkRefused(t, protocol.Decoder{Dialect: protocol.Lenient}, "\uFEFF\n[]", protocol.ReasonEmptyBatch, 4)
}

// checkRefused checks that the decoder refuses input as a whole.
func checkRefused(t *testing.T, d protocol.Decoder, input string, reason protocol.Reason, offset int) {
	t.Helper()
	p, err := d.Decode([]byte(input))
	var got *protocol.DecodeError
	if p != nil || !errors.As(err, &got) {
		t.Fatalf("Decode(%.200q) = %v, %v, want a DecodeError", input, p, err)
	}
	type refused struct {
		Reason protocol.Reason
		Offset int
	}
	if diff := cmp.Diff(refused{reason, offset}, refused{got.Reason, got.Offset}); diff != "" {
		t.Errorf("Decode(%.200q) (-want +got):\n%s", input, diff)
	}
}

// A batchRuling is about several messages at once.
type batchRuling struct {
	name  string // begins with the number of the ruling
	input string
	want  []facts
}

var batchRulings = []batchRuling{
	{
		name:  "R11: equal ids are each answered",
		input: `[{"jsonrpc":"2.0","method":"a","id":1},{"jsonrpc":"2.0","method":"b","id":1}]`,
		want:  []facts{call("1", "a", ""), call("1", "b", "")},
	},
	{
		name:  "R17: each message has its own version",
		input: `[{"method":"a","params":[],"id":1},{"jsonrpc":"2.0","method":"b","id":2},{"method":"c","params":[],"id":null},{"jsonrpc":"2.0","method":"d"}]`,
		want:  []facts{call("1", "a", "[]").v1(), call("2", "b", ""), notification("c", "[]").v1(), notification("d", "")},
	},
	{
		name:  "R17: an invalid 1.0 request is answered in 1.0",
		input: `[{"method":1,"params":[],"id":1},{"jsonrpc":"2.0","method":1,"id":2}]`,
		want:  []facts{refusal(protocol.ReasonBadMethod, "1,", "1").v1().of("", "[]"), refusal(protocol.ReasonBadMethod, `1,"id":2`, "2")},
	},
	{
		name:  "C06: a malformed response spoils no other",
		input: `[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","id":2},5,{"result":3,"error":null,"id":3}]`,
		want: []facts{
			result("1", "1"), refusal(protocol.ReasonNoMessage, `{"jsonrpc":"2.0","id":2}`, "2"),
			refusal(protocol.ReasonNotAnObject, `5`, ""), result("3", "3").v1(),
		},
	},
	{
		name:  "C14: an array of one response is a batch",
		input: ` [ {"jsonrpc":"2.0","result":1,"id":1} ] `,
		want:  []facts{result("1", "1")},
	},
}

func TestBatchRulings(t *testing.T) {
	for _, tt := range batchRulings {
		t.Run(tt.name, func(t *testing.T) {
			p, err := protocol.Parse([]byte(tt.input))
			if err != nil || !p.IsBatch() || p.Len() != len(tt.want) {
				t.Fatalf("Parse: %v, a batch: %v, %d messages, want %d", err, p.IsBatch(), p.Len(), len(tt.want))
			}
			for i, m := range p.All() {
				if diff := compareFacts(tt.want[i].in(tt.input), factsOf(m)); diff != "" {
					t.Errorf("message %d (-want +got):\n%s", i, diff)
				}
			}
		})
	}
}
