//go:build cgo

package zmq

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A Sender sends payloads to a server or a broker, many at a time over one connection.
// It is a [transport.Sender] and a [transport.Describer], and is safe for concurrent use.
type Sender struct {
	endpoint string
	settings *settings
	limit    int
	calls    *calls
	dealer   *dealer

	closing sync.Once
	linger  time.Duration // set before the dealer ends
	ended   chan struct{}
}

// Dial returns a Sender to an endpoint. It does not wait for the peer to be there: calls
// do, and [Sender.Ready] does. The connection is restored whenever it is lost. The error
// is a [*transport.Error]; it concerns the endpoint or an option, or ctx has ended.
func Dial(ctx context.Context, endpoint string, options ...DialOption) (*Sender, error) {
	s := newSettings()
	for _, o := range options {
		o.applyDial(s)
	}
	if ctx.Err() != nil {
		return nil, &transport.Error{Op: "dial", Endpoint: endpoint, Err: context.Cause(ctx)}
	}
	sender, err := dial(endpoint, s)
	if err != nil {
		return nil, &transport.Error{Op: "dial", Endpoint: endpoint, Err: err}
	}
	return sender, nil
}

func dial(endpoint string, s *settings) (*Sender, error) {
	if s.err != nil {
		return nil, s.err
	}
	sender := &Sender{
		endpoint: endpoint,
		settings: s,
		limit:    s.payloadLimit(),
		ended:    make(chan struct{}),
	}
	c, err := s.use()
	if err != nil {
		return nil, err
	}
	if sender.dealer, err = newDealer(c, endpoint, s); err != nil {
		c.release()
		return nil, err
	}
	sender.calls = sender.dealer.calls
	go func() {
		defer close(sender.ended)
		defer c.release()
		sender.dealer.run()
		sender.dealer.close(sender.linger)
	}()
	return sender, nil
}

// Endpoint returns the endpoint.
func (s *Sender) Endpoint() string { return s.endpoint }

// Describe implements [transport.Describer].
func (s *Sender) Describe(context.Context) []slog.Attr {
	return []slog.Attr{slog.String(transport.KeyEndpoint, s.endpoint)}
}

// Send implements [transport.Sender]. It waits for a connection if there is none: see
// [ConnectWait]. If the connection is lost it fails at once with
// [transport.ErrDisconnected]; the payload is not sent again. To a payload that needs no
// answer it returns as soon as libzmq has it.
//
// Among the causes of its errors are also [*ConnectError], [*StatusError],
// [transport.ErrPayloadTooLarge], of payload or reply, and [transport.ErrClosed].
func (s *Sender) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, s.failure(false, context.Cause(ctx))
	}
	if len(payload) > s.limit {
		return nil, s.failure(false, transport.ErrPayloadTooLarge)
	}
	c := newCall(payload)
	if err := s.calls.add(c); err != nil {
		c.recycle()
		return nil, s.failure(false, err)
	}
	select {
	case end := <-c.ended:
		return s.end(c, end)
	case <-ctx.Done():
	}
	sent, was := s.calls.abandon(c)
	if !was {
		return s.end(c, <-c.ended) // the reply came just in time
	}
	c.recycle()
	cause := context.Cause(ctx)
	if !sent {
		cause = s.calls.whyUnsent(cause)
	}
	return nil, s.failure(sent, cause)
}

// end returns what became of a call.
func (s *Sender) end(c *call, end ending) ([]byte, error) {
	c.recycle()
	if end.err != nil {
		return nil, s.failure(end.sent, end.err)
	}
	return end.reply, nil
}

func (s *Sender) failure(sent bool, cause error) error {
	op := "send"
	if sent {
		op = "receive"
	}
	return &transport.Error{Op: op, Endpoint: s.endpoint, Sent: sent, Err: cause}
}

// Ready waits until there is a connection. The error is a [*transport.Error]; its cause is
// a [*ConnectError] if ctx ended first.
func (s *Sender) Ready(ctx context.Context) error {
	for {
		up, changed, closed := s.calls.state()
		if closed != nil {
			return &transport.Error{Op: "dial", Endpoint: s.endpoint, Err: closed}
		}
		if up {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return &transport.Error{Op: "dial", Endpoint: s.endpoint, Err: s.calls.whyUnsent(context.Cause(ctx))}
		}
	}
}

// Shutdown takes no new calls, waits until those under way have ended and closes, at the
// latest when ctx ends: calls that are left then fail. The error is then that of ctx.
func (s *Sender) Shutdown(ctx context.Context) error {
	stop := context.AfterFunc(ctx, s.calls.nudge)
	defer stop()
	s.calls.drain(func() bool { return ctx.Err() != nil })
	err := ctx.Err()
	s.close(lingerUntil(ctx, s.settings.linger))
	return err
}

// Close ends the Sender; calls under way fail with [transport.ErrClosed]. It waits until
// what was sent has left, as long as [Linger] says.
func (s *Sender) Close() error {
	s.close(s.settings.linger)
	return nil
}

func (s *Sender) close(linger time.Duration) {
	s.closing.Do(func() {
		s.linger = linger
		s.calls.close()
		s.dealer.stop()
	})
	<-s.ended
}
