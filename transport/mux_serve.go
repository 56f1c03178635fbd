package transport

import (
	"context"
	"log/slog"

	"github.com/rpcwire/rpcwire/protocol"
)

// What a Mux answers in place of the handler.
var (
	errOverloaded = &protocol.Error{Code: CodeOverloaded, Message: "overloaded"}
	errClosing    = &protocol.Error{Code: CodeOverloaded, Message: "closing"}
	errNoHandler  = protocol.NewError(protocol.CodeMethodNotFound, "")
	errPanic      = protocol.NewError(protocol.CodeInternalError, "")
	errReplySize  = &protocol.Error{Code: protocol.CodeInternalError, Message: "reply too large"}
)

// serve has a payload handled, or refuses it. P is nil if it is no payload.
func (m *Mux) serve(payload []byte, p *protocol.Payload) {
	if m.handler == nil {
		m.refuse(p, errNoHandler)
		return
	}
	if m.options.Inline {
		m.serveInline(payload, p)
		return
	}
	m.mu.Lock()
	if refusal := m.admit(len(payload) + taskBytes); refusal != nil {
		m.mu.Unlock()
		m.refuse(p, refusal)
		return
	}
	t := newTask(m.context(), m, payload)
	if m.options.Cancel != nil && p != nil {
		t.ctx, t.cancel = context.WithCancelCause(t.ctx)
		m.serving.track(t, p)
	}
	m.serving.bytes += t.size()
	starts := m.serving.running < m.options.Serving
	if starts {
		m.serving.running++
	} else {
		m.serving.push(t)
	}
	m.mu.Unlock()
	if starts {
		go t.run()
	}
}

// admit waits until a payload of the given size can be taken, or returns the error to
// refuse it with. Waiting stops the reading. The Mux is locked.
func (m *Mux) admit(size int) *protocol.Error {
	for {
		switch {
		case m.closing || m.err != nil:
			return errClosing
		case m.serving.admits(size, m.options.Backlog):
			return nil
		case m.pending.calls > 0: // their replies may come next
			return errOverloaded
		}
		m.awaitRoom()
	}
}

// context returns the context of the handlers. Some connections know their peer only
// when it has sent something.
func (m *Mux) context() context.Context {
	if m.nobody != nil {
		if p := m.nobody.Peer(); p != nil {
			m.ctx, m.nobody = WithPeer(m.ctx, p), nil
		}
	}
	return m.ctx
}

// finished makes room for the next task, and returns it; nil if there is none.
func (m *Mux) finished(t *task) *task {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.serving.untrack(t)
	m.serving.bytes -= t.size()
	next := m.serving.pop()
	if next == nil {
		m.serving.running--
	}
	if m.closing || m.serving.readerWaits || m.err != nil {
		m.changed.Broadcast()
	}
	return next
}

// refuse answers what is to be answered in a payload of the peer with e. P is nil if it
// is no payload.
func (m *Mux) refuse(p *protocol.Payload, e *protocol.Error) {
	reply, dropped := refusal(p, e)
	if reply != nil {
		m.answerFromReader(reply)
	}
	if dropped > 0 {
		m.options.Logger.Warn("messages of the peer were dropped", slog.Int("messages", dropped), slog.Any(KeyError, e))
	}
}

// refusal returns the reply that answers all that is to be answered with e, nil if
// nothing is, and how many notifications remain. P is nil if it is no payload.
func refusal(p *protocol.Payload, e *protocol.Error) (reply []byte, dropped int) {
	if p == nil {
		return encoded(protocol.NewErrorResponse(protocol.Null(), e)), 0
	}
	var replies protocol.Responses
	for _, message := range p.All() {
		switch {
		case message.NeedsAnswer():
			replies = append(replies, refusalOf(message, e))
		case !message.IsResponse():
			dropped++
		}
	}
	switch {
	case len(replies) == 0:
		return nil, dropped
	case p.IsBatch():
		return encoded(replies), dropped
	}
	return encoded(replies[0]), dropped
}

// refusalOf answers one message with e, or with what is wrong with it.
func refusalOf(message *protocol.Message, e *protocol.Error) protocol.Response {
	if own := message.Err(); own != nil {
		e = own
	}
	return protocol.Response{Version: message.Version(), ID: message.AnswerID(), Error: e}
}

// encoded returns a response that consists of what was decoded before.
func encoded(r interface {
	AppendTo([]byte) ([]byte, error)
}) []byte {
	reply, err := r.AppendTo(nil)
	if err != nil {
		return nil // there is no such response
	}
	return reply
}
