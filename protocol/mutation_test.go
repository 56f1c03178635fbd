package protocol_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/protocol"
)

// whole are messages of every kind, each with all members that it may have.
var whole = []string{
	`{"jsonrpc":"2.0","method":"m","params":[1,"\u00e9",{"a":null}],"id":"x"}`,
	`{"jsonrpc": "2.0", "method": "update", "params": {"a":true}}`,
	`{"method":"m","params":[],"id":[1.50]}`,
	`{"jsonrpc":"2.0","result":{"a":-0.5e+1},"id":9007199254740993}`,
	`{"result":1,"error":null,"id":1}`,
	`{"jsonrpc":"2.0","error":{"code":-32601,"message":"no\n","data":[]},"id":null}`,
	`{"result":null,"error":"boom","id":false}`,
	`[{"jsonrpc":"2.0","method":"é"},{"id":1,"result":2}, 3 ]`,
	`{"\u006dethod":"\ud800","id":1}`,
}

// checkOutcome checks that data leads to one of the three outcomes, and to which,
// as encoding/json sees it: data that is JSON in UTF-8 is not a parse error, and
// other data is one, unless it is nested too deeply. Every message is asked for
// everything.
func checkOutcome(t *testing.T, dialect protocol.Dialect, data []byte) {
	t.Helper()
	if dialect.AllowByteOrderMark {
		data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	}
	d := protocol.Decoder{Dialect: dialect}
	p, err := d.Decode(data)
	isJSON := json.Valid(data) && utf8.Valid(data)
	var decodeError *protocol.DecodeError
	switch {
	case err == nil:
		if !isJSON || p == nil || p.Len() < 1 {
			t.Fatalf("Decode(%q) takes it: is JSON: %v, %v", data, isJSON, p)
		}
		for _, m := range p.All() {
			checkMessage(t, m)
		}
		return
	case p != nil || !errors.As(err, &decodeError):
		t.Fatalf("Decode(%q) = %v, %v", data, p, err)
	case decodeError.Offset < 0 || decodeError.Offset > len(data) || decodeError.Reason.String() == "" || decodeError.Error() == "":
		t.Errorf("Decode(%q): %+v", data, decodeError)
	}
	isParseError := decodeError.Wire().Code == protocol.CodeParseError
	if isJSON && isParseError || !isJSON && !isParseError && decodeError.Reason != protocol.ReasonTooDeep {
		t.Errorf("Decode(%q): is JSON: %v, %v", data, isJSON, decodeError)
	}
}

// Every part of a message that lacks its end is no JSON, and the fault is the end.
func TestEveryPrefix(t *testing.T) {
	for _, input := range whole {
		for n := range len(input) {
			for _, dialect := range dialects {
				d := protocol.Decoder{Dialect: dialect.dialect}
				_, err := d.Decode([]byte(input[:n]))
				want := protocol.ReasonUnexpectedEnd
				if n == 0 {
					want = protocol.ReasonEmpty
				} else if !utf8.ValidString(input[:n]) {
					want = protocol.ReasonBadUTF8 // the end within a character
				}
				checkReason(t, err, want)
			}
		}
	}
}

// Every change of one byte leads to one of the three outcomes.
func TestEveryByteChanged(t *testing.T) {
	for _, input := range whole {
		t.Run(input, func(t *testing.T) {
			t.Parallel()
			data := []byte(input)
			for i := range data {
				for c := range 256 {
					data[i] = byte(c)
					checkOutcome(t, dialects[(i+c)%len(dialects)].dialect, data)
				}
				data[i] = input[i]
			}
		})
	}
}

// So does every byte that is left out, doubled, or moved.
func TestEveryByteMoved(t *testing.T) {
	for _, input := range whole {
		for i := range len(input) {
			for _, dialect := range dialects {
				checkOutcome(t, dialect.dialect, []byte(input[:i]+input[i+1:]))
				checkOutcome(t, dialect.dialect, []byte(input[:i]+input[i:i+1]+input[i:]))
				checkOutcome(t, dialect.dialect, []byte(input[i:]+input[:i]))
			}
		}
	}
}
