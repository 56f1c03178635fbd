package client

import (
	"context"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

// SendBatch sends the requests as one batch, as they are, and returns one [Reply] for
// every one that is no notification, in the order of the requests, in whatever order
// the server answered. A call that fails fails alone, and is no error of SendBatch:
// its Reply has the error. The requests must be the caller's own until SendBatch
// returns; an empty batch sends nothing. If all are notifications, whatever is
// answered is ignored.
//
// The error is an [*Error], and means that the batch failed as a whole; every Reply
// has it too. Refused before anything is sent are a batch beyond the limit
// ([ErrBatchTooLarge]), one with equal ids ([ErrEqualIDs]), one that does not encode,
// and every batch of a 1.0 client ([ErrNoBatches]); members of version 1.0 are taken
// (R17). One object in answer to the batch is a [*BatchError]. Ctx must not be nil.
func (c *Client) SendBatch(ctx context.Context, requests protocol.Batch, opts ...CallOption) ([]Reply, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	o := merged(opts)
	ctx, stop, err := c.begin(ctx, o)
	defer stop()
	if err == nil {
		err = withoutID(o)
	}
	x := &Exchange{Requests: requests, Batch: true}
	if err == nil {
		err = c.exchangeBatch(ctx, x)
	}
	if err != nil {
		err = c.failure(ctx, &protocol.Request{}, err)
		return c.allFailed(ctx, requests, err), err
	}
	return x.Replies, nil
}

// exchangeBatch sends a batch, through the middleware if there is any, and sets its
// replies unless there is an error.
func (c *Client) exchangeBatch(ctx context.Context, x *Exchange) error {
	if c.invoke == nil {
		return c.roundTripBatch(ctx, x)
	}
	requests := x.Requests
	x.Requests = slices.Clone(requests) // middleware may change it
	if err := c.invoke(ctx, x); err != nil {
		return err
	}
	x.Replies = c.complete(ctx, requests, x.Replies)
	return nil
}

// performBatch is perform for batches.
func (c *Client) performBatch(ctx context.Context, x *Exchange) error {
	err := c.roundTripBatch(ctx, x)
	if err != nil {
		err = c.failure(ctx, &protocol.Request{}, err)
		x.Replies = c.allFailed(ctx, x.Requests, err)
	}
	return err
}

// allFailed returns the replies to a batch that failed as a whole.
func (c *Client) allFailed(ctx context.Context, requests protocol.Batch, err error) []Reply {
	cause := err
	if e, ok := err.(*Error); ok {
		cause = e.Err
	}
	var replies []Reply
	for i := range requests {
		if r := &requests[i]; !r.IsNotification() {
			replies = append(replies, Reply{ID: r.ID, Err: c.failure(ctx, r, cause)})
		}
	}
	return replies
}
