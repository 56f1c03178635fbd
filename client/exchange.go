package client

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// exchange sends one request, through the middleware if there is any, and returns the
// response to it; to a notification that is a zero Response. Where the server
// answered with an error there is both a response and an error. The request may be in
// the memory of s.
func (c *Client) exchange(ctx context.Context, s *scratch, r *protocol.Request) (protocol.Response, error) {
	if c.invoke != nil {
		return c.invokeOne(ctx, r)
	}
	response, err := c.roundTrip(ctx, s, r)
	if err != nil {
		return response, c.failure(ctx, r, err)
	}
	return response, nil
}

// roundTrip is exchange without middleware. The error is a cause.
func (c *Client) roundTrip(ctx context.Context, s *scratch, r *protocol.Request) (protocol.Response, error) {
	var err error
	if s.payload, err = r.AppendTo(s.payload[:0]); err != nil {
		return protocol.Response{}, &RequestError{Err: err}
	}
	reply, err := c.post(ctx, s.payload)
	if err != nil || r.IsNotification() {
		return protocol.Response{}, err // C11
	}
	response, err := c.read(reply, r)
	if err == nil && response.Error != nil {
		err = response.Error
	}
	return response, err
}

// post sends a payload and returns the reply, which may be nil.
func (c *Client) post(ctx context.Context, payload []byte) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, &transport.Error{Op: "send", Err: context.Cause(ctx)}
	}
	reply, err := c.sender.Send(ctx, payload)
	if err != nil {
		return nil, undelivered(err)
	}
	return reply, nil
}

// read returns the response to r that reply holds.
func (c *Client) read(reply []byte, r *protocol.Request) (protocol.Response, error) {
	if len(reply) == 0 {
		return protocol.Response{}, &NoResponseError{}
	}
	d := protocol.Decoder{Limits: c.limits, Dialect: c.dialect}
	p, err := d.Decode(reply)
	switch {
	case err != nil:
		return protocol.Response{}, unreadable(err)
	case p.IsBatch():
		return protocol.Response{}, misplaced(reply, protocol.ReasonUnexpectedBatch)
	}
	response, err := c.judge(reply, p, 0, r.Version)
	if err == nil && !response.ID.Equal(r.ID) && !isWithoutID(&response) {
		err = &IDMismatchError{Want: r.ID, Got: response.ID} // C04
	}
	if err != nil {
		return protocol.Response{}, err
	}
	return response, nil
}

// judge returns message i of the reply as the response to a request of version v.
func (c *Client) judge(reply []byte, p *protocol.Payload, i int, v protocol.Version) (protocol.Response, error) {
	m := p.At(i)
	response, err := m.Response() // C01, C03, C08, R16
	if err != nil {
		return protocol.Response{}, &InvalidResponseError{err.(*protocol.DecodeError)}
	}
	if v == protocol.V2 && m.Tolerated().Has(protocol.PartialResponse) { // C02
		return protocol.Response{}, &InvalidResponseError{c.partial(reply, i)}
	}
	return response, nil
}

// partial says what is wrong with message i of the reply, a partial response.
func (c *Client) partial(reply []byte, i int) *protocol.DecodeError {
	d := protocol.Decoder{Limits: c.limits, Dialect: c.dialect}
	d.Dialect.RefusePartialResponse = true
	p, err := d.Decode(reply)
	if err != nil { // it was decoded before
		return err.(*protocol.DecodeError)
	}
	return p.At(i).Problem()
}

// isWithoutID reports whether a response is an error that the server could tell no id
// for (C05).
func isWithoutID(r *protocol.Response) bool {
	return r.Error != nil && (r.ID.IsNull() || r.ID.IsAbsent())
}
