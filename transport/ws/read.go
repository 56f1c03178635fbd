package ws

import (
	"context"
	"errors"
	"io"

	"github.com/rpcwire/rpcwire/transport"
)

// Read implements [transport.Conn]. It is [io.EOF] after the peer has closed with 1000,
// 1001 or no code. All other errors are a [*transport.Error] and final, also that of ctx
// if it ended while Read waited; among their causes are
//
//   - [transport.ErrClosed], which every end by Close, Drain or a close frame matches;
//   - [*CloseError], for what the peer said or did;
//   - [transport.ErrPayloadTooLarge], with the two of them, for a message beyond the
//     limit: see [Limits];
//   - a timeout, if the peer answered no ping or took nothing of what was sent.
func (c *Conn) Read(ctx context.Context) ([]byte, error) {
	if c.over.Load() || ctx.Err() != nil {
		return nil, c.notRead(ctx)
	}
	c.reading.Lock()
	defer c.reading.Unlock()
	if c.over.Load() {
		return nil, c.readError()
	}
	payload, err := c.read(ctx)
	if err != nil {
		return nil, c.readFailed(ctx, err)
	}
	return payload, nil
}

// read reads a message, after giving up what the last one was in.
func (c *Conn) read(ctx context.Context) ([]byte, error) {
	if c.payload != nil {
		c.payload.recycle()
		c.payload = nil
	}
	if ctx.Done() != nil || c.reader.ctx != nil {
		c.reader.await(ctx)
	}
	return c.next()
}

// notRead returns the error of a Read that did not begin.
//
//go:noinline
func (c *Conn) notRead(ctx context.Context) error {
	if c.over.Load() {
		return c.readError()
	}
	return c.receiveError(context.Cause(ctx))
}

// readFailed ends the connection because of an error from reading, unless it has ended,
// and returns the error for the caller.
//
//go:noinline
func (c *Conn) readFailed(ctx context.Context, err error) error {
	var said *CloseError
	switch {
	case c.over.Load(): // that is why
	case errors.As(err, &said) && said.Local:
		c.leave(said, said.Code, said.Text)
	case said != nil:
		c.answered(said)
	case ctx.Err() != nil:
		c.leave(transport.ErrClosed, c.ownCode(), "")
		return c.receiveError(context.Cause(ctx))
	case err == io.EOF:
		c.end(io.ErrUnexpectedEOF)
	default:
		c.end(err)
	}
	return c.readError()
}

// readError returns the error of Read after the end.
//
//go:noinline
func (c *Conn) readError() error {
	cause := c.reason()
	if said, ok := cause.(*CloseError); ok && said.inGoodOrder() {
		return io.EOF
	}
	return c.receiveError(cause)
}

func (c *Conn) receiveError(cause error) error {
	return &transport.Error{Op: "receive", Endpoint: c.String(), Sent: true, Err: cause}
}
