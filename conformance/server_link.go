package conformance

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

// A sending is a payload on its way to a server.
type sending struct {
	data   []byte
	http   *httpRequest // nil: as usual
	silent bool         // no reply may be all right

	// accepts reports whether a reply is one to this payload; it decides where several
	// are under way on one connection.
	accepts func(payload []byte) bool
}

// A reply is what became of a sending.
type reply struct {
	payload []byte // nil: none came
	event   string // what happened beside
	refused bool   // the transport did not take it
	timeout bool   // nothing happened in time

	status int // of HTTP, or 0
	header http.Header
}

// A serverLink is how a case talks to a server.
type serverLink interface {
	// send sends payloads, all at once, and returns what became of each. The error says
	// that there is no way to the server at all.
	send(ctx context.Context, payloads []sending) ([]reply, error)

	// extra returns a reply that answers nothing that was sent, or nil.
	extra(ctx context.Context) []byte

	// close ends it.
	close()
}

// each sends payloads concurrently, each in an exchange of its own.
func each(payloads []sending, exchange func(*sending) (reply, error)) ([]reply, error) {
	replies := make([]reply, len(payloads))
	errs := make([]error, len(payloads))
	var running sync.WaitGroup
	for i := range payloads {
		running.Go(func() { replies[i], errs[i] = exchange(&payloads[i]) })
	}
	running.Wait()
	return replies, errors.Join(errs...)
}

// A senderLink is a link over a transport for requests and replies.
type senderLink struct {
	sender  transport.Sender
	options *Options
}

func (l *senderLink) send(ctx context.Context, payloads []sending) ([]reply, error) {
	return each(payloads, func(s *sending) (reply, error) {
		ctx, cancel := context.WithTimeout(ctx, l.options.Timeout)
		defer cancel()
		payload, err := l.sender.Send(ctx, s.data)
		var e *transport.Error
		switch {
		case err == nil && len(payload) > l.options.MaxReply:
			return reply{refused: true, event: fmt.Sprintf("a reply of %d bytes, more than %d", len(payload), l.options.MaxReply)}, nil
		case err == nil && len(payload) == 0:
			return reply{}, nil
		case err == nil:
			return reply{payload: payload}, nil
		case ctx.Err() != nil, errors.As(err, &e) && e.Timeout():
			return reply{timeout: true, event: err.Error()}, nil
		}
		return reply{refused: true, event: err.Error()}, nil
	})
}

func (l *senderLink) extra(context.Context) []byte { return nil }

func (l *senderLink) close() {}
