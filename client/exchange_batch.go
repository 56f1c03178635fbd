package client

import (
	"context"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// roundTripBatch sends a batch and sets its replies. The error is a cause.
func (c *Client) roundTripBatch(ctx context.Context, x *Exchange) error {
	calls, err := c.callsOf(x.Requests)
	if err != nil {
		return err
	}
	s := borrow()
	defer s.release()
	if s.payload, err = x.Requests.AppendTo(s.payload[:0]); err != nil {
		return &RequestError{Err: err}
	}
	data, err := c.post(ctx, s.payload)
	if err != nil || len(calls.requests) == 0 {
		return err // C11
	}
	x.Replies, err = c.readBatch(ctx, s, data, calls)
	return err
}

// calls are the requests of a batch that have to be answered.
type calls struct {
	requests []*protocol.Request
	byID     map[protocol.ID]int // canonical ids to indices of requests
}

// callsOf returns the calls among the requests, or why the batch cannot be sent.
func (c *Client) callsOf(requests protocol.Batch) (calls, error) {
	limit := c.limits.Resolved().Batch
	switch {
	case c.version == protocol.V1:
		return calls{}, &RequestError{Err: ErrNoBatches}
	case len(requests) > limit:
		return calls{}, &RequestError{Problem: fmt.Sprintf("%d messages, limit %d", len(requests), limit), Err: ErrBatchTooLarge}
	}
	all := calls{make([]*protocol.Request, 0, len(requests)), make(map[protocol.ID]int, len(requests))}
	for i := range requests {
		r := &requests[i]
		if r.IsNotification() {
			continue
		}
		id := r.ID.Canonical()
		if _, ok := all.byID[id]; ok {
			return calls{}, &RequestError{Problem: "id " + r.ID.String(), Err: ErrEqualIDs}
		}
		all.byID[id] = len(all.requests)
		all.requests = append(all.requests, r)
	}
	return all, nil
}

// readBatch returns the replies to the calls that data holds. The error concerns the
// batch as a whole.
func (c *Client) readBatch(ctx context.Context, s *scratch, data []byte, calls calls) ([]Reply, error) {
	if len(data) == 0 {
		return nil, &NoResponseError{}
	}
	s.decoder.Limits, s.decoder.Dialect = c.limits, c.dialect
	p, err := s.decoder.Decode(data)
	switch {
	case err != nil:
		return nil, unreadable(err)
	case !p.IsBatch():
		return nil, &BatchError{c.readSingle(data, p)}
	}
	replies, hint := c.match(ctx, data, p, calls)
	for i, r := range calls.requests {
		replies[i].ID = r.ID
		if replies[i].isOpen() {
			replies[i].Err = c.failure(ctx, r, &NoResponseError{Hint: hint})
		}
	}
	return replies, nil
}

// match assigns the messages of a reply to the calls. It also returns the first error
// with the id null that belongs to none of them.
func (c *Client) match(ctx context.Context, data []byte, p *protocol.Payload, calls calls) ([]Reply, *protocol.Error) {
	replies := make([]Reply, len(calls.requests))
	responses := make([]protocol.Response, len(calls.requests))
	var hint *protocol.Error
	for n, m := range p.All() {
		id := m.ID()
		i, ok := calls.byID[id.Canonical()]
		switch {
		case !ok && hint == nil && (id.IsNull() || id.IsAbsent()):
			hint = m.ErrorObject()
		case !ok || !replies[i].isOpen(): // stray or doubled (C06)
		default:
			replies[i] = c.replyTo(ctx, calls.requests[i], data, p, n, &responses[i])
		}
	}
	return replies, hint
}

// replyTo returns message n as the reply to r; it keeps the response in memory.
func (c *Client) replyTo(ctx context.Context, r *protocol.Request, data []byte, p *protocol.Payload, n int, memory *protocol.Response) Reply {
	response, err := c.judge(data, p, n, r.Version)
	if err != nil {
		return Reply{Err: c.failure(ctx, r, err)}
	}
	*memory = response
	reply := Reply{Response: memory}
	if response.Error != nil {
		reply.Err = c.failure(ctx, r, response.Error)
	}
	return reply
}

// isOpen reports whether nothing is known of the call yet.
func (r *Reply) isOpen() bool { return r.Response == nil && r.Err == nil }

// readSingle returns what one object in answer to a batch means (C14).
func (c *Client) readSingle(data []byte, p *protocol.Payload) error {
	response, err := c.judge(data, p, 0, protocol.V2)
	switch {
	case err != nil:
		return err
	case isWithoutID(&response):
		return response.Error // C05
	}
	return misplaced(data, protocol.ReasonUnexpectedBatch)
}
