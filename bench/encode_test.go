package bench

import (
	"encoding/json"
	"reflect"
	"testing"
)

// BenchmarkEncode measures every encoder on every message.
func BenchmarkEncode(b *testing.B) {
	for _, m := range Messages() {
		b.Run(m.Name, func(b *testing.B) {
			for _, e := range Encoders() {
				b.Run(e.Name, func(b *testing.B) { benchmarkEncode(b, e.For(m)) })
			}
		})
	}
}

// benchmarkEncode measures one encoder on one message, with storage that is
// large enough and reused.
func benchmarkEncode(b *testing.B, encode EncodeFunc) {
	b.Helper()
	dst, err := encode(nil)
	if err != nil {
		b.Fatalf("encode: %v", err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(len(dst)))
	for b.Loop() {
		if dst, err = encode(dst[:0]); err != nil {
			b.Fatalf("encode: %v", err)
		}
	}
}

// TestEncodersAgree checks that everybody who is measured writes the message,
// whatever the order of its members.
func TestEncodersAgree(t *testing.T) {
	for _, m := range Messages() {
		want := wireForm(t, m)
		for _, e := range Encoders() {
			data, err := e.For(m)(nil)
			if err != nil {
				t.Errorf("%s: encode %s: %v", e.Name, m.Name, err)
				continue
			}
			var got map[string]any
			if err := json.Unmarshal(data, &got); err != nil {
				t.Errorf("%s: encode %s: %v in %s", e.Name, m.Name, err, data)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s: encode %s = %s, want the members of %v", e.Name, m.Name, data, want)
			}
		}
	}
}

// wireForm returns the members that m must have on the wire.
func wireForm(t *testing.T, m Message) map[string]any {
	t.Helper()
	members := map[string]any{"jsonrpc": "2.0", "id": m.ID}
	if m.IsCall() {
		members["method"] = m.Method
		if m.Params != nil {
			members["params"] = json.RawMessage(m.Params)
		}
	} else {
		members["result"] = json.RawMessage(m.Result)
	}
	data, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	var decoded map[string]any
	if err := json.Unmarshal(data, &decoded); err != nil {
		t.Fatal(err)
	}
	return decoded
}
