package stream

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// Read implements [transport.Conn]. After ctx has ended it can be called again, unless a
// part of a payload was taken already or the stream has no deadlines. Any other error is
// final, but for a payload that is skipped. After [io.EOF], Write still works if the peer
// only closed its sending side.
func (c *Conn) Read(ctx context.Context) ([]byte, error) {
	switch {
	case c.closed.Load():
		return nil, c.endRead(c.failure("read", true, transport.ErrClosed))
	case c.inErr != nil:
		return nil, c.inErr
	case ctx.Done() != nil && ctx.Err() != nil:
		return nil, c.failure("read", true, contextError(ctx))
	}
	c.ctx = ctx
	payload, err := c.in.next(c.framing)
	if err == nil {
		return payload, nil
	}
	return nil, c.readFailed(err)
}

// readFailed returns the error of Read.
func (c *Conn) readFailed(err error) error {
	if errors.Is(err, transport.ErrPayloadTooLarge) && !errors.Is(err, transport.ErrClosed) {
		return c.failure("read", true, err)
	}
	if stopped, ok := err.(*interrupted); ok {
		failed := c.failure("read", true, stopped.cause)
		if c.survives && !c.in.within {
			return failed
		}
		return c.endRead(failed)
	}
	return c.endRead(c.lastError(err))
}

// lastError returns what the connection ended with, given the error that the stream did.
func (c *Conn) lastError(err error) error {
	if c.explain != nil && !c.closed.Load() {
		err = c.explain(err)
	}
	_, isExit := err.(*ExitError)
	switch failed := c.out.Err(); {
	case c.closed.Load():
		err = transport.ErrClosed
	case failed != nil && failed != transport.ErrClosed && !isExit: // what was there has been read
		return c.failure("write", true, failed)
	case err == io.EOF:
		return err
	}
	return c.failure("read", true, err)
}

// endRead makes err the error of every further Read.
func (c *Conn) endRead(err error) error {
	if c.inErr == nil {
		close(c.inEnded)
	}
	c.inErr = err
	return err
}

// A source is where the Reader of a Conn reads from.
type source Conn

// interrupted is the error of a read whose context ended.
type interrupted struct{ cause error }

func (i *interrupted) Error() string { return i.cause.Error() }

// Read reads from the stream, not longer than the context of the Conn's Read lasts.
func (s *source) Read(p []byte) (int, error) {
	if s.timeout > 0 {
		if err := s.stream.SetReadDeadline(time.Now().Add(s.timeout)); err != nil {
			return 0, err
		}
	}
	if s.ctx.Done() == nil {
		return s.stream.Read(p)
	}
	return s.readUntil(s.ctx, p)
}

// readUntil reads from the stream, not longer than ctx lasts.
func (s *source) readUntil(ctx context.Context, p []byte) (int, error) {
	interrupts := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		_ = s.stream.SetReadDeadline(longAgo) // it fails if the stream is closed
		close(interrupts)
	})
	n, err := s.stream.Read(p)
	if stop() {
		return n, err
	}
	<-interrupts
	_ = s.stream.SetReadDeadline(time.Time{}) // if it fails, so does the next Read
	if n > 0 || err == io.EOF {
		return n, err
	}
	return 0, &interrupted{cause: contextError(ctx)}
}
