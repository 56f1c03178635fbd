package protocol_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// nested returns a value of so many arrays within each other.
func nested(levels int) string {
	return strings.Repeat("[", levels) + strings.Repeat("]", levels)
}

// nestedObjects returns a value of so many objects within each other.
func nestedObjects(levels int) string {
	return strings.Repeat(`{"a":`, levels) + "1" + strings.Repeat("}", levels)
}

// batchOf returns a batch of n times the same value.
func batchOf(n int, value string) string {
	return "[" + strings.Repeat(value+",", n-1) + value + "]"
}

func TestLimits(t *testing.T) {
	const before = `{"jsonrpc":"2.0","method":"m","params":`
	tests := []struct {
		name   string
		limits protocol.Limits
		input  string
		reason protocol.Reason // 0 if the payload is taken
		offset int
	}{
		{name: "10,000 levels by default, the message being the first", input: before + nested(9999) + `}`},
		{name: "not one more", input: before + nested(10000) + `}`, reason: protocol.ReasonTooDeep, offset: len(before) + 9999},
		{name: "10,000 levels of objects", input: before + nestedObjects(9999) + `}`},
		{name: "not one more of them", input: before + nestedObjects(10000) + `}`, reason: protocol.ReasonTooDeep, offset: len(before) + 5*9999},
		{name: "10,000 levels in an unknown member", input: `{"x":` + nested(9999) + `}`},
		{name: "not one more in an unknown member", input: `{"x":` + nested(10000) + `}`, reason: protocol.ReasonTooDeep, offset: 5 + 9999},
		{name: "10,000 levels in error data, behind message and error", input: `{"error":{"data":` + nested(9998) + `}}`},
		{name: "not one more in error data", input: `{"error":{"data":` + nested(9999) + `}}`, reason: protocol.ReasonTooDeep, offset: 17 + 9998},
		{name: "a batch counts as well", input: `[` + before + nested(9998) + `}]`},
		{name: "not one more within a batch", input: `[` + before + nested(9999) + `}]`, reason: protocol.ReasonTooDeep, offset: 1 + len(before) + 9998},
		{name: "a batch of arrays", input: nested(10000)},
		{name: "one array more", input: nested(10001), reason: protocol.ReasonTooDeep, offset: 10000},
		{name: "a limit of one: a message", limits: protocol.Limits{Depth: 1}, input: `{"jsonrpc":"2.0","method":"m"}`},
		{name: "a limit of one: no params", limits: protocol.Limits{Depth: 1}, input: before + `[]}`, reason: protocol.ReasonTooDeep, offset: len(before)},
		{name: "a limit of one: no error object", limits: protocol.Limits{Depth: 1}, input: `{"error":{}}`, reason: protocol.ReasonTooDeep, offset: 9},
		{name: "a limit of one: a batch of values", limits: protocol.Limits{Depth: 1}, input: `[1,"a",null]`},
		{name: "a limit of one: no batch of messages", limits: protocol.Limits{Depth: 1}, input: `[1,{}]`, reason: protocol.ReasonTooDeep, offset: 3},
		{name: "a limit of one: an empty batch is one all the same", limits: protocol.Limits{Depth: 1}, input: `[]`, reason: protocol.ReasonEmptyBatch},
		{name: "a limit of three", limits: protocol.Limits{Depth: 3}, input: before + `[[],{}]}`},
		{name: "a limit of three: not four", limits: protocol.Limits{Depth: 3}, input: before + `[[],{"a":[]}]}`, reason: protocol.ReasonTooDeep, offset: len(before) + 9},
		{name: "no limit of depth", limits: protocol.Limits{Depth: -1}, input: before + nested(100000) + `}`},
		{name: "a limit above the default", limits: protocol.Limits{Depth: 20000}, input: before + nested(19999) + `}`},
		{name: "1,000 messages by default", input: batchOf(1000, `{}`)},
		{name: "not one more", input: batchOf(1001, `{}`), reason: protocol.ReasonBatchTooLarge, offset: 1 + 3*1000},
		{name: "what is no message counts as well", input: batchOf(1001, `1`), reason: protocol.ReasonBatchTooLarge, offset: 1 + 2*1000},
		{name: "far too many", input: batchOf(5000, `1`), reason: protocol.ReasonBatchTooLarge, offset: 1 + 2*1000},
		{name: "a limit of one message", limits: protocol.Limits{Batch: 1}, input: ` [ {} ] `},
		{name: "a limit of one message: not two", limits: protocol.Limits{Batch: 1}, input: ` [ {} , {} ] `, reason: protocol.ReasonBatchTooLarge, offset: 8},
		{name: "no limit of a batch", limits: protocol.Limits{Batch: -1}, input: batchOf(5000, `{}`)},
		{name: "a limit above the default", limits: protocol.Limits{Batch: 2000}, input: batchOf(2000, `{}`)},
		{name: "the elements of params are no messages", limits: protocol.Limits{Batch: 1}, input: before + batchOf(2000, `{}`) + `}`},
		{name: "R20: a batch that is too large has to be JSON", input: batchOf(1001, `1`) + `x`, reason: protocol.ReasonTrailingData, offset: 2003},
		{name: "R20: to its end", input: batchOf(1001, `1`)[:2002], reason: protocol.ReasonUnexpectedEnd, offset: 2002},
		{name: "R13: in all its messages", input: batchOf(1001, `1`)[:2002] + ",\"\xff\"]", reason: protocol.ReasonBadUTF8, offset: 2004},
		{name: "R20: and in their grammar", input: batchOf(1001, `1`)[:2002] + ",{\"a\":}]", reason: protocol.ReasonUnexpectedByte, offset: 2008},
		{name: "both limits: the text is read to its end", limits: protocol.Limits{Batch: 1, Depth: 2}, input: `[1,1,[[]]]`, reason: protocol.ReasonTooDeep, offset: 6},
		{name: "the other limits are not the decoder's", limits: protocol.Limits{Payload: 1, Reply: 1}, input: `{"jsonrpc":"2.0","method":"m"}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := protocol.Decoder{Limits: tt.limits}
			if tt.reason != 0 {
				checkRefused(t, d, tt.input, tt.reason, tt.offset)
			} else if _, err := d.Decode([]byte(tt.input)); err != nil {
				t.Errorf("Decode: %v", err)
			}
		})
	}
}

func TestLimitsResolved(t *testing.T) {
	tests := []struct {
		reason       string
		limits, want protocol.Limits
	}{
		{"zero is the default", protocol.Limits{}, protocol.Limits{Payload: 16 << 20, Depth: 10_000, Batch: 1_000, Reply: 64 << 20}},
		{"a negative number is no limit", protocol.Limits{Payload: -1, Depth: -2, Batch: -3, Reply: math.MinInt}, protocol.Limits{Payload: math.MaxInt, Depth: math.MaxInt, Batch: math.MaxInt, Reply: math.MaxInt}},
		{"what is set stays", protocol.Limits{Payload: 1, Depth: 2, Batch: 3, Reply: 4}, protocol.Limits{Payload: 1, Depth: 2, Batch: 3, Reply: 4}},
		{"each field for itself", protocol.Limits{Batch: -1, Reply: 5}, protocol.Limits{Payload: 16 << 20, Depth: 10_000, Batch: math.MaxInt, Reply: 5}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.limits.Resolved()); diff != "" {
				t.Errorf("Resolved (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, tt.want.Resolved()); diff != "" {
				t.Errorf("Resolved twice (-want +got):\n%s", diff)
			}
		})
	}
}
