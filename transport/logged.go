package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
)

// The messages of the records that [Logged] and [LoggedHandler] write, by which a
// [slog.Handler] can tell them apart.
const (
	LogRequest  = "request"
	LogResponse = "response"
	LogFailure  = "no response"
)

// Logged returns a Sender that logs what next sends and gets back: a record
// [LogRequest] before, and one of [LogResponse] and [LogFailure] after. They have the
// attributes [KeyEndpoint] (if next is a [Describer]) and [KeyMessage], for HTTP also
// [KeyHeaders] and on responses [KeyCode] and [KeyReason]; a failure has [KeyError].
// Where nothing is to come and nothing came, there is no second record. A failure is
// also returned to the caller as ever.
//
// Payloads appear as text in one line, whatever a peer put into them. Nothing is
// rendered and nothing allocated while the level is off; failures are logged as long
// as their level is on.
//
// If logger is nil, Logged returns next. The result is safe for concurrent use. It is
// a Describer and an [io.Closer], which pass on to next what it can do.
func Logged(next Sender, logger *slog.Logger, options LogOptions) Sender {
	if logger == nil {
		return next
	}
	return &logged{next: next, log: newPayloadLog(logger, options)}
}

type logged struct {
	next Sender
	log  *payloadLog
}

// Send implements [Sender].
func (l *logged) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if l.log.enabled(ctx) {
		return l.sendLogged(ctx, payload)
	}
	reply, err := l.next.Send(ctx, payload)
	if err != nil && l.log.failureEnabled(ctx) {
		l.log.failure(ctx, endpointOf(l.Describe(ctx), err), nil, err)
	}
	return reply, err
}

func (l *logged) sendLogged(ctx context.Context, payload []byte) ([]byte, error) {
	attrs := l.Describe(ctx)
	l.log.payload(ctx, LogRequest, attrs, payload)
	facts := FactsFrom(ctx)
	if facts == nil {
		facts = new(Facts)
		ctx = WithFacts(ctx, facts)
	}
	reply, err := l.next.Send(ctx, payload)
	switch learned := facts.Attrs(); {
	case err != nil:
		l.log.failure(ctx, endpointOf(attrs, err), learned, err)
	case reply != nil || learned != nil:
		l.log.payload(ctx, LogResponse, append(endpointOf(attrs, nil), learned...), reply)
	}
	return reply, err
}

// Describe implements [Describer]; it returns nil if next is none.
func (l *logged) Describe(ctx context.Context) []slog.Attr {
	if d, ok := l.next.(Describer); ok {
		return d.Describe(ctx)
	}
	return nil
}

// Close closes next if it can be closed.
func (l *logged) Close() error {
	if c, ok := l.next.(io.Closer); ok {
		return c.Close()
	}
	return nil
}

// endpointOf returns the endpoint among attrs, or else that of the error.
func endpointOf(attrs []slog.Attr, err error) []slog.Attr {
	for _, attr := range attrs {
		if attr.Key == KeyEndpoint {
			return []slog.Attr{attr}
		}
	}
	var e *Error
	if errors.As(err, &e) && e.Endpoint != "" {
		return []slog.Attr{slog.String(KeyEndpoint, e.Endpoint)}
	}
	return nil
}
