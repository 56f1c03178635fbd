package natsrpc

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/transport"
)

// unsent are the errors by which NATS says that nobody got a message.
var unsent = []error{
	nats.ErrNoResponders,
	nats.ErrMaxPayload,
	nats.ErrConnectionDraining,
	nats.ErrReconnectBufExceeded,
	nats.ErrHeadersNotSupported,
	nats.ErrBadHeaderMsg,
	nats.ErrBadSubject,
}

// maybeSent reports whether a worker may have a message after an error. Of errors that
// it does not know it assumes so.
func maybeSent(err error) bool {
	return !slices.ContainsFunc(unsent, func(known error) bool { return errors.Is(err, known) })
}

func (s *Sender) failure(ctx context.Context, err error, sent bool) error {
	op := "send"
	if sent {
		op = "receive"
	}
	if cause := context.Cause(ctx); err == ctx.Err() && err != cause {
		err = fmt.Errorf("%w: %w", err, cause)
	}
	return &transport.Error{Op: op, Endpoint: endpoint(s.subject), Sent: sent, Err: translated(err)}
}

// translated adds to an error of NATS what transports call it.
func translated(err error) error {
	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return fmt.Errorf("%w: %w", transport.ErrPayloadTooLarge, err)
	case errors.Is(err, nats.ErrConnectionClosed), errors.Is(err, nats.ErrConnectionDraining):
		return fmt.Errorf("%w: %w", transport.ErrClosed, err)
	}
	return err
}

func endpoint(subject string) string { return "nats:" + subject }

func joinError(subject string, err error) error {
	return &transport.Error{Op: "join", Endpoint: endpoint(subject), Err: translated(err)}
}
