package transport

import (
	"context"
	"errors"
	"time"
)

// attempts is how often an idempotent call may be executed: a payload that ends every
// connection must not do so for ever.
const attempts = 3

// lossTime is how long it may take until a connection that cannot be written to is
// known to be lost.
const lossTime = 5 * time.Second

// Send sends a payload over the connection that there is, or the next one: see
// [Mux.Send].
func (r *Redialer) Send(ctx context.Context, payload []byte) ([]byte, error) {
	sent := 0
	for {
		m, failed := r.connected(ctx)
		if failed != nil {
			return nil, outcome(failed, sent)
		}
		reply, err := m.Send(ctx, payload)
		if err == nil {
			return reply, nil
		}
		failed = err.(*Error) // a Mux has no others
		if failed.Sent {
			sent++
		}
		if !r.mayRepeat(ctx, failed, sent) || !isLost(ctx, m) {
			return nil, outcome(failed, sent)
		}
	}
}

// outcome returns the error of a call that was sent so many times, the last attempt
// included.
func outcome(e *Error, sent int) *Error {
	if e.Sent || sent == 0 {
		return e
	}
	return &Error{Op: e.Op, Endpoint: e.Endpoint, Sent: true, Err: e.Err}
}

// mayRepeat reports whether a call that failed with e, and was sent so many times, may
// be sent over the next connection.
func (r *Redialer) mayRepeat(ctx context.Context, e *Error, sent int) bool {
	switch {
	case r.options.FailFast || r.ctx.Err() != nil || ctx.Err() != nil:
		return false
	case errors.Is(e, ErrIDInUse) || errors.Is(e, ErrPayloadTooLarge): // no fault of the connection
		return false
	}
	return !e.Sent || IsIdempotent(ctx) && sent < attempts
}

// isLost reports whether the connection of a call that failed has ended. That takes a
// little if it was found out by writing.
func isLost(ctx context.Context, m *Mux) bool {
	if m.Err() != nil {
		return true
	}
	timer := time.NewTimer(lossTime)
	defer timer.Stop()
	select {
	case <-m.lost:
		return true
	case <-ctx.Done():
	case <-timer.C:
	}
	return false
}
