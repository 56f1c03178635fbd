package client

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// Send sends a request as it is, with its own version and id, and returns the whole
// response, which belongs to the caller: with a result, or with the error that the
// server answered, which is no error of Send. Version and id are those that the server
// sent; the id of an error may be null or absent (C05). To a notification there is none, and
// Send returns nil and nil.
//
// The error is an [*Error] of any kind but [KindServer] and [KindResult]. Ctx must
// not be nil.
func (c *Client) Send(ctx context.Context, r protocol.Request, opts ...CallOption) (*protocol.Response, error) {
	s := borrow()
	defer s.release()
	o := merged(opts)
	ctx, stop, err := c.begin(ctx, o)
	defer stop()
	if err == nil {
		err = withoutID(o)
	}
	if err != nil {
		return nil, c.failure(ctx, &r, err)
	}
	response, err := c.exchange(ctx, s, &r)
	switch {
	case r.IsNotification():
		return nil, err
	case err != nil && (response.Error == nil || !isServerError(err)):
		return nil, err
	}
	return &response, nil
}

// SendRaw sends bytes as they are, whether they are JSON-RPC or not, and returns the
// reply as it is, which belongs to the caller; nil if there is none. It does not keep
// the payload. Middleware does not see it.
//
// The error is an [*Error] of [KindTransport], [KindTimeout] or, if ctx is nil or
// there is an id among the options, [KindRequest].
func (c *Client) SendRaw(ctx context.Context, payload []byte, opts ...CallOption) ([]byte, error) {
	o := merged(opts)
	ctx, stop, err := c.begin(ctx, o)
	defer stop()
	if err == nil {
		err = withoutID(o)
	}
	var reply []byte
	if err == nil {
		reply, err = c.post(ctx, payload)
	}
	if err != nil {
		return nil, c.failure(ctx, &protocol.Request{}, err)
	}
	return reply, nil
}
