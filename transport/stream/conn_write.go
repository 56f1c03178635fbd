package stream

import (
	"context"
	"fmt"
	"time"

	"github.com/rpcwire/rpcwire/internal/outbox"
	"github.com/rpcwire/rpcwire/transport"
)

// frameOverhead is what a frame is assumed to have beside the payload.
const frameOverhead = 32

// Write implements [transport.Conn]. Payloads of concurrent writers are sent together
// as far as possible. A context that can end costs a little: what it may have to abandon
// has to be done by another goroutine. Without one, Write waits for the peer until
// Options.WriteTimeout ends the connection.
//
// The Error has Sent set if a part of the payload may have gone out, and not if the
// context or the connection ended before.
func (c *Conn) Write(ctx context.Context, payload []byte) error {
	endless := ctx.Done() == nil
	if !endless && ctx.Err() != nil {
		return c.failure("write", false, contextError(ctx))
	}
	frames, err := c.out.Begin(ctx, len(payload)+frameOverhead)
	if err != nil {
		return c.failure("write", false, c.notBegun(ctx, err))
	}
	if err := c.out.Commit(c.framing.Append(frames, payload), endless); err != nil {
		return c.failure("write", true, err)
	}
	return nil
}

// notBegun returns why there was no room for a frame.
func (c *Conn) notBegun(ctx context.Context, err error) error {
	switch {
	case c.closed.Load():
		return transport.ErrClosed
	case ctx.Err() != nil && err == ctx.Err():
		return contextError(ctx)
	}
	return err
}

// contextError returns why a context ended.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if cause := context.Cause(ctx); cause != err {
		return fmt.Errorf("%w: %w", err, cause)
	}
	return err
}

// writeFailed ends the connection after a write has failed. If that is because the peer
// has closed it, what it sent before may still be read.
func (c *Conn) writeFailed(err error) {
	if outbox.IsTimeout(err) {
		c.shut(err)
		return
	}
	time.AfterFunc(linger, func() { c.shut(err) })
}
