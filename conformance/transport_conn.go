package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// connRows are the cases for Conns.
func connRows() []transportRow {
	row := func(name string, level Level, ref, reason string, check func(*connCheck) error) transportRow {
		return transportRow{name, level, ref, reason, transportCheck{conn: check}}
	}
	return []transportRow{
		row("both-ways", Must, "N.whole", "It is what a two-way transport is for.", (*connCheck).bothWays),
		row("bytes", Must, "N.whole", "Numbers, escapes and characters that change on the way are not what was sent.", (*connCheck).bytes),
		row("order", Must, "N.order", "A notification that overtakes another tells the peer something else.", (*connCheck).order),
		row("concurrent-writes", Must, "N.concurrent", "Payloads that mix are lost, both of them.", (*connCheck).concurrentWrites),
		row("write-while-read", Must, "N.concurrent", "A side that waits for replies must be able to ask.", (*connCheck).writeWhileRead),
		row("full-duplex", Must, "N.concurrent", "Two sides that both write much and read must not block each other.", (*connCheck).fullDuplex),
		row("payload-kept", Must, "N.memory", "Callers reuse their buffers; a payload that is still read then is sent corrupted.", (*connCheck).payloadKept),
		row("large", Must, "N.limit", "The limit must be usable to the last byte.", (*connCheck).large),
		row("too-large", Must, "N.limit", "What is too large must be refused, by the one side or the other.", (*connCheck).tooLarge),
		row("read-canceled", Must, "N.context", "Who gives up waiting must get away at once.", (*connCheck).readCanceled),
		row("read-deadline", Must, "N.context", "A deadline that passes unnoticed is none.", (*connCheck).readDeadline),
		row("write-canceled", Must, "N.context", "What is called off beforehand must not be sent.", (*connCheck).writeCanceled),
		row("slow-peer", Should, "N.context", "A peer that does not read must not make this side hold all that is written.", (*connCheck).slowPeer),
		row("close-read", Must, "N.close", "A reader that is not woken up hangs the shutdown of a program.", (*connCheck).closeRead),
		row("close-write", Must, "N.close", "A writer that is not woken up hangs the shutdown of a program.", (*connCheck).closeWrite),
		row("close-twice", Must, "N.close", "Both the reader and the owner close a connection that is broken.", (*connCheck).closeTwice),
		row("after-close", Must, "N.close", "What is written after the end must not seem to be sent.", (*connCheck).afterClose),
		row("peer-closes", Must, "N.close", "Who reads must learn that nothing will follow.", (*connCheck).peerCloses),
		row("end", Should, "N.end", "The end of a connection in good order is no failure to report.", (*connCheck).peerEnds),
		row("drain", Should, "N.drain", "A notification sent right before the end must arrive.", (*connCheck).drain),
	}
}

// A connCheck is a check of a pair of Conns on its way.
type connCheck struct {
	ctx     context.Context
	target  *TransportTarget
	options *Options
	a, b    transport.Conn
}

// open makes the connection.
func (k *connCheck) open(limits protocol.Limits) (err error) {
	if k.a, k.b, err = k.target.Conns(k.ctx, limits); err != nil {
		return fmt.Errorf("there is no connection: %w", err)
	}
	return nil
}

// end ends what was made.
func (k *connCheck) end() {
	for _, c := range []transport.Conn{k.a, k.b} {
		if c != nil {
			_ = c.Close() // it may be closed already
		}
	}
}

// notice returns a small payload.
func notice(i int) []byte {
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":"update","params":[%d]}`, i)
}

// read reads a payload and compares it.
func (k *connCheck) read(c transport.Conn, want []byte) error {
	got, err := c.Read(k.ctx)
	if err != nil {
		return fmt.Errorf("reading: %w", err)
	}
	if !bytes.Equal(got, want) {
		return fmt.Errorf("what is read is %s instead of %s", compare.Excerpt(got), compare.Excerpt(want))
	}
	return nil
}

// pass sends a payload one way.
func (k *connCheck) pass(from, to transport.Conn, payload []byte) error {
	if err := from.Write(k.ctx, payload); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	return k.read(to, payload)
}

func (k *connCheck) bothWays() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	for i := range 10 {
		if err := errors.Join(k.pass(k.a, k.b, notice(i)), k.pass(k.b, k.a, notice(-i))); err != nil {
			return err
		}
	}
	return nil
}

func (k *connCheck) bytes() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	return k.pass(k.a, k.b, []byte(`[1.50,9007199254740993,1e400,"\u00e9\ud800 é 😀\u0000",{"b":1,"a":2}]`))
}

// ends waits for the end of what should end at once.
func (k *connCheck) ends(what string, f func() error) (error, error) {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err, nil
	case <-time.After(k.options.Timeout / 2):
		return nil, errors.New(what + " does not return")
	}
}

// fails checks that something ends at once, with an error.
func (k *connCheck) fails(what string, f func() error) error {
	got, err := k.ends(what, f)
	if err == nil && got == nil {
		err = errors.New(what + " reports no error")
	}
	return err
}

func readOf(ctx context.Context, c transport.Conn) func() error {
	return func() error {
		_, err := c.Read(ctx)
		return err
	}
}

func (k *connCheck) readCanceled() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(k.ctx)
	timer := time.AfterFunc(k.options.Quiet, cancel)
	defer timer.Stop()
	return k.fails("Read with a context that ends", readOf(ctx, k.a))
}

func (k *connCheck) readDeadline() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(k.ctx, k.options.Quiet)
	defer cancel()
	got, err := k.ends("Read with a deadline", readOf(ctx, k.a))
	var timeout interface{ Timeout() bool }
	switch {
	case err != nil:
		return err
	case !errors.Is(got, context.DeadlineExceeded) && (!errors.As(got, &timeout) || !timeout.Timeout()):
		return fmt.Errorf("an error that is no timeout: %w", got)
	}
	return nil
}

func (k *connCheck) writeCanceled() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(k.ctx)
	cancel()
	return k.fails("Write with a context that ended", func() error { return k.a.Write(ctx, notice(1)) })
}

// unreadLimit is how much may be written before a writer has to wait for its peer.
const unreadLimit = 256 << 20

// fill writes until the peer, which does not read, makes it wait.
func (k *connCheck) fill(ctx context.Context) error {
	payload := quotedText(256 << 10)
	for range unreadLimit / len(payload) {
		if err := k.a.Write(ctx, payload); err != nil {
			return err
		}
	}
	return nil
}

func (k *connCheck) slowPeer() error {
	if err := k.open(protocol.Limits{}); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(k.ctx, 20*k.options.Quiet)
	defer cancel()
	if err := k.fill(ctx); err == nil {
		return fmt.Errorf("%d bytes that nobody read were taken", unreadLimit)
	}
	return nil
}
