package protocol_test

import (
	"bytes"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// allocs checks that f does not allocate once it has run.
func allocs(t *testing.T, name string, f func()) {
	t.Helper()
	if n := testing.AllocsPerRun(100, f); n != 0 {
		t.Errorf("%s allocates %v times", name, n)
	}
}

// Messages that cost nothing to decode.
var cheap = []struct {
	name  string
	input string
}{
	{"a request with an integer id", `{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`},
	{"a request with a string id", `{"jsonrpc":"2.0","method":"subtract","params":{"minuend":42},"id":"call-1"}`},
	{"a notification", `{"jsonrpc":"2.0","method":"update","params":[1,2,3]}`},
	{"a 1.0 request", `{"method":"m","params":[],"id":[1]}`},
	{"a result", `{"jsonrpc":"2.0","result":{"a":[1,2,3]},"id":1}`},
	{"an error", `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found","data":1},"id":1}`},
	{"a request with escapes in its params", `{"jsonrpc":"2.0","method":"m","params":["\u0041\n"],"id":1}`},
	{"a message that is invalid", `{"jsonrpc":"2.0","method":1,"id":1}`},
	{"a message with two ids", `{"jsonrpc":"2.0","method":"m","id":1,"id":2}`},
	{"a value that is no message", `17`},
	{"a batch of a hundred", batchOf(100, `{"jsonrpc":"2.0","method":"subtract","params":[42,23],"id":1}`)},
	{"a batch of invalid messages", batchOf(100, `{"method":true}`)},
}

// A decoder whose storage is warm does not allocate, nor does asking for what needs
// no memory of its own.
func TestDecodeDoesNotAllocate(t *testing.T) {
	for _, tt := range cheap {
		t.Run(tt.name, func(t *testing.T) {
			data := []byte(tt.input)
			var d protocol.Decoder
			allocs(t, "Decode", func() {
				p, err := d.Decode(data)
				if err != nil {
					t.Fatal(err)
				}
				for i := range p.Len() {
					read(p.At(i))
				}
			})
		})
	}
}

// sink keeps what was read, so that reading it is not optimized away.
var sink struct {
	kind      protocol.Kind
	version   protocol.Version
	text      []byte
	needs     bool
	tolerated protocol.Tolerance
	id        protocol.ID
}

// read asks a message for all that shares the memory of the payload.
func read(m *protocol.Message) {
	sink.kind, sink.version, sink.needs, sink.tolerated = m.Kind(), m.Version(), m.NeedsAnswer(), m.Tolerated()
	sink.text = m.RawMethod()
	for _, part := range [...]protocol.Raw{m.RawID(), m.Params(), m.Result(), m.RawError(), m.Raw()} {
		sink.text = part
	}
}

// Parse does not allocate for a single message, nor does reading its integer id, its
// method and its params.
func TestParseDoesNotAllocate(t *testing.T) {
	for _, tt := range cheap {
		data := []byte(tt.input)
		if data[0] == '[' {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			allocs(t, "Parse", func() {
				p, err := protocol.Parse(data)
				if err != nil {
					t.Fatal(err)
				}
				for i := range p.Len() {
					read(p.At(i))
				}
			})
		})
	}
	for _, id := range []string{"1", "0", "-9223372036854775808", "9223372036854775807", "null"} {
		data := []byte(`{"jsonrpc":"2.0","method":"m","id":` + id + `}`)
		allocs(t, "Parse with the id "+id, func() {
			p, _ := protocol.Parse(data)
			sink.id = p.At(0).ID()
			sink.id = p.At(0).AnswerID()
		})
	}
}

// Walking over a payload costs nothing.
func TestAllDoesNotAllocate(t *testing.T) {
	var d protocol.Decoder
	p, err := d.Decode([]byte(batchOf(100, request20)))
	if err != nil {
		t.Fatal(err)
	}
	allocs(t, "All", func() {
		for _, m := range p.All() {
			sink.kind = m.Kind()
		}
	})
}

// Encoding to a buffer with room costs nothing, unless a string needs escapes.
func TestAppendToDoesNotAllocate(t *testing.T) {
	buf := make([]byte, 0, 4096)
	id, text := protocol.Int(1), protocol.String("call-1")
	request, response := protocol.NewRequest(id, "m", raw("[1]")), protocol.NewResult(text, raw("1"))
	failed := protocol.NewErrorResponse(id, &protocol.Error{Code: 1, Message: "boom", Data: raw("1")})
	v1 := v1Request(text, "m", nil)
	batch, responses := protocol.Batch{request, v1, request}, protocol.Responses{response, failed}
	tests := []struct {
		name   string
		append func() ([]byte, error)
	}{
		{"a request", func() ([]byte, error) { return request.AppendTo(buf) }},
		{"AppendRequest", func() ([]byte, error) { return protocol.AppendRequest(buf, text, "m", nil) }},
		{"AppendNotification", func() ([]byte, error) { return protocol.AppendNotification(buf, "m", raw("[]")) }},
		{"a 1.0 request", func() ([]byte, error) { return v1.AppendTo(buf) }},
		{"a result", func() ([]byte, error) { return response.AppendTo(buf) }},
		{"an error response", func() ([]byte, error) { return failed.AppendTo(buf) }},
		{"an error", func() ([]byte, error) { return failed.Error.AppendTo(buf) }},
		{"a batch", func() ([]byte, error) { return batch.AppendTo(buf) }},
		{"responses", func() ([]byte, error) { return responses.AppendTo(buf) }},
		{"an id", func() ([]byte, error) { return text.AppendTo(buf) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			allocs(t, "AppendTo", func() {
				got, err := tt.append()
				if err != nil {
					t.Fatal(err)
				}
				sink.text = got
			})
			if !bytes.Equal(sink.text, buf[:len(sink.text)]) || len(sink.text) == 0 {
				t.Error("AppendTo did not use the room there was")
			}
		})
	}
}

// Comparing ids costs nothing where they are written alike or are integers.
func TestIDDoesNotAllocate(t *testing.T) {
	for _, text := range []string{"1", `"abc"`, "null", "9223372036854775807", "true"} {
		id, other := mustID(text), mustID(text)
		allocs(t, "Equal of "+text, func() { sink.needs = id.Equal(other) })
		allocs(t, "Canonical of "+text, func() { sink.id = id.Canonical() })
		allocs(t, "Int64 of "+text, func() { _, sink.needs = id.Int64() })
	}
}
