package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// many is how many payloads are under way at once.
const many = 500

// writeMany writes payloads one after the other on a goroutine of its own.
func (k *connCheck) writeMany(c transport.Conn) <-chan error {
	done := make(chan error, 1)
	go func() {
		for i := range many {
			if err := c.Write(k.ctx, notice(i)); err != nil {
				done <- fmt.Errorf("writing payload %d: %w", i, err)
				return
			}
		}
		done <- nil
	}()
	return done
}

// readMany reads them in their order.
func (k *connCheck) readMany(c transport.Conn) error {
	for i := range many {
		if err := k.read(c, notice(i)); err != nil {
			return err
		}
	}
	return nil
}

func (k *connCheck) order() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	written := k.writeMany(k.a)
	return errors.Join(k.readMany(k.b), <-written)
}

func (k *connCheck) fullDuplex() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	there, back := k.writeMany(k.a), k.writeMany(k.b)
	read := make(chan error, 1)
	go func() { read <- k.readMany(k.a) }()
	return errors.Join(k.readMany(k.b), <-read, <-there, <-back)
}

func (k *connCheck) concurrentWrites() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	const writers = 8
	var running sync.WaitGroup
	errs := make([]error, writers)
	for w := range writers {
		running.Go(func() {
			for i := range many / 10 {
				errs[w] = errors.Join(errs[w], k.a.Write(k.ctx, notice(w*many+i)))
			}
		})
	}
	next := make(map[int]int) // what each writer writes next
	for range writers * (many / 10) {
		payload, err := k.b.Read(k.ctx)
		if err != nil {
			return fmt.Errorf("reading: %w", err)
		}
		var n int
		if _, err := fmt.Sscanf(string(payload), `{"jsonrpc":"2.0","method":"update","params":[%d]}`, &n); err != nil {
			return fmt.Errorf("what is read is %s", compare.Excerpt(payload))
		}
		if n%many != next[n/many] {
			return fmt.Errorf("payload %d of writer %d came instead of %d", n%many, n/many, next[n/many])
		}
		next[n/many]++
	}
	running.Wait()
	return errors.Join(errs...)
}

func (k *connCheck) writeWhileRead() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	read := make(chan error, 1)
	go func() { read <- k.read(k.a, notice(2)) }()
	for i := range 10 { // while the other side waits to read
		if err := k.pass(k.a, k.b, notice(i)); err != nil {
			return err
		}
	}
	if err := k.b.Write(k.ctx, notice(2)); err != nil {
		return err
	}
	return <-read
}

func (k *connCheck) payloadKept() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	read := make(chan error, 1)
	go func() { read <- k.readMany(k.b) }()
	buffer := make([]byte, 0, 256)
	for i := range many {
		buffer = append(buffer[:0], notice(i)...)
		if err := k.a.Write(k.ctx, buffer); err != nil {
			return err
		}
		if !bytes.Equal(buffer, notice(i)) {
			return fmt.Errorf("the payload was changed to %s", compare.Excerpt(buffer))
		}
		for i := range buffer {
			buffer[i] = 'x'
		}
	}
	return <-read
}
