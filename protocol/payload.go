package protocol

import "iter"

// A Payload is what a peer sends at once: one message or a batch of them. Its
// messages share the memory of the bytes it was decoded from. A payload from a
// [Decoder] belongs to it, and is good until it decodes the next one; copying the
// payload does not change that. A payload may be read concurrently.
type Payload struct {
	single [1]Message
	batch  []Message // nil unless the payload is a batch
}

// IsBatch reports whether the payload is a batch. A batch of one is a batch.
func (p *Payload) IsBatch() bool { return p.batch != nil }

// Len returns the number of messages: 1 unless the payload is a batch.
func (p *Payload) Len() int { return len(p.messages()) }

// At returns the message at position i, from 0 to Len()-1; it panics beyond.
func (p *Payload) At(i int) *Message { return &p.messages()[i] }

// All returns the messages in their order, with their positions.
func (p *Payload) All() iter.Seq2[int, *Message] {
	return func(yield func(int, *Message) bool) {
		messages := p.messages()
		for i := range messages {
			if !yield(i, &messages[i]) {
				return
			}
		}
	}
}

func (p *Payload) messages() []Message {
	if p.batch != nil {
		return p.batch
	}
	return p.single[:]
}
