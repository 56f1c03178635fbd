package ws

import (
	"context"
	"time"

	"github.com/rpcwire/rpcwire/internal/outbox"
	"github.com/rpcwire/rpcwire/transport"
)

const (
	// reserved is how many bytes of the queue are for control frames alone, so that a
	// peer that is slow to read can still be answered.
	reserved = 4 << 10

	// reservedForClose is how many of them are for the close frame.
	reservedForClose = maxHeader + maxControl
)

// noWait is a context that has ended: for what is only done if it can be done at once.
var noWait = func() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}()

// Write implements [transport.Conn]. The payload must be valid UTF-8, or the peer will
// close. The error is a [*transport.Error]; its cause tells why the connection is over,
// or is that of ctx.
func (c *Conn) Write(ctx context.Context, payload []byte) error {
	if c.deflate && c.settings.compressFrom >= 0 && len(payload) >= c.settings.compressFrom {
		return c.writeCompressed(ctx, payload)
	}
	return c.writeFrame(ctx, finBit|opText, payload)
}

func (c *Conn) writeFrame(ctx context.Context, first byte, payload []byte) error {
	if ctx.Err() != nil {
		return c.sendError(false, context.Cause(ctx))
	}
	frames, err := c.queue.Begin(ctx, maxHeader+len(payload)+reserved)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return c.sendError(false, err)
	}
	if c.saidBye.Load() || c.over.Load() {
		c.queue.Abandon()
		return c.sendError(false, c.whyNot())
	}
	err = c.queue.Commit(appendFrame(frames, first, payload, c.client), ctx.Done() == nil)
	if err != nil {
		return c.sendError(true, err)
	}
	return nil
}

// whyNot returns why nothing can be written any more.
func (c *Conn) whyNot() error {
	if cause := c.reason(); cause != nil {
		return cause
	}
	return transport.ErrClosed
}

func (c *Conn) sendError(sent bool, cause error) error {
	return &transport.Error{Op: "send", Endpoint: c.String(), Sent: sent, Err: cause}
}

// writeControl queues a control frame if there is room, and reports whether there was.
// Nothing but a close frame may use the room that is kept for that. The caller does not
// wait.
func (c *Conn) writeControl(opcode byte, payload []byte) bool {
	size := maxHeader + len(payload)
	if opcode != opClose {
		size += reservedForClose
	}
	frames, err := c.queue.Begin(noWait, size)
	if err != nil {
		return false
	}
	if c.saidBye.Load() {
		c.queue.Abandon()
		return false
	}
	c.saidBye.Store(opcode == opClose)
	return c.queue.Commit(appendFrame(frames, finBit|opcode, payload, c.client), false) == nil
}

// writeFailed ends the connection after a write has failed. It may be that the peer has
// closed and said why before: then who reads is about to find out.
func (c *Conn) writeFailed(cause error) {
	if outbox.IsTimeout(cause) {
		c.end(cause)
		return
	}
	time.AfterFunc(lingerTime, func() { c.end(cause) })
}

// sayFarewell queues a close frame, unless there was one before.
func (c *Conn) sayFarewell(code int, text string) {
	var payload []byte
	if code != closeNone {
		payload = appendClose(make([]byte, 0, maxControl), code, text)
	}
	c.writeControl(opClose, payload)
}
