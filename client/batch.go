package client

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Batch collects calls and notifications and sends them as one payload (JSON-RPC
// 2.0, section 6). It comes from [Client.Batch] and is not safe for concurrent use.
type Batch struct {
	client   *Client
	requests protocol.Batch
	futures  []settler // of the requests that are calls, in their order
	params   []byte    // the memory of params
}

// settler is a Future of any type.
type settler interface{ settle(*Client, Reply) }

// Batch returns a new batch, which is empty.
func (c *Client) Batch() *Batch { return &Batch{client: c} }

// Len returns how many calls and notifications are going to be sent.
func (b *Batch) Len() int { return len(b.requests) }

// Add adds a call to the batch and returns the future of its result, which is good
// once the batch was sent. Params are as for [Params], and are encoded at once. If
// the call cannot be made, which is an error of [KindRequest], the future has the
// error, and the rest of the batch is sent without it.
func Add[T any](b *Batch, method string, params any, opts ...CallOption) *Future[T] {
	f := &Future[T]{}
	r := protocol.Request{Version: b.client.version, Method: method}
	o := merged(opts)
	err := withoutTimeout(o)
	if err == nil {
		r.ID, err = b.client.idFor(o)
	}
	if err == nil {
		err = b.add(r, params)
	}
	f.id, f.method = r.ID, method
	if err != nil {
		f.settle(b.client, Reply{Err: b.client.failure(context.Background(), &r, err)})
		return f
	}
	b.futures = append(b.futures, f)
	return f
}

// Notify adds a notification to the batch. Params are as for [Params], and are encoded
// at once. The error is of [KindRequest]: the notification cannot be made, and the
// rest of the batch will be sent without it.
func (b *Batch) Notify(method string, params any) error {
	r := protocol.Request{Version: b.client.version, Method: method}
	if err := b.add(r, params); err != nil {
		return b.client.failure(context.Background(), &r, err)
	}
	return nil
}

// add adds a request if it can be encoded.
func (b *Batch) add(r protocol.Request, params any) error {
	s := borrow()
	defer s.release()
	raw, err := s.encodeParams(b.client.codec, params)
	if err != nil {
		return err
	}
	r.Params = raw
	if s.payload, err = r.AppendTo(s.payload[:0]); err != nil {
		return &RequestError{Err: err}
	}
	if raw != nil {
		start := len(b.params)
		b.params = append(b.params, raw...)
		r.Params = b.params[start:len(b.params):len(b.params)]
	}
	b.requests = append(b.requests, r)
	return nil
}

// Send sends what was added to the batch and settles the futures; then the batch is
// empty again, and ready for others. An empty batch sends nothing. The error means
// that the batch failed as a whole, as for [Client.SendBatch], and all futures have
// it too; what went wrong with one call alone is the error of its future only.
// [WithID] is not for batches.
func (b *Batch) Send(ctx context.Context, opts ...CallOption) error {
	requests, futures := b.requests, b.futures
	*b = Batch{client: b.client}
	replies, err := b.client.SendBatch(ctx, requests, opts...)
	for i, f := range futures {
		f.settle(b.client, replies[i])
	}
	return err
}
