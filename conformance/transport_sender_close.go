package conformance

import (
	"errors"
	"fmt"

	"github.com/rpcwire/rpcwire/protocol"
)

// closeSender closes the Sender, in time.
func (k *senderCheck) closeSender() error {
	if k.made.Close == nil {
		return fmt.Errorf("%w: it cannot be closed", errSkipped)
	}
	closed := make(chan struct{})
	go func() {
		_ = k.made.Close() // whatever it says
		close(closed)
	}()
	select {
	case <-closed:
		return nil
	case <-k.soon():
		return errors.New("closing takes too long")
	}
}

func (k *senderCheck) closed() error {
	if err := k.exchange(1, "[1]"); err != nil {
		return err
	}
	if err := k.closeSender(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() {
		_, err := k.made.Sender.Send(k.ctx, request(2, "echo", "[2]"))
		ended <- err
	}()
	got, err := k.ended(ended)
	if err != nil {
		return err
	}
	return wantError(got, false)
}

func (k *senderCheck) closeDuring() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	held, err := k.hold(k.ctx, s)
	if err != nil {
		return err
	}
	if err := k.closeSender(); err != nil {
		return err
	}
	got, err := k.ended(held)
	if err != nil {
		return err
	}
	return wantError(got, true)
}

func (k *senderCheck) peerGone() error {
	s, err := k.sender(protocol.Limits{})
	if err != nil {
		return err
	}
	if k.made.Stop == nil {
		return fmt.Errorf("%w: it cannot be stopped", errSkipped)
	}
	held, err := k.hold(k.ctx, s)
	if err != nil {
		return err
	}
	go k.made.Stop() // which may wait for the call to end
	got, err := k.ended(held)
	if err != nil {
		return err
	}
	return wantError(got, true)
}
