//go:build cgo

package zmq

import (
	"context"
	"errors"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A Server answers payloads that come from Senders, and from plain REQ and DEALER peers.
// Its methods may be called concurrently.
type Server struct {
	endpoints []string
	settings  *settings
	core      *serverCore
	life      life
}

// Listen listens on an endpoint, and on those of [AlsoOn]. Calls wait until
// [Server.Serve] is called. With the port * or 0 the system chooses one, which
// [Server.Endpoint] tells. The error is a [*transport.Error].
func Listen(endpoint string, options ...ListenOption) (*Server, error) {
	s := newSettings()
	for _, o := range options {
		o.applyListen(s)
	}
	server, err := listen(endpoint, s)
	if err != nil {
		return nil, &transport.Error{Op: "listen", Endpoint: endpoint, Err: err}
	}
	return server, nil
}

func listen(endpoint string, s *settings) (*Server, error) {
	if s.err != nil {
		return nil, s.err
	}
	c, err := s.use()
	if err != nil {
		return nil, err
	}
	core, err := newServerCore(c, append([]string{endpoint}, s.also...), s)
	if err != nil {
		c.release()
		return nil, err
	}
	server := &Server{endpoints: core.router.endpoints, settings: s, core: core}
	server.life.init(s.linger, core.waker.wake, func(linger time.Duration) {
		core.close(linger)
		c.release()
	})
	return server, nil
}

// Serve listens on an endpoint and serves it: see [Listen] and [Server.Serve].
func Serve(ctx context.Context, endpoint string, h transport.Handler, options ...ListenOption) error {
	s, err := Listen(endpoint, options...)
	if err != nil {
		return err
	}
	return s.Serve(ctx, h)
}

// Endpoint returns the endpoint that it listens on, with the port that was chosen.
func (s *Server) Endpoint() string { return s.endpoints[0] }

// Endpoints returns all endpoints that it listens on.
func (s *Server) Endpoints() []string { return append([]string(nil), s.endpoints...) }

// Serve passes payloads to h, each on a goroutine of its own, and sends its replies, until
// ctx ends or Shutdown or Close is called; the Server is closed then. It can be called
// once.
//
// When ctx ends, calls that come are refused, and those under way have the time that
// [Grace] gives them. Then the Server closes, which ends the contexts of their handlers;
// it does not wait for handlers that go on in spite of that. The error is nil if all of
// them ended in time, [context.DeadlineExceeded] if not, and [transport.ErrClosed] if
// Close did not give them the time or was called before.
func (s *Server) Serve(ctx context.Context, h transport.Handler) error {
	if h == nil {
		return errors.New("zmq: the handler is nil")
	}
	return s.life.serve(ctx, s.settings.grace, func() bool { return s.core.run(ctx, h, &s.life) })
}

// Shutdown refuses calls that come, waits until those under way have ended and their
// replies are sent, and closes, at the latest when ctx ends. The error is then that of
// ctx.
func (s *Server) Shutdown(ctx context.Context) error { return s.life.shutdown(ctx) }

// Close ends the Server; calls under way get no reply.
func (s *Server) Close() error {
	s.life.closeNow()
	return nil
}
