package protocol_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// kinds returns the kinds of all messages of the payload.
func kinds(p *protocol.Payload) (names []string) {
	for _, m := range p.All() {
		names = append(names, m.Kind().String())
	}
	return names
}

func TestBatches(t *testing.T) {
	tests := []struct {
		reason string
		input  string
		want   []string
	}{
		{"JSON-RPC 2.0, 7: an invalid batch, but not an empty one", `[1]`, []string{"invalid"}},
		{"JSON-RPC 2.0, 7: an invalid batch of three", `[1,2,3]`, []string{"invalid", "invalid", "invalid"}},
		{
			"JSON-RPC 2.0, 7: the example of everything",
			`[
				{"jsonrpc": "2.0", "method": "sum", "params": [1,2,4], "id": "1"},
				{"jsonrpc": "2.0", "method": "notify_hello", "params": [7]},
				{"jsonrpc": "2.0", "method": "subtract", "params": [42,23], "id": "2"},
				{"foo": "boo"},
				{"jsonrpc": "2.0", "method": "foo.get", "params": {"name": "myself"}, "id": "5"},
				{"jsonrpc": "2.0", "method": "get_data", "id": "9"}
			]`,
			[]string{"request", "notification", "request", "invalid", "request", "request"},
		},
		{
			"messages of every kind",
			`[{"jsonrpc":"2.0","result":1,"id":1},{"jsonrpc":"2.0","error":{"code":1,"message":""},"id":1},` + request10 + `,null]`,
			[]string{"result", "error", "request", "invalid"},
		},
		{"a batch within a batch is no message", `[[{"jsonrpc":"2.0","method":"m","id":1}],[]]`, []string{"invalid", "invalid"}},
		{"values of every type", `["a",1.5,true,false,null,{},[],-0]`, []string{"invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid", "invalid"}},
		{"a batch of one is a batch", `[` + request20 + `]`, []string{"request"}},
		{"white space wherever it may be (RFC 8259, 2)", " [\t" + request20 + " \r\n,\n" + request20 + "\t]\n", []string{"request", "request"}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			p, err := protocol.Parse([]byte(tt.input))
			if err != nil {
				t.Fatalf("Parse: %v", err)
			}
			if !p.IsBatch() || p.Len() != len(tt.want) {
				t.Errorf("a batch: %v, %d messages, want %d", p.IsBatch(), p.Len(), len(tt.want))
			}
			if diff := cmp.Diff(tt.want, kinds(&p)); diff != "" {
				t.Errorf("kinds (-want +got):\n%s", diff)
			}
			for i, m := range p.All() {
				checkMessage(t, m)
				if m != p.At(i) {
					t.Errorf("At(%d) is another message than that of All", i)
				}
			}
		})
	}
}

// The sequence of a payload can be left early, and a single message is one too.
func TestPayloadAll(t *testing.T) {
	p, err := protocol.Parse([]byte(`[1,2,3]`))
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for i, m := range p.All() {
		if seen = append(seen, m.Raw().String()); i == 1 {
			break
		}
	}
	if diff := cmp.Diff([]string{"1", "2"}, seen); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	single, err := protocol.Parse([]byte(request20))
	if err != nil || single.IsBatch() || single.Len() != 1 || kinds(&single)[0] != "request" {
		t.Errorf("a single message: %v, a batch: %v, %d messages", err, single.IsBatch(), single.Len())
	}
}

// At panics beyond the messages.
func TestPayloadAtBeyond(t *testing.T) {
	single, _ := protocol.Parse([]byte(`1`))
	batch, _ := protocol.Parse([]byte(`[1,2]`))
	for _, tt := range []struct {
		reason string
		p      protocol.Payload
		i      int
	}{{"behind a single message", single, 1}, {"behind a batch", batch, 2}, {"before it", batch, -1}} {
		t.Run(tt.reason, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Errorf("At(%d) returns", tt.i)
				}
			}()
			tt.p.At(tt.i)
		})
	}
}

// A decoder that is used again remembers nothing: batches, single messages and
// payloads that are refused can come in any order.
func TestDecoderIsUsedAgain(t *testing.T) {
	inputs := []string{
		`[1,` + request20 + `,{"jsonrpc":"2.0","error":{"code":1,"message":"\u0061","data":1,"x":1},"id":"\u0061"}]`,
		request20, `[`, `[[],[]]`, `{"method":`, `{"jsonrpc":"2.0","result":1,"id":1,"id":2}`, `[{},` + request10 + `]`, ``, `1`, `[]`,
		`[{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","method":"m"},{}]`,
	}
	var warm protocol.Decoder
	for range 3 {
		for _, first := range inputs {
			for _, input := range inputs {
				_, _ = warm.Decode([]byte(first))
				got, gotErr := warm.Decode([]byte(input))
				var cold protocol.Decoder
				want, wantErr := cold.Decode([]byte(input))
				if diff := cmp.Diff(wantErr, gotErr); diff != "" {
					t.Fatalf("%s after %s (-cold +warm):\n%s", input, first, diff)
				}
				if wantErr == nil {
					comparePayloads(t, want, got)
				}
			}
		}
	}
}

func comparePayloads(t *testing.T, want, got *protocol.Payload) {
	t.Helper()
	if want.IsBatch() != got.IsBatch() || want.Len() != got.Len() {
		t.Fatalf("a batch: %v, %d messages, want %v, %d", got.IsBatch(), got.Len(), want.IsBatch(), want.Len())
	}
	for i, m := range want.All() {
		if diff := compareFacts(factsOf(m), factsOf(got.At(i))); diff != "" {
			t.Errorf("message %d (-want +got):\n%s", i, diff)
		}
	}
}
