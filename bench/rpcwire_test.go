package bench

import (
	"bytes"
	"slices"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// kinds lists what the messages of each shape may be.
var kinds = map[Shape][]protocol.Kind{
	Call:         {protocol.KindRequest},
	Notification: {protocol.KindNotification},
	Result:       {protocol.KindResult},
	ErrorReply:   {protocol.KindError},
	Batch:        {protocol.KindRequest},
	Requests:     {protocol.KindRequest, protocol.KindNotification},
	Replies:      {protocol.KindResult, protocol.KindError},
}

// TestKinds checks that rpcwire sees in every payload the messages that it is
// said to hold, and as many of them.
func TestKinds(t *testing.T) {
	var d protocol.Decoder
	for _, payload := range allPayloads(t) {
		messages := 0
		for i, line := range payload.Lines {
			p, err := d.Decode(line)
			if err != nil {
				t.Fatalf("%s, line %d: %v", payload.Name, i+1, err)
			}
			messages += p.Len()
			for j, m := range p.All() {
				if !slices.Contains(kinds[payload.Shape], m.Kind()) {
					t.Errorf("%s, line %d, message %d is of kind %v, want one of %v",
						payload.Name, i+1, j, m.Kind(), kinds[payload.Shape])
				}
			}
		}
		if messages != payload.Messages {
			t.Errorf("%s holds %d messages, want %d", payload.Name, messages, payload.Messages)
		}
	}
}

// TestDefectsInLongText checks that the speed on long strings is not that of
// looking away: one wrong byte is found wherever in the text it stands.
func TestDefectsInLongText(t *testing.T) {
	var d protocol.Decoder
	sound := textReply(100_000, asciiWords)
	for offset := 1_000; offset < len(sound)-2; offset += 997 { // meets every alignment
		for _, wrong := range []byte{'\t', '"', '\\', 0x00, 0x80, 0xff} {
			data := bytes.Clone(sound)
			data[offset], data[offset+1] = wrong, 'x' // no escape is \x
			if _, err := d.Decode(data); err == nil {
				t.Fatalf("byte %#x at offset %d is accepted", wrong, offset)
			}
		}
	}
}
