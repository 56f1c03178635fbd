//go:build cgo

package zmq

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A Broker takes calls at one endpoint, its frontend, and gives them to the workers that
// have connected to another one, its backend. The worker that has been idle for longest
// gets the next call; a call for which no worker is free waits in a queue, and is refused
// if that is full ([Queue]). Workers come and go: see [Work].
//
// When a worker is gone, or silent for too long ([Liveness]), the calls that it had end:
// what became of them is not known, so that they are not given to another one. For a
// Sender that is a [*StatusError] with [StatusLost], for other peers an error -32603. Its
// methods may be called concurrently.
type Broker struct {
	settings *settings
	core     *brokerCore
	life     life
}

// NewBroker listens on two endpoints. Calls and workers wait until [Broker.Serve] is
// called. With the port * or 0 the system chooses one. If clients are kept out by
// [CurveServer], workers over TCP have to be as well, by [CurveBackend]. The error is a
// [*transport.Error].
func NewBroker(frontend, backend string, options ...BrokerOption) (*Broker, error) {
	s := newSettings()
	for _, o := range options {
		o.applyBroker(s)
	}
	b, err := newBroker(frontend, backend, s)
	if err != nil {
		return nil, &transport.Error{Op: "listen", Endpoint: frontend, Err: err}
	}
	return b, nil
}

func newBroker(frontend, backend string, s *settings) (*Broker, error) {
	if s.err != nil {
		return nil, s.err
	}
	if s.server != nil && s.backend == nil && strings.HasPrefix(backend, string(schemeTCP)+"://") {
		return nil, errors.New("CurveServer without CurveBackend: anybody could become a worker")
	}
	c, err := s.use()
	if err != nil {
		return nil, err
	}
	core, err := newBrokerCore(c, frontend, backend, s)
	if err != nil {
		c.release()
		return nil, err
	}
	b := &Broker{settings: s, core: core}
	b.life.init(s.linger, core.waker.wake, func(linger time.Duration) {
		core.close(linger)
		c.release()
	})
	return b, nil
}

// Frontend returns the endpoint for clients, with the port that was chosen.
func (b *Broker) Frontend() string { return b.core.front.endpoints[0] }

// Backend returns the endpoint for workers, with the port that was chosen.
func (b *Broker) Backend() string { return b.core.back.endpoints[0] }

// Serve spreads calls until ctx ends or Shutdown or Close is called; the Broker is closed
// then. It can be called once. When ctx ends, calls that come are refused, and those under
// way have the time that [Grace] gives them. The error is nil if all of them ended in
// time, [context.DeadlineExceeded] if not, and [transport.ErrClosed] if Close did not give
// them the time or was called before.
func (b *Broker) Serve(ctx context.Context) error {
	return b.life.serve(ctx, b.settings.grace, func() bool { return b.core.run(&b.life) })
}

// Shutdown refuses calls that come, waits until those under way have ended and their
// replies are sent, and closes, at the latest when ctx ends. The error is then that of
// ctx.
func (b *Broker) Shutdown(ctx context.Context) error { return b.life.shutdown(ctx) }

// Close ends the Broker; calls under way are answered as refused or lost.
func (b *Broker) Close() error {
	b.life.closeNow()
	return nil
}

// Stats returns how the Broker is doing.
func (b *Broker) Stats() BrokerStats { return b.core.stats.load() }
