package transport

import (
	"context"
	"errors"
)

// Send sends a payload and waits for the reply if one is due: see [Sender]. It does not
// validate it: bytes that are no payload are sent as well, and answered with the id
// null. If ctx ends first, the call is given up, and the peer is told so if
// [MuxOptions] say how.
//
// The error is an [*Error]; among its causes are [ErrIDInUse] and [ErrClosed].
func (m *Mux) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, m.failure("send", false, context.Cause(ctx))
	}
	c := m.calls.get()
	c.read(payload, m.options.Dialect)
	if len(c.ids) == 0 {
		m.calls.put(c)
		return nil, m.push(ctx, payload)
	}
	if m.options.Inline && SenderFrom(ctx) == Sender(m) {
		m.calls.put(c)
		return nil, m.failure("send", false, ErrInline)
	}
	if err := m.register(ctx, c); err != nil {
		m.calls.put(c)
		return nil, err
	}
	if err := m.write(ctx, payload); err != nil {
		return m.unwritten(ctx, c, err)
	}
	return m.wait(ctx, c)
}

// push sends a payload that needs no answer.
func (m *Mux) push(ctx context.Context, payload []byte) error {
	if err := m.Err(); err != nil {
		return m.lostCall(false, err)
	}
	if err := m.write(ctx, payload); err != nil {
		return err
	}
	return nil
}

// register adds a call to the table, as soon as there is a place. The error is an
// [*Error].
func (m *Mux) register(ctx context.Context, c *call) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.pending.calls >= m.options.Calls {
		stop := context.AfterFunc(ctx, m.wake)
		defer stop()
	}
	for {
		switch {
		case m.err != nil:
			return m.lostCall(false, m.err)
		case m.closing && SenderFrom(ctx) != Sender(m): // what is under way may need calls
			return m.failure("send", false, ErrClosed)
		case ctx.Err() != nil:
			return m.failure("send", false, context.Cause(ctx))
		case m.pending.calls < m.options.Calls:
			return m.enter(c)
		}
		m.changed.Wait()
	}
}

// enter adds a call for which there is a place. The Mux is locked.
func (m *Mux) enter(c *call) error {
	if !m.pending.add(c) {
		return m.failure("send", false, ErrIDInUse)
	}
	if m.serving.readerWaits {
		m.changed.Broadcast() // the reply must not be held up
	}
	return nil
}

// wake makes those who wait for a change look again.
func (m *Mux) wake() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.changed.Broadcast()
}

// forget removes a call, and reports whether it was still waiting.
func (m *Mux) forget(c *call) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	was := m.pending.remove(c)
	if was {
		m.left()
	}
	return was
}

// left tells those whom it concerns that there is one call less. The Mux is locked.
func (m *Mux) left() {
	if m.closing || m.pending.calls == m.options.Calls-1 {
		m.changed.Broadcast()
	}
}

// write sends a payload that needs no answer, or whose call is registered.
func (m *Mux) write(ctx context.Context, payload []byte) *Error {
	err := m.conn.Write(ctx, payload)
	if err == nil {
		return nil
	}
	e, ok := errors.AsType[*Error](err)
	switch {
	case !ok:
		return m.failure("send", true, err)
	case error(e) == err:
		return e
	}
	return m.failure("send", e.Sent, err)
}

// unwritten ends a call whose payload could not be written, as it seems.
func (m *Mux) unwritten(ctx context.Context, c *call, err *Error) ([]byte, error) {
	if m.forget(c) {
		if err.Sent && ctx.Err() != nil {
			m.giveUp(c)
		}
		m.calls.put(c)
		return nil, err
	}
	end := <-c.ended
	m.calls.put(c)
	if end.reply != nil { // it went out all the same
		return end.reply, nil
	}
	return nil, err
}

// wait waits for the end of a call whose payload was written.
func (m *Mux) wait(ctx context.Context, c *call) ([]byte, error) {
	var end ending
	select {
	case end = <-c.ended:
	case <-ctx.Done():
		if m.forget(c) {
			m.giveUp(c)
			m.calls.put(c)
			return nil, m.failure("receive", true, context.Cause(ctx))
		}
		end = <-c.ended // the reply came just in time
	}
	m.calls.put(c)
	if end.err != nil {
		return nil, m.lostCall(true, end.err)
	}
	return end.reply, nil
}
