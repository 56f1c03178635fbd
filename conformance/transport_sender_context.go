package conformance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// wantError checks that an error is one of transport, and whether the payload was sent.
func wantError(err error, sent bool, causes ...error) error {
	var e *transport.Error
	switch {
	case err == nil:
		return errors.New("there is no error")
	case !errors.As(err, &e):
		return fmt.Errorf("a %T, not a *transport.Error: %w", err, err)
	case e.Err == nil:
		return fmt.Errorf("an error without a cause: %w", err)
	case e.Sent != sent:
		return fmt.Errorf("an error that says Sent %t instead of %t: %w", e.Sent, sent, err)
	}
	for _, cause := range causes {
		if !errors.Is(err, cause) {
			return fmt.Errorf("an error that does not match %q: %w", cause.Error(), err)
		}
	}
	return nil
}

func (k *senderCheck) contextBefore() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	_, err = s.Send(ctx, request(1, "echo", "[]"))
	if err := wantError(err, false, context.Canceled); err != nil {
		return err
	}
	if err := k.exchange(2, "[2]"); err != nil { // behind it, had it been sent
		return err
	}
	if n := k.handler.calls.Load(); n != 1 {
		return fmt.Errorf("the handler was called %d times", n)
	}
	return nil
}

// soon is how long something may take that should happen at once.
func (k *senderCheck) soon() <-chan time.Time { return time.After(k.options.Timeout / 2) }

// ended waits for a call to end.
func (k *senderCheck) ended(call <-chan error) (error, error) {
	select {
	case err := <-call:
		return err, nil
	case <-k.soon():
		return nil, errors.New("the call does not end")
	}
}

func (k *senderCheck) contextDuring() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(k.ctx)
	defer cancel()
	held, err := k.hold(ctx, s)
	if err != nil {
		return err
	}
	cancel()
	got, err := k.ended(held)
	if err != nil {
		return err
	}
	return wantError(got, true, context.Canceled)
}

func (k *senderCheck) deadline() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	if err := k.exchange(2, "[2]"); err != nil { // so that a slow start does not count
		return err
	}
	ctx, cancel := context.WithTimeout(k.ctx, 4*k.options.Quiet)
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		_, err := s.Send(ctx, request(1, "hold", "[]"))
		ended <- err
	}()
	got, err := k.ended(ended)
	if err != nil {
		return err
	}
	var e *transport.Error
	if errors.As(got, &e) && !e.Timeout() {
		return fmt.Errorf("an error that is no timeout: %w", got)
	}
	executed := k.handler.calls.Load() > 1
	return wantError(got, executed || e != nil && e.Sent) // it may have been sent and not arrived yet
}

func (k *senderCheck) afterCancel() error {
	if err := k.contextDuring(); err != nil {
		return err
	}
	return k.exchange(2, "[2]")
}
