package protocol_test

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// A hostileTest is a payload that is meant to hurt: the same text many times.
type hostileTest struct {
	name   string
	before string
	unit   string
	times  int
	behind string
	reason protocol.Reason // 0 if the payload is taken
	offset int
	memory uint64 // how much may be allocated, in bytes
}

const (
	million = 1_000_000
	mebi    = 1 << 20
	little  = 64 << 10 // next to nothing, but enough for what the runtime does meanwhile

	opened = `{"jsonrpc":"2.0","method":"m","params":[` // the beginning of a message
	named  = `{"jsonrpc":"2.0","method":"m"`
)

var hostileTests = []hostileTest{
	{"a million open brackets", "", "[", million, "", protocol.ReasonTooDeep, 10000, little},
	{"a million open braces", "", "{", million, "", protocol.ReasonUnexpectedByte, 1, little},
	{"a million open objects", "", `{"a":`, million, "", protocol.ReasonTooDeep, 50000, little},
	{"a million open errors", "", `{"error":`, million, "", protocol.ReasonTooDeep, 90000, little},
	{"a million open brackets in params", opened, "[", million, "", protocol.ReasonTooDeep, len(opened) + 9998, little},
	{"a million closing brackets", "", "]", million, "", protocol.ReasonUnexpectedByte, 0, little},
	{"a million commas", "", ",", million, "", protocol.ReasonUnexpectedByte, 0, little},
	{"a million commas in a batch", "[", ",", million, "", protocol.ReasonUnexpectedByte, 1, little},
	{"a million colons in an object", "{", ":", million, "", protocol.ReasonUnexpectedByte, 1, little},
	{"a million quotes", "", `"`, million, "", protocol.ReasonTrailingData, 2, little},
	{"a million backslashes in a string", `"`, `\`, million, "", protocol.ReasonUnexpectedEnd, million + 1, little},
	{"a million spaces", "", " ", million, "", protocol.ReasonEmpty, million, little},
	{"a million spaces before the end of a batch", "[", " ", million, "", protocol.ReasonUnexpectedEnd, million + 1, little},
	{"a million zeros", "", "0", million, "", protocol.ReasonBadNumber, 1, little},
	{"a million NULs", "", "\x00", million, "", protocol.ReasonUnexpectedByte, 0, little},
	{"a million bytes of no character in a string", `"`, "\x80", million, "", protocol.ReasonBadUTF8, 1, little},
	{"a batch of 200,000 ones in 400 KB", "[1", ",1", 199_999, "]", protocol.ReasonBatchTooLarge, 2001, mebi},
	{"a batch of 200,000 empty objects", "[{}", ",{}", 199_999, "]", protocol.ReasonBatchTooLarge, 3001, mebi},
	{"a batch of batches", "[[]", ",[]", 199_999, "]", protocol.ReasonBatchTooLarge, 3001, mebi},
	{"a number of a million digits as id", named + `,"id":`, "1", million, "}", 0, 0, little},
	{"a million members of one name", named, `,"id":1`, million, "}", 0, 0, little},
	{"a million unknown members", named, `,"x":1`, million, "}", 0, 0, little},
	{"a million errors", `{"jsonrpc":"2.0","id":1`, `,"error":{"code":1}`, million, "}", 0, 0, little},
	{"a million escaped names", named, `,"\u0078":1`, million, "}", 0, 0, 8 * 11 * million},
	{"a string of 64 MiB in params", opened + `"`, "x", 64 * mebi, `"]}`, 0, 0, little},
	{"a string of 64 MiB with escapes", opened + `"`, `\u00e9`, 11 * mebi, `"]}`, 0, 0, little},
	{"a string of 64 MiB of two bytes each", opened + `"`, "é", 32 * mebi, `"]}`, 0, 0, little},
	{"a string of 64 MiB as method", `{"jsonrpc":"2.0","method":"`, "x", 64 * mebi, `"}`, 0, 0, little},
	{"a string of 64 MiB as member name", `{"`, `\u0061`, 11 * mebi, `":1}`, 0, 0, little},
	{"64 MiB of small values", opened, "1,", 32 * mebi, `1]}`, 0, 0, little},
}

func (tt hostileTest) payload() []byte {
	return slices.Concat([]byte(tt.before), bytes.Repeat([]byte(tt.unit), tt.times), []byte(tt.behind))
}

// Hostile payloads get a small error or are taken, in memory that does not grow
// with them but for a small multiple.
func TestHostile(t *testing.T) {
	for _, tt := range hostileTests {
		t.Run(tt.name, func(t *testing.T) {
			if testing.Short() && tt.times > million {
				t.Skip("long")
			}
			data := tt.payload()
			var p protocol.Payload
			var err error
			used := allocated(func() { p, err = protocol.Parse(data) })
			if used > tt.memory {
				t.Errorf("%d bytes allocated for %d of payload, want at most %d", used, len(data), tt.memory)
			}
			checkReason(t, err, tt.reason)
			if tt.reason == 0 && err == nil {
				sink.kind = p.At(0).Kind()
				return
			}
			var got *protocol.DecodeError
			if errors.As(err, &got) && got.Offset != tt.offset {
				t.Errorf("offset %d, want %d", got.Offset, tt.offset)
			}
			if err != nil && len(err.Error()) > 200 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// What an invalid message says of itself is small, however long the message, and
// costs nothing before it is asked for.
func TestHostileProblemIsSmall(t *testing.T) {
	long := strings.Repeat("x", 16<<20)
	for _, input := range []string{
		`"` + long + `"`,
		`{"jsonrpc":"` + long + `"}`,
		`{"jsonrpc":"2.0","method":"m","params":"` + long + `"}`,
		`{"jsonrpc":"2.0","` + long + `":1}`,
	} {
		p, err := protocol.Parse([]byte(input))
		if err != nil {
			t.Fatal(err)
		}
		m := p.At(0)
		used := allocated(func() {
			if n := len(m.Problem().Error()); n > 200 {
				t.Errorf("the problem has %d bytes", n)
			}
			sink.needs = m.NeedsAnswer()
			sink.id = m.AnswerID()
			sink.kind = m.Kind()
		})
		if used > little {
			t.Errorf("%d bytes allocated to say what is wrong", used)
		}
	}
}

// Numbers of a million digits are compared, and huge exponents, without memory that
// grows with their value.
func TestHostileNumbers(t *testing.T) {
	long := strings.Repeat("9", million)
	tests := []struct {
		name string
		a, b string
		want bool
	}{
		{"a million digits", long, long + ".0", true},
		{"a million digits and one more", long, long + "9", false},
		{"a million zeros", "1" + strings.Repeat("0", million), "1e1000000", true},
		{"a million zeros behind the point", "0." + strings.Repeat("0", million-1) + "1", "1e-1000000", true},
		{"a huge exponent", "1e999999999999999999", "10e999999999999999998", true},
		{"an exponent of a million digits", "1e" + long, "1e" + long, true},
		{"a zero with an exponent of a million digits", "0e" + long, "0", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := mustID(tt.a), mustID(tt.b)
			used := allocated(func() {
				if got := a.Equal(b); got != tt.want {
					t.Errorf("Equal = %v", got)
				}
				_, sink.needs = a.Int64()
			})
			if used > 16*million {
				t.Errorf("%d bytes allocated", used)
			}
		})
	}
}
