package protocol_test

import (
	"bytes"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// FuzzRoundTrip checks that a message that is decoded, encoded and decoded again is
// the same message, and that encoding it once more gives the same bytes.
func FuzzRoundTrip(f *testing.F) {
	addPayloads(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := protocol.Parse(data)
		if err != nil {
			return
		}
		for _, m := range p.All() {
			value, ok := valueOf(m)
			if !ok {
				continue
			}
			text, err := value.AppendTo(nil)
			if err != nil {
				t.Fatalf("%s cannot be encoded: %v", m.Raw(), err)
			}
			again := only(t, protocol.Default, string(text))
			if diff := compareFacts(encodable(m), encodable(again)); diff != "" {
				t.Errorf("%s became %s (-before +after):\n%s", m.Raw(), text, diff)
			}
			value, _ = valueOf(again)
			if twice, err := value.AppendTo(nil); err != nil || !bytes.Equal(text, twice) {
				t.Errorf("%s became %s and then %s, %v", m.Raw(), text, twice, err)
			}
		}
	})
}

// valueOf returns the message as a value, if it is one that can be encoded: an error
// without id (C05) is not.
func valueOf(m *protocol.Message) (appender, bool) {
	if r, err := m.Request(); err == nil {
		return r, true
	}
	r, err := m.Response()
	return r, err == nil && !r.ID.IsAbsent()
}

// encodable returns the facts of a message that survive its encoding: all but the
// oddities that it drops, such as params in a response, and the absence of 1.0
// params, which it makes an empty array.
func encodable(m *protocol.Message) facts {
	f := factsOf(m)
	f.Tolerated = 0
	switch {
	case f.Kind.IsResponse():
		f.Params = ""
	case f.Version == protocol.V1 && f.Params == "":
		f.Params = "[]"
	}
	return f
}
