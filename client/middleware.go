package client

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

// An Exchange is what middleware sees of a call, a notification or a batch: the
// requests, as they are going to be encoded, and then the replies.
type Exchange struct {
	// Requests has what is sent: one message unless Batch is set. Middleware may
	// change methods and params, but neither their number nor which of them are
	// notifications.
	Requests protocol.Batch

	// Batch tells whether the requests are sent as a batch.
	Batch bool

	// Replies has, once the exchange is over, one Reply for every request that is no
	// notification, in the order of the requests.
	Replies []Reply
}

// A Reply is what became of one call.
type Reply struct {
	// ID is the id of the request.
	ID protocol.ID

	// Response is the whole response, with its result or error and its id, as the
	// server sent it; nil if there is no valid one.
	Response *protocol.Response

	// Err is nil if the response has a result. It is an [*Error] otherwise; the
	// cause is the error of the response if there is one.
	Err error
}

// Invoke carries out an exchange: it sends the requests and fills in the replies.
// The error is that of the single call or notification, errors that the server
// answered included; of a batch it is what kept the batch as a whole from being
// answered, and every reply then has it too. An exchange belongs to its caller again
// when Invoke returns, who may keep it.
type Invoke func(ctx context.Context, x *Exchange) error

// Middleware wraps the exchanges of a client. What it returns is called for every
// call, notification and batch, concurrently, and calls next to go on: with another
// context for deadlines, headers or tracing, after looking at the requests, again to
// retry. It may do without next if it fills in the replies itself. Its own errors
// reach the caller as the cause of an [*Error] of [KindMiddleware].
//
// Params are encoded before, and results are decoded after the middleware.
// [Client.SendRaw] goes past it.
type Middleware func(next Invoke) Invoke

// perform is the innermost Invoke.
func (c *Client) perform(ctx context.Context, x *Exchange) error {
	x.Replies = nil
	if x.Batch {
		return c.performBatch(ctx, x)
	}
	if len(x.Requests) != 1 {
		return c.failure(ctx, &protocol.Request{}, &RequestError{Problem: "not one request, and no batch"})
	}
	s := borrow()
	defer s.release()
	r := &x.Requests[0]
	response, err := c.roundTrip(ctx, s, r)
	if err != nil {
		err = c.failure(ctx, r, err)
	}
	if r.IsNotification() {
		return err
	}
	reply := Reply{ID: r.ID, Err: err}
	if response.Result != nil || response.Error != nil {
		reply.Response = &response
	}
	x.Replies = []Reply{reply}
	return err
}

// invokeOne sends one request through the middleware.
func (c *Client) invokeOne(ctx context.Context, r *protocol.Request) (protocol.Response, error) {
	x := &Exchange{Requests: protocol.Batch{*r}}
	x.Requests[0].Params = bytes.Clone(r.Params) // middleware may keep it
	err := c.invoke(ctx, x)
	if err == nil && !r.IsNotification() {
		x.Replies = c.complete(ctx, protocol.Batch{*r}, x.Replies)
		err = x.Replies[0].Err
	}
	if err != nil {
		err = c.failure(ctx, r, err)
	}
	if len(x.Replies) > 0 && x.Replies[0].Response != nil {
		return *x.Replies[0].Response, err
	}
	return protocol.Response{}, err
}

// complete returns the replies to the requests as they should be, whatever
// middleware made of them.
func (c *Client) complete(ctx context.Context, requests protocol.Batch, replies []Reply) []Reply {
	whole := make([]Reply, 0, len(requests))
	for i := range requests {
		r := &requests[i]
		if r.IsNotification() {
			continue
		}
		reply := Reply{}
		if n := len(whole); n < len(replies) {
			reply = replies[n]
		}
		reply.ID = r.ID
		switch {
		case reply.Err != nil:
			reply.Err = c.failure(ctx, r, reply.Err)
		case reply.Response == nil:
			reply.Err = c.failure(ctx, r, &NoResponseError{})
		case reply.Response.Error != nil:
			reply.Err = c.failure(ctx, r, reply.Response.Error)
		}
		whole = append(whole, reply)
	}
	return slices.Clip(whole)
}

// isServerError reports whether the error is what the server answered.
func isServerError(err error) bool {
	_, ok := errors.AsType[*protocol.Error](err)
	return ok
}
