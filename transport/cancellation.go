package transport

import (
	"context"
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Cancellation is the notification by which one side tells the other that it no longer
// waits for the reply to a call. JSON-RPC itself has none; protocols on top of it do. It
// must not be changed once it is used.
type Cancellation struct {
	// Method is the method of the notification. Notifications with it do not reach the
	// handler, unless in a batch with something else.
	Method string

	// Member is the member of its params that has the id of the call. If it is empty,
	// params are an array with the id.
	Member string

	// Code is what a call that was cancelled is answered with if its handler answered an
	// error, since that is the cancellation's doing, and if no handler had got it yet.
	// Zero leaves it to the handler, whose context has ended.
	Code protocol.Code

	// Silent is not to answer a call that was cancelled.
	Silent bool
}

// The cancellations of the Language Server Protocol and of the Model Context Protocol.
var (
	CancelLSP = &Cancellation{Method: "$/cancelRequest", Member: "id", Code: -32800}
	CancelMCP = &Cancellation{Method: "notifications/cancelled", Member: "requestId", Silent: true}
)

// ErrCancelled is the cause of the end of a handler's context if the peer has cancelled
// the call.
var ErrCancelled = errors.New("the peer cancelled the call")

// giveUp tells the peer that nobody waits for c any longer, without waiting for that.
func (m *Mux) giveUp(c *call) {
	if m.options.Cancel == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range c.ids {
		payload := m.options.Cancel.notification(id)
		if payload != nil && m.err == nil && m.hasRoomToTell() {
			m.tell(payload)
		}
	}
}

// notification returns the payload that cancels a call, or nil if it has no id that
// could be told.
func (c *Cancellation) notification(id protocol.ID) []byte {
	if id.IsNull() {
		return nil
	}
	params := "[" + id.String() + "]"
	if c.Member != "" {
		params = "{" + protocol.String(c.Member).String() + ":" + id.String() + "}"
	}
	payload, err := protocol.AppendNotification(nil, c.Method, protocol.Raw(params))
	if err != nil {
		return nil
	}
	return payload
}

// target returns the id that the params of a cancellation name.
func (c *Cancellation) target(params protocol.Raw) (protocol.ID, bool) {
	if c.Member == "" {
		for element := range params.Elements() {
			return targetID(element)
		}
		return protocol.ID{}, false
	}
	for name, value := range params.Members() {
		if name == c.Member {
			return targetID(value)
		}
	}
	return protocol.ID{}, false
}

func targetID(text protocol.Raw) (protocol.ID, bool) {
	id, err := protocol.ParseID(text)
	return id.Canonical(), err == nil
}

// decides reports whether it says what is answered to a call that was cancelled before
// a handler got it.
func (c *Cancellation) decides() bool { return c.Silent || c.Code != 0 }

// wire returns the error that answers a call that was cancelled.
func (c *Cancellation) wire() *protocol.Error {
	return &protocol.Error{Code: c.Code, Message: "cancelled"}
}

// answer returns what answers a payload that was cancelled and whose handler answered
// reply.
func (c *Cancellation) answer(reply []byte) []byte {
	switch {
	case c.Silent:
		return nil
	case c.Code == 0 || reply == nil:
		return reply
	}
	d := protocol.Decoder{Limits: protocol.Limits{Batch: -1}}
	p, err := d.Decode(reply)
	switch {
	case err != nil:
		return reply
	case !p.IsBatch():
		return c.appendAnswer(nil, p.At(0))
	}
	answer := []byte{'['}
	for i, message := range p.All() {
		if i > 0 {
			answer = append(answer, ',')
		}
		answer = c.appendAnswer(answer, message)
	}
	return append(answer, ']')
}

// appendAnswer appends a message of the handler's reply, or what stands for it.
func (c *Cancellation) appendAnswer(dst []byte, message *protocol.Message) []byte {
	if message.Kind() == protocol.KindError {
		r := protocol.Response{Version: message.Version(), ID: message.ID(), Error: c.wire()}
		if answer, err := r.AppendTo(dst); err == nil {
			return answer
		}
	}
	return append(dst, message.Raw()...)
}

// isCancellation reports whether the peer gives up a call.
func (m *Mux) isCancellation(message *protocol.Message) bool {
	c := m.options.Cancel
	return c != nil && message.Kind() == protocol.KindNotification && string(message.RawMethod()) == c.Method
}

// cancelServing cancels what the peer has given up. What it names may have been answered
// already.
func (m *Mux) cancelServing(message *protocol.Message) {
	id, ok := m.options.Cancel.target(message.Params())
	if !ok {
		m.options.Logger.Warn("a cancellation names no call")
		return
	}
	if cancel := m.cancelled(id); cancel != nil {
		cancel(ErrCancelled)
	}
}

// cancelled takes note that the peer has given up a call, and returns how to end its
// context if it has given up all of its payload; else nil.
func (m *Mux) cancelled(id protocol.ID) context.CancelCauseFunc {
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.serving.cancel(id)
	if t == nil {
		return nil
	}
	t.cancelled.Store(true)
	return t.cancel
}
