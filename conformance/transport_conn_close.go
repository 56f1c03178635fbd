package conformance

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

func (k *connCheck) closeRead() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	timer := time.AfterFunc(k.options.Quiet, func() { _ = k.a.Close() })
	defer timer.Stop()
	return k.fails("Read on a Conn that is closed", readOf(k.ctx, k.a))
}

func (k *connCheck) closeWrite() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	timer := time.AfterFunc(10*k.options.Quiet, func() { _ = k.a.Close() })
	defer timer.Stop()
	return k.fails("Write on a Conn that is closed", func() error { return k.fill(k.ctx) })
}

func (k *connCheck) closeTwice() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	_, err := k.ends("Close, several times at once", func() error {
		var running sync.WaitGroup
		for range 4 {
			running.Go(func() { _ = k.a.Close() }) // whatever the later ones say
		}
		running.Wait()
		return k.a.Close()
	})
	return err
}

func (k *connCheck) afterClose() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	if _, err := k.ends("Close", k.a.Close); err != nil {
		return err
	}
	return errors.Join(
		k.fails("Read after Close", readOf(k.ctx, k.a)),
		k.fails("Write after Close", func() error { return k.a.Write(k.ctx, notice(1)) }))
}

func (k *connCheck) peerCloses() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	if err := k.pass(k.a, k.b, notice(1)); err != nil {
		return err
	}
	if _, err := k.ends("Close", k.a.Close); err != nil {
		return err
	}
	return k.fails("Read after the peer closed", readOf(k.ctx, k.b))
}

// peerEnds expects io.EOF after the peer ended the connection as politely as it can.
func (k *connCheck) peerEnds() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	if err := k.pass(k.a, k.b, notice(1)); err != nil {
		return err
	}
	go k.leave(k.a)
	got, err := k.ends("Read after the peer ended the connection", readOf(k.ctx, k.b))
	if err == nil && !errors.Is(got, io.EOF) {
		err = fmt.Errorf("not io.EOF: %w", got)
	}
	return err
}

// leave ends a connection in good order.
func (k *connCheck) leave(c transport.Conn) {
	if d, ok := c.(transport.Drainer); ok {
		_ = d.Drain(k.ctx) // what it says is not what is checked
	}
	_ = c.Close() // it may be closed already
}

func (k *connCheck) drain() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	if _, ok := k.a.(transport.Drainer); !ok {
		return fmt.Errorf("%w: no Drain", errSkipped)
	}
	written := make(chan error, 1)
	go func() {
		err := <-k.writeMany(k.a)
		k.leave(k.a)
		written <- err
	}()
	if err := k.readMany(k.b); err != nil {
		return err
	}
	// Where the end is a matter of both sides, this one takes part in it by reading.
	return errors.Join(k.fails("Read after all was read", readOf(k.ctx, k.b)), <-written)
}
