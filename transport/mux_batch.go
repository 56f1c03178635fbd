package transport

import "github.com/rpcwire/rpcwire/protocol"

// receiveBatch takes a batch: of responses, of what the peer asks for, or of both.
func (m *Mux) receiveBatch(payload []byte, p *protocol.Payload) {
	b := batch{mux: m, payload: payload}
	// One lock for all: a call that is ended by the first member may be followed by one
	// with the id of the second.
	m.mu.Lock()
	for _, message := range p.All() {
		b.take(message)
	}
	b.takeAnonymous()
	m.mu.Unlock()
	if b.stray && !b.matched {
		m.stray(payload)
	}
	for _, message := range b.cancellations {
		m.cancelServing(message)
	}
	if b.asks {
		m.serve(payload, p)
	}
}

// A batch is what a batch of the peer turned out to be. The Mux is locked.
type batch struct {
	mux     *Mux
	payload []byte

	matched       bool              // a call has got its reply
	stray         bool              // there is a response that has the id of no call
	anonymous     *protocol.Message // the first of these that has no id
	cancellations []*protocol.Message
	asks          bool // there is something for the handler
}

// take takes one member.
func (b *batch) take(message *protocol.Message) {
	m := b.mux
	invalid := message.Kind() == protocol.KindInvalid
	isReply := message.IsResponse() || invalid && m.handler == nil
	switch {
	case isReply || invalid && isShapeless(message):
		if c := m.pending.take(message.ID()); c != nil {
			b.settle(c, message)
		} else if !isReply {
			b.asks = true
		} else {
			b.leave(message)
		}
	case m.isCancellation(message):
		b.cancellations = append(b.cancellations, message)
	default:
		b.asks = true
	}
}

// settle ends a call with a member; if it is that of a batch, with all of them, so that
// the others find nobody.
func (b *batch) settle(c *call, message *protocol.Message) {
	b.matched = true
	b.mux.left()
	if c.batch {
		c.end(ending{reply: b.payload})
	} else {
		c.end(ending{reply: message.Raw()})
	}
}

// leave takes note of a response that has the id of no call.
func (b *batch) leave(message *protocol.Message) {
	b.stray = true
	if b.anonymous == nil && isAnonymous(message) {
		b.anonymous = message
	}
}

// takeAnonymous hands the first response without id to the only call in flight. If the
// batch has the reply to another call, it belongs to that.
func (b *batch) takeAnonymous() {
	if b.matched || b.anonymous == nil {
		return
	}
	if c := b.mux.pending.takeOnly(); c != nil {
		b.settle(c, b.anonymous)
	}
}
