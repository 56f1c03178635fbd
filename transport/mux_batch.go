package transport

import "github.com/rpcwire/rpcwire/protocol"

// receiveBatch takes a batch: of responses, of what the peer asks for, or of both.
func (m *Mux) receiveBatch(payload []byte, p *protocol.Payload) {
	b := batch{mux: m, payload: payload}
	m.mu.Lock()
	for _, message := range p.All() {
		b.take(message)
	}
	b.settle(p)
	m.mu.Unlock()
	if b.stray && len(b.shares) == 0 {
		m.stray(payload)
	}
	for _, message := range b.cancellations {
		m.cancelServing(message)
	}
	if b.asks {
		m.serve(payload, p)
	}
}

// A batch is what a batch of the peer turns out to be. The Mux is locked.
type batch struct {
	mux     *Mux
	payload []byte

	shares        []share
	stray         bool              // there is a response that has the id of no call
	anonymous     *protocol.Message // the first of these that has no id
	cancellations []*protocol.Message
	asks          bool // there is something for the handler
}

// A share is what a call gets of a batch: a response, or several if it is a batch itself.
type share struct {
	call  *call
	reply []byte
}

// take takes one member.
func (b *batch) take(message *protocol.Message) {
	m := b.mux
	switch {
	case b.mayAnswer(message):
		if c := m.pending.find(message.ID()); c != nil {
			b.give(c, message)
		} else if message.IsResponse() || m.handler == nil {
			b.leave(message)
		} else {
			b.asks = true
		}
	case m.isCancellation(message):
		b.cancellations = append(b.cancellations, message)
	default:
		b.asks = true
	}
}

// mayAnswer reports whether a member is the reply to the call with its id, if there is
// one.
func (b *batch) mayAnswer(message *protocol.Message) bool {
	return message.IsResponse() ||
		message.Kind() == protocol.KindInvalid && (b.mux.handler == nil || isShapeless(message))
}

// give makes a member the first of a call's share, unless it has one. The call stays in
// the table, where the other members find it.
func (b *batch) give(c *call, message *protocol.Message) {
	if c.share == 0 {
		b.shares = append(b.shares, share{c, message.Raw()})
		c.share = len(b.shares)
	}
}

// leave takes note of a response that has the id of no call.
func (b *batch) leave(message *protocol.Message) {
	b.stray = true
	if b.anonymous == nil && isAnonymous(message) {
		b.anonymous = message
	}
}

// settle ends the calls that have a share. If there is only one in flight, and it has
// none, the first response without id is for it.
func (b *batch) settle(p *protocol.Payload) {
	if c := b.mux.pending.only(); c != nil && b.anonymous != nil {
		b.give(c, b.anonymous)
	}
	b.divide(p)
	for _, s := range b.shares {
		b.mux.pending.remove(s.call)
		b.mux.left()
		s.call.share = 0
		s.call.end(ending{reply: s.reply})
	}
}

// divide gives batches their shares: the whole to one that is alone, so that its caller
// sees what else there is. If there are several calls, each gets what is its own, since
// otherwise a peer could make a lot of a little.
func (b *batch) divide(p *protocol.Payload) {
	if len(b.shares) == 1 {
		if s := &b.shares[0]; s.call.batch {
			s.reply = b.payload
		}
		return
	}
	for i := range b.shares {
		b.shares[i].open()
	}
	for _, message := range p.All() {
		if !b.mayAnswer(message) {
			continue
		}
		if c := b.mux.pending.find(message.ID()); c != nil {
			b.shares[c.share-1].append(message.Raw())
		}
	}
	for i := range b.shares {
		b.shares[i].close()
	}
}

// open, append and close make a batch of the share of a batch. That of a single call
// stays as it is.
func (s *share) open() {
	if s.call.batch {
		s.reply = []byte{'['}
	}
}

func (s *share) append(member protocol.Raw) {
	if !s.call.batch {
		return
	}
	if len(s.reply) > 1 {
		s.reply = append(s.reply, ',')
	}
	s.reply = append(s.reply, member...)
}

func (s *share) close() {
	if s.call.batch {
		s.reply = append(s.reply, ']')
	}
}
