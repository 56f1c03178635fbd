package transport

import (
	"context"
	"log/slog"
)

// LoggedHandler returns a Handler that logs what next is given and what it answers, as
// [Logged] does for a Sender: a record [LogRequest] before and, if there is a reply,
// [LogResponse] after. [KeyEndpoint] is the address of the peer, [KeyHeaders] are the
// headers of its request, as far as the context has them (see [PeerFrom]).
//
// If logger is nil, LoggedHandler returns next. The result is safe for concurrent use.
func LoggedHandler(next Handler, logger *slog.Logger, options LogOptions) Handler {
	if logger == nil {
		return next
	}
	return &loggedHandler{next: next, log: newPayloadLog(logger, options)}
}

type loggedHandler struct {
	next Handler
	log  *payloadLog
}

// ServeRPC implements [Handler].
func (l *loggedHandler) ServeRPC(ctx context.Context, payload []byte) []byte {
	if !l.log.enabled(ctx) {
		return l.next.ServeRPC(ctx, payload)
	}
	attrs := peerAttrs(PeerFrom(ctx))
	l.log.payload(ctx, LogRequest, attrs, payload)
	reply := l.next.ServeRPC(ctx, payload)
	if reply != nil {
		l.log.payload(ctx, LogResponse, endpointOf(attrs, nil), reply)
	}
	return reply
}

// peerAttrs returns what is logged of p, which may be nil.
func peerAttrs(p *Peer) []slog.Attr {
	if p == nil {
		return nil
	}
	var attrs []slog.Attr
	switch {
	case p.Addr != nil:
		attrs = append(attrs, slog.String(KeyEndpoint, p.Addr.String()))
	case p.Identity != "":
		attrs = append(attrs, slog.String(KeyEndpoint, p.Identity))
	}
	if p.Header != nil {
		attrs = append(attrs, slog.Any(KeyHeaders, p.Header))
	}
	return attrs
}
