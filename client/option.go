package client

import (
	"context"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// A CallOption changes one call. The zero value changes nothing. Of two that change
// the same thing the later one counts.
type CallOption struct {
	id         protocol.ID
	timeout    time.Duration
	hasID      bool
	hasTimeout bool
}

// WithID makes a call with the given id, so that the generator is not asked for one.
// The id may be protocol.Null() in 2.0. It is an error of the call if the id makes
// a notification of it: an absent one, or in 1.0 null. Only calls have ids of
// their own: for a notification, or for a batch as a whole, WithID is an error.
func WithID(id protocol.ID) CallOption { return CallOption{id: id, hasID: true} }

// WithTimeout makes a call, notification or batch that ends after d, in place of the
// Timeout in [Options]; zero or less is no timeout. A context that ends earlier
// wins. The members of a batch have no timeouts of their own: for [Add] it is an
// error.
func WithTimeout(d time.Duration) CallOption { return CallOption{timeout: d, hasTimeout: true} }

// merged returns all options as one.
func merged(opts []CallOption) CallOption {
	var all CallOption
	for _, o := range opts {
		if o.hasID {
			all.id, all.hasID = o.id, true
		}
		if o.hasTimeout {
			all.timeout, all.hasTimeout = o.timeout, true
		}
	}
	return all
}

// begin returns the context of an exchange; stop must be called at its end.
func (c *Client) begin(ctx context.Context, o CallOption) (_ context.Context, stop context.CancelFunc, err error) {
	if ctx == nil {
		return context.Background(), func() {}, &RequestError{Problem: "the context is nil"}
	}
	d := c.timeout
	if o.hasTimeout {
		d = o.timeout
	}
	if d <= 0 {
		return ctx, func() {}, nil
	}
	ctx, stop = context.WithTimeout(ctx, d)
	return ctx, stop, nil
}

// idFor returns the id of a call.
func (c *Client) idFor(o CallOption) (protocol.ID, error) {
	id := o.id
	if !o.hasID {
		id = c.ids.Next()
	}
	switch {
	case id.IsAbsent():
		return id, &RequestError{Problem: "the id is absent, which makes a notification"}
	case id.IsNull() && c.version == protocol.V1:
		return id, &RequestError{Problem: "the id is null, which makes a notification in 1.0"}
	}
	return id, nil
}

// withoutID refuses an id where there can be none.
func withoutID(o CallOption) error {
	if o.hasID {
		return &RequestError{Problem: "WithID goes with calls only"}
	}
	return nil
}

// withoutTimeout refuses a timeout where there can be none.
func withoutTimeout(o CallOption) error {
	if o.hasTimeout {
		return &RequestError{Problem: "WithTimeout goes with the batch as a whole"}
	}
	return nil
}
