package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// lingerTime is how long the replies to a client may take that has said its last.
const lingerTime = 5 * time.Second

// A bridge passes payloads on between a client and a server, in their order, so that
// either can call the other.
type bridge struct {
	client, server transport.Conn
	logger         *slog.Logger // of what passes

	open    atomic.Int64  // calls of the client that were not answered
	settled chan struct{} // has a place: open may have become zero
}

// run passes payloads on until one side has ended, or ctx.
func (b *bridge) run(ctx context.Context) {
	b.settled = make(chan struct{}, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer func() { _, _ = b.client.Close(), b.server.Close() }() // over, one way or the other
	var last error
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = pass(ctx, b.server, b.client, b.fromServer)
	}()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		last = pass(ctx, b.client, b.server, b.fromClient)
	}()
	select {
	case <-served:
	case <-asked:
		if errors.Is(last, io.EOF) {
			b.linger(ctx, served)
		}
	case <-ctx.Done():
	}
	_, _ = b.client.Close(), b.server.Close() // ends the two
	<-served
	<-asked
}

// linger waits for the replies to a client that has closed its side.
func (b *bridge) linger(ctx context.Context, served <-chan struct{}) {
	timer := time.NewTimer(lingerTime)
	defer timer.Stop()
	for b.open.Load() > 0 {
		select {
		case <-b.settled:
		case <-served:
			return
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
	if d, ok := b.client.(transport.Drainer); ok {
		_ = d.Drain(ctx) // the last replies are on their way
	}
}

// fromClient takes note of a payload of the client.
func (b *bridge) fromClient(p *protocol.Payload, payload []byte) {
	b.logger.Info(transport.LogRequest, transport.KeyMessage, string(payload))
	if p == nil || needsAnswer(p) {
		b.open.Add(1)
	}
}

// fromServer takes note of a payload of the server.
func (b *bridge) fromServer(p *protocol.Payload, payload []byte) {
	b.logger.Info(transport.LogResponse, transport.KeyMessage, string(payload))
	if p != nil && !p.At(0).IsResponse() {
		return // it asks
	}
	if b.open.Add(-1) <= 0 {
		select {
		case b.settled <- struct{}{}:
		default: // it is known already
		}
	}
}

// pass passes on what it reads until it cannot, and returns why. Note gets every payload,
// with nil where it cannot be decoded.
func pass(ctx context.Context, from, to transport.Conn, note func(*protocol.Payload, []byte)) error {
	var d protocol.Decoder
	for {
		payload, err := from.Read(ctx)
		if errors.Is(err, transport.ErrPayloadTooLarge) && !errors.Is(err, transport.ErrClosed) {
			if err = from.Write(ctx, transport.TooLarge()); err == nil {
				continue
			}
		}
		if err != nil {
			return err
		}
		p, err := d.Decode(payload)
		if err != nil {
			p = nil
		}
		note(p, payload)
		if err := to.Write(ctx, payload); err != nil {
			return err
		}
	}
}

// needsAnswer reports whether a server has to answer a payload.
func needsAnswer(p *protocol.Payload) bool {
	for _, m := range p.All() {
		if m.NeedsAnswer() {
			return true
		}
	}
	return false
}
