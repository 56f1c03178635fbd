package protocol_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/protocol"
)

// addPayloads gives a fuzz target the payloads of all tables.
func addPayloads(f *testing.F) {
	f.Helper()
	for _, input := range messages() {
		f.Add([]byte(input))
	}
	for _, tt := range payloadRulings {
		f.Add([]byte(tt.input))
	}
	for _, tt := range batchRulings {
		f.Add([]byte(tt.input))
	}
	for _, tt := range grammarTests {
		f.Add([]byte(tt.input))
	}
	f.Add([]byte(batchOf(1001, "1")))
	f.Add([]byte(nested(10001)))
}

// FuzzDecode checks that no payload leads to anything but one of the three outcomes,
// in any dialect, and that messages do not contradict themselves.
func FuzzDecode(f *testing.F) {
	addPayloads(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, dialect := range dialects {
			checkOutcome(t, dialect.dialect, data)
		}
	})
}

// FuzzGrammar compares with encoding/json. They agree on what is JSON but for UTF-8,
// which encoding/json does not check; both stop at 10,000 levels. They agree on the
// members of objects but for duplicates, of which encoding/json keeps one, and for
// lone surrogates, which it replaces.
func FuzzGrammar(f *testing.F) {
	addPayloads(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		checkOutcome(t, protocol.Default, data)
		p, err := protocol.Parse(data)
		var refused *protocol.DecodeError
		if errors.As(err, &refused) {
			checkWholeRefusal(t, data, refused)
			return
		}
		if p.IsBatch() {
			checkElements(t, data, &p)
		}
		for _, m := range p.All() {
			checkMembers(t, m)
		}
	})
}

// checkWholeRefusal checks what encoding/json can tell about a limit or an empty
// batch.
func checkWholeRefusal(t *testing.T, data []byte, refused *protocol.DecodeError) {
	t.Helper()
	var elements []json.RawMessage
	err := json.Unmarshal(data, &elements)
	switch refused.Reason {
	case protocol.ReasonBatchTooLarge:
		if err != nil || len(elements) <= protocol.DefaultBatchLimit {
			t.Errorf("%q: %v, but it has %d elements, %v", data, refused, len(elements), err)
		}
	case protocol.ReasonEmptyBatch:
		if err != nil || len(elements) != 0 {
			t.Errorf("%q: %v, but it has %d elements, %v", data, refused, len(elements), err)
		}
	case protocol.ReasonTooDeep:
		if bytes.Count(data, []byte("["))+bytes.Count(data, []byte("{")) <= protocol.DefaultDepthLimit {
			t.Errorf("%q: %v", data, refused)
		}
	}
}

// checkElements checks that the messages of a batch are its elements.
func checkElements(t *testing.T, data []byte, p *protocol.Payload) {
	t.Helper()
	var elements []json.RawMessage
	if err := json.Unmarshal(data, &elements); err != nil || len(elements) != p.Len() {
		t.Fatalf("%q: %d messages, %d elements, %v", data, p.Len(), len(elements), err)
	}
	for i, element := range elements {
		if got := p.At(i).Raw(); string(got) != string(bytes.TrimSpace(element)) {
			t.Errorf("message %d = %q, want %q", i, got, element)
		}
	}
}

// checkMembers checks that the parts of a message are the members of the object.
func checkMembers(t *testing.T, m *protocol.Message) {
	t.Helper()
	members := map[string]json.RawMessage{}
	if !m.Raw().IsObject() {
		return
	}
	if err := json.Unmarshal(m.Raw(), &members); err != nil {
		t.Fatalf("encoding/json: %v", err)
	}
	count := 0
	for name, value := range m.Members() {
		count++
		if utf8.ValidString(name) && members[name] == nil {
			t.Errorf("%s: encoding/json has no member %q = %s", m.Raw(), name, value)
		}
	}
	if count != len(members) {
		return // duplicates, or names that differ only in lone surrogates
	}
	for _, part := range []struct {
		name string
		raw  protocol.Raw
		has  bool
	}{
		{"id", m.RawID(), m.Kind() != protocol.KindInvalid},
		{"params", m.Params(), string(members["params"]) != "null"},
		{"result", m.Result(), m.Kind() == protocol.KindResult},
		{"error", m.RawError(), m.Kind() == protocol.KindError},
	} {
		if part.has && string(part.raw) != string(members[part.name]) {
			t.Errorf("%s: %s = %s, encoding/json says %s", m.Raw(), part.name, part.raw, members[part.name])
		}
	}
	var method string
	if json.Unmarshal(members["method"], &method) == nil && utf8.ValidString(m.Method()) && m.Method() != method {
		t.Errorf("%s: method %q, encoding/json says %q", m.Raw(), m.Method(), method)
	}
}
