package transport

import (
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
)

// ErrInline is a call by a handler that runs on the goroutine that reads: its reply could
// not be read.
var ErrInline = errors.New("a handler that runs inline cannot wait for its peer")

// serveInline has a payload handled here and now.
func (m *Mux) serveInline(payload []byte, p *protocol.Payload) {
	m.mu.Lock()
	if m.closing || m.err != nil {
		m.mu.Unlock()
		m.refuse(p, errClosing)
		return
	}
	m.serving.running++
	t := task{mux: m, ctx: m.context(), payload: payload}
	m.mu.Unlock()
	returned := false
	defer func() {
		if returned {
			return
		}
		v := recover()
		t.answer(t.abandoned(v))
		m.servedInline()
		if v == nil {
			go m.read() // the handler has ended this goroutine
		}
	}()
	reply := m.handler.ServeRPC(t.ctx, payload)
	returned = true
	t.answer(reply)
	m.servedInline()
}

// servedInline takes note that the handler has returned.
func (m *Mux) servedInline() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.serving.running--
	if m.closing || m.err != nil {
		m.changed.Broadcast()
	}
}
