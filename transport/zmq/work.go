//go:build cgo

package zmq

import (
	"context"

	"github.com/rpcwire/rpcwire/transport"
)

// Work takes calls from the backend of a [Broker] and passes their payloads to h, as many
// at once as [Capacity] says, until ctx ends. Facts about the clients are in the context
// of h: see [transport.PeerFrom] and [ClientKey].
//
// If the connection to the broker is lost it is restored. The calls that the worker has
// at that moment are lost for their clients, so the contexts of their handlers end.
//
// When ctx ends the worker says goodbye: it gets no more calls, and those that it has have
// the time that [Grace] gives them. Then it leaves, which ends the contexts of handlers
// that are not done; it does not wait for those that go on in spite of that. The error is
// nil if all of them ended in time, [context.DeadlineExceeded] if not, and a
// [*transport.Error] if endpoint or options are wrong.
func Work(ctx context.Context, endpoint string, h transport.Handler, options ...WorkOption) error {
	s := newSettings()
	for _, o := range options {
		o.applyWork(s)
	}
	if h == nil {
		s.wrong("the handler is nil")
	}
	w, err := newWorker(endpoint, s)
	if err != nil {
		return &transport.Error{Op: "dial", Endpoint: endpoint, Err: err}
	}
	var l life
	l.init(s.linger, w.waker.wake, w.close)
	return l.serve(ctx, s.grace, func() bool { return w.run(ctx, h, &l) })
}
