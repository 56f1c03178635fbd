package ws

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// flushTime is how long Close waits for the close frame to leave, which usually takes
// some microseconds, so that a program can end right after.
const flushTime = 20 * time.Millisecond

// discardAfter is how long Drain leaves the reading to others.
const discardAfter = 100 * time.Millisecond

// Close implements [transport.Conn]: Read and Write end with [transport.ErrClosed]. What
// was written before, and a close frame, 1001 from a server and 1000 from a client, still
// go out if the peer reads within a second; Close does not wait for that. The error is
// always nil.
func (c *Conn) Close() error {
	if c.leave(transport.ErrClosed, c.ownCode(), "") {
		ctx, cancel := context.WithTimeout(context.Background(), flushTime)
		defer cancel()
		_ = c.queue.Drain(ctx) // if it takes longer, it takes longer
	}
	return nil
}

// Drain implements [transport.Drainer]: it waits until all that was written has gone out,
// sends a close frame, 1001 from a server and 1000 from a client, and waits until the peer
// has answered it. Payloads that arrive meanwhile go to whoever calls Read, else they are
// dropped; Write fails with [transport.ErrClosed]. When ctx ends first, the connection is
// cut, and the error is that of ctx. A connection that was closed before is no error.
func (c *Conn) Drain(ctx context.Context) error {
	if err := c.farewell(ctx); err != nil {
		c.end(transport.ErrClosed)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case errors.Is(err, transport.ErrClosed):
			return nil
		}
		return c.sendError(true, err)
	}
	unread := time.AfterFunc(discardAfter, c.discard)
	defer unread.Stop()
	select {
	case <-c.whenGone():
		return nil
	case <-ctx.Done():
		c.end(transport.ErrClosed)
		return context.Cause(ctx)
	}
}

// farewell sends the close frame after everything else.
func (c *Conn) farewell(ctx context.Context) error {
	if err := c.queue.Drain(ctx); err != nil {
		return err
	}
	c.sayFarewell(c.ownCode(), "")
	return c.queue.Drain(ctx)
}

// discard reads what comes until the connection ends, unless somebody else reads.
func (c *Conn) discard() {
	c.reading.Lock()
	defer c.reading.Unlock()
	// Whoever read before may still use what it got.
	c.payload = nil
	c.reader.detach()
	ctx := context.Background()
	for !c.over.Load() {
		if _, err := c.read(ctx); err != nil {
			_ = c.readFailed(ctx, err) // Drain finds out
		}
	}
}

// ownCode returns the close code for an end in good order.
func (c *Conn) ownCode() int {
	if c.client {
		return closeNormal
	}
	return closeGoingAway
}

// leave ends the connection because of cause, which the peer is told with a code, and
// reports whether it was not over before. It does not wait.
func (c *Conn) leave(cause error, code int, text string) bool {
	if !c.give(cause) {
		return false
	}
	c.sayFarewell(code, text)
	c.reader.interrupt()
	go c.linger(cause)
	return true
}

// answered ends the connection after the peer has closed it and was answered.
func (c *Conn) answered(said *CloseError) {
	if c.give(said) {
		go c.flush(said)
	}
}

// flush ends the connection as soon as everything has gone out.
func (c *Conn) flush(cause error) {
	ctx, cancel := context.WithTimeout(context.Background(), lingerTime)
	defer cancel()
	_ = c.queue.Drain(ctx)
	c.end(cause)
}

// linger ends the connection as soon as everything has gone out and the peer has closed
// its side, or after some time: see [lingerTime].
func (c *Conn) linger(cause error) {
	deadline := time.Now().Add(lingerTime)
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	if c.queue.Drain(ctx) == nil {
		c.awaitEnd(deadline)
	}
	c.end(cause)
}

// awaitEnd closes the sending side, and reads until the peer has done so as well.
func (c *Conn) awaitEnd(deadline time.Time) {
	half, ok := c.net.(interface{ CloseWrite() error })
	if !ok || half.CloseWrite() != nil {
		return
	}
	c.reading.Lock() // whoever reads leaves, since the connection is over
	defer c.reading.Unlock()
	if c.net.SetReadDeadline(deadline) == nil {
		_, _ = io.Copy(io.Discard, c.net) // to the end, whatever that is
	}
}
