package client

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Future is the result of a call in a [Batch]. It comes from [Add]. Once Send of the
// batch has returned it may be used concurrently, not before.
type Future[T any] struct {
	method string
	id     protocol.ID
	done   bool
	result T
	err    error
}

// ID returns the id of the call.
func (f *Future[T]) ID() protocol.ID { return f.id }

// Result returns the result of the call, or its error and the zero T. The errors are
// those of [Client.Call]; before the batch was sent it is one of [KindRequest] that
// matches [ErrNotSent].
func (f *Future[T]) Result() (T, error) {
	if !f.done {
		return f.result, &Error{Kind: KindRequest, Method: f.method, ID: f.id, Err: &RequestError{Err: ErrNotSent}}
	}
	return f.result, f.err
}

// settle notes the reply.
func (f *Future[T]) settle(c *Client, reply Reply) {
	f.done = true
	if f.err = reply.Err; f.err != nil {
		return
	}
	var result T
	if err := decode(c.codec, reply.Response.Result, &result); err != nil {
		r := protocol.Request{Method: f.method, ID: f.id}
		f.err = c.failure(context.Background(), &r, &ResultError{Text: reply.Response.Result, Err: err})
		return
	}
	f.result = result
}
