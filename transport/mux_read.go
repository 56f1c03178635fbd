package transport

import (
	"context"
	"errors"
	"log/slog"

	"github.com/rpcwire/rpcwire/protocol"
)

// read takes what the peer sends until the connection ends.
func (m *Mux) read() {
	d := &protocol.Decoder{Limits: m.options.Limits, Dialect: m.options.Dialect}
	for {
		payload, err := m.conn.Read(context.Background())
		switch {
		case err == nil:
			m.receive(d, payload)
		case errors.Is(err, ErrPayloadTooLarge) && !errors.Is(err, ErrClosed):
			m.skipped(err)
		default:
			m.end(err)
			return
		}
	}
}

// receive takes one payload.
func (m *Mux) receive(d *protocol.Decoder, payload []byte) {
	p, err := d.Decode(payload)
	switch {
	case err != nil:
		m.unreadable(payload)
	case p.IsBatch():
		m.receiveBatch(payload, p)
	default:
		m.receiveOne(payload, p)
	}
	if len(payload) > keptBytes || err == nil && p.Len() > keptBatch {
		*d = protocol.Decoder{Limits: d.Limits, Dialect: d.Dialect} // it holds on to both
	}
}

func (m *Mux) receiveOne(payload []byte, p *protocol.Payload) {
	message := p.At(0)
	switch {
	case message.IsResponse():
		m.deliver(message, payload)
	case message.Kind() == protocol.KindInvalid && m.handler == nil:
		m.deliver(message, payload)
	case message.Kind() == protocol.KindInvalid && isShapeless(message) && m.deliverTo(message, payload):
	case m.isCancellation(message):
		m.cancelServing(message)
	default:
		m.serve(payload, p)
	}
}

// isShapeless reports whether a message that is not valid is an object with an id, but
// with nothing that makes it a request or a response. Some peers leave a null result out.
func isShapeless(message *protocol.Message) bool {
	if message.RawID() == nil {
		return false
	}
	for name := range message.Members() {
		if name == "method" {
			return false
		}
	}
	return true
}

// deliver hands a response to the call that waits for it. One that does not say to which
// it belongs is that of the only one there is.
func (m *Mux) deliver(message *protocol.Message, reply []byte) {
	if !m.deliverTo(message, reply) && (!isAnonymous(message) || !m.deliverOnly(reply)) {
		m.stray(reply)
	}
}

// deliverTo hands a response to the call whose id it has, and reports whether there is
// one.
func (m *Mux) deliverTo(message *protocol.Message, reply []byte) bool {
	m.mu.Lock()
	c := m.pending.take(message.ID())
	return m.settle(c, ending{reply: reply})
}

// deliverOnly hands a reply to the only call in flight, and reports whether there is one.
func (m *Mux) deliverOnly(reply []byte) bool {
	m.mu.Lock()
	c := m.pending.takeOnly()
	return m.settle(c, ending{reply: reply})
}

// settle ends a call that was taken from the table, and unlocks the Mux. It copies the
// reply, and reports whether there was a call: c may be nil.
func (m *Mux) settle(c *call, end ending) bool {
	if c != nil {
		m.left()
	}
	m.mu.Unlock()
	if c == nil {
		return false
	}
	c.end(end)
	return true
}

// isAnonymous reports whether a response does not say to which call it belongs (C05). A
// result does not do that unless the id of the call is null, and then it is in the table.
func isAnonymous(message *protocol.Message) bool {
	id := message.ID()
	return message.Kind() != protocol.KindResult && (id.IsNull() || id.IsAbsent())
}

// stray takes note of a reply that nobody waits for.
func (m *Mux) stray(reply []byte) {
	m.options.Logger.Debug("a reply that nobody waits for", slog.Int("bytes", len(reply)))
}

// unreadable takes bytes that are no message: the handler says what is wrong with them.
// Where there is none, they can only be a reply.
func (m *Mux) unreadable(payload []byte) {
	switch {
	case m.handler != nil:
		m.serve(payload, nil)
	case !m.deliverOnly(payload):
		m.stray(payload)
	}
}

// skipped takes note of a payload that was too large to be read.
func (m *Mux) skipped(err error) {
	if m.handler != nil {
		m.answerFromReader(TooLarge())
		return
	}
	m.mu.Lock()
	c := m.pending.takeOnly()
	if !m.settle(c, ending{err: err}) {
		m.options.Logger.Warn("a payload of the peer was dropped", slog.Any(KeyError, err))
	}
}
