package client

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// Call calls a method of c's peer and returns its result as a T, decoded by the
// client's codec; as a [protocol.Raw] it is the exact text. Params are as for
// [Params]. If there is an error, the result is the zero T. See [Client.Call].
func Call[T any](ctx context.Context, c *Client, method string, params any, opts ...CallOption) (T, error) {
	var result T
	if err := c.Call(ctx, method, params, &result, opts...); err != nil {
		var zero T
		return zero, err
	}
	return result, nil
}

// Call calls a method and decodes its result into out, a pointer that the client's
// codec takes. A nil out discards the result; a [*protocol.Raw] gets its exact text,
// which belongs to the caller and keeps the memory of the whole reply. Params are as for [Params]; they are encoded before
// Call returns, and not kept.
//
// The error is an [*Error]; see the package comment for its kinds. If the server
// answers with an error, its cause is that [*protocol.Error]. Out is then left as it
// was, except that a result which does not fit ([KindResult]) may have changed it.
// Ctx must not be nil; Call ends when it does.
func (c *Client) Call(ctx context.Context, method string, params, out any, opts ...CallOption) error {
	s := borrow()
	defer s.release()
	o := merged(opts)
	r := protocol.Request{Version: c.version, Method: method}
	ctx, stop, err := c.begin(ctx, o)
	defer stop()
	if err == nil {
		r.Params, err = s.encodeParams(c.codec, params)
	}
	if err == nil {
		r.ID, err = c.idFor(o)
	}
	if err != nil {
		return c.failure(ctx, &r, err)
	}
	response, err := c.exchange(ctx, s, &r)
	if err != nil {
		return err
	}
	if err := decode(c.codec, response.Result, out); err != nil {
		return c.failure(ctx, &r, &ResultError{Text: response.Result, Err: err})
	}
	return nil
}

// Notify calls a method and wants no reply: it returns when the transport has
// delivered the notification, as far as it can tell. Whatever is answered is ignored
// (C11), errors and what is no JSON included. Params are as for [Params].
//
// The error is an [*Error] of [KindRequest], [KindTransport], [KindTimeout] or
// [KindMiddleware]. Ctx must not be nil.
func (c *Client) Notify(ctx context.Context, method string, params any, opts ...CallOption) error {
	s := borrow()
	defer s.release()
	o := merged(opts)
	r := protocol.Request{Version: c.version, Method: method}
	ctx, stop, err := c.begin(ctx, o)
	defer stop()
	if err == nil {
		err = withoutID(o)
	}
	if err == nil {
		r.Params, err = s.encodeParams(c.codec, params)
	}
	if err != nil {
		return c.failure(ctx, &r, err)
	}
	_, err = c.exchange(ctx, s, &r)
	return err
}
