package conformance

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A connLink is a link over a two-way connection. It dials when it has to.
type connLink struct {
	dial    func(context.Context) (transport.Conn, error)
	options *Options
	probes  prober

	conn *connReader
}

// A connReader reads the replies that come on a connection.
type connReader struct {
	transport.Conn
	incoming chan incoming
	stop     context.CancelFunc
	stopped  sync.WaitGroup
}

// incoming is a payload, or why none follows.
type incoming struct {
	payload []byte
	err     error
}

// most is how many messages on one connection are read.
const most = 10_000

func newConnReader(ctx context.Context, c transport.Conn, limit int) *connReader {
	ctx, stop := context.WithCancel(ctx)
	r := &connReader{Conn: c, incoming: make(chan incoming, 16), stop: stop}
	r.stopped.Go(func() { r.read(ctx, limit) })
	return r
}

// read passes on what comes, requests and notifications of the server left out.
func (r *connReader) read(ctx context.Context, limit int) {
	bytes := 0
	for n := 0; ; n++ {
		payload, err := r.Read(ctx)
		in := incoming{err: err}
		if err == nil {
			bytes += len(payload)
			if isCall(payload) {
				in.payload = nil
			} else {
				in.payload = append([]byte{}, payload...)
			}
		}
		if n > most || bytes > limit {
			in = incoming{err: fmt.Errorf("the server floods: %d messages, %d bytes", n, bytes)}
		}
		if in.payload == nil && in.err == nil {
			continue
		}
		select {
		case r.incoming <- in:
		case <-ctx.Done():
			return
		}
		if in.err != nil {
			return
		}
	}
}

// isCall reports whether a payload is a request or a notification.
func isCall(payload []byte) bool {
	p, err := protocol.Parse(payload)
	if err != nil || p.IsBatch() {
		return false
	}
	k := p.At(0).Kind()
	return k == protocol.KindRequest || k == protocol.KindNotification
}

func (r *connReader) close() {
	r.stop()
	_ = r.Close() // it is not needed any more
	r.stopped.Wait()
}

// open dials unless there is a connection.
func (l *connLink) open(ctx context.Context) error {
	if l.conn != nil {
		return nil
	}
	dialing, cancel := context.WithTimeout(ctx, l.options.Timeout)
	defer cancel()
	c, err := l.dial(dialing)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	l.conn = newConnReader(ctx, c, l.options.MaxReply)
	return nil
}

func (l *connLink) close() {
	if l.conn != nil {
		l.conn.close()
		l.conn = nil
	}
}

func (l *connLink) send(ctx context.Context, payloads []sending) ([]reply, error) {
	if err := l.open(ctx); err != nil {
		return nil, err
	}
	x := exchange{link: l, payloads: payloads, replies: make([]reply, len(payloads)), done: make([]bool, len(payloads))}
	ctx, cancel := context.WithTimeout(ctx, l.options.Timeout)
	defer cancel()
	if err := x.write(ctx); err != nil {
		x.end(reply{refused: true, event: "cannot be written: " + err.Error()})
	} else {
		x.wait(ctx)
	}
	if x.broken {
		l.close()
	}
	return x.replies, nil
}

// An exchange is one or several payloads on their way over one connection.
type exchange struct {
	link     *connLink
	payloads []sending
	replies  []reply
	done     []bool
	broken   bool

	probe    string // the id of the probe, "" if none was sent
	answered bool   // whether it was answered
}

func (x *exchange) write(ctx context.Context) error {
	for i := range x.payloads {
		if err := x.link.conn.Write(ctx, x.payloads[i].data); err != nil {
			return err
		}
	}
	return nil
}

// end sets the reply of all that have none.
func (x *exchange) end(r reply) {
	for i := range x.replies {
		if !x.done[i] {
			x.replies[i], x.done[i] = r, true
		}
	}
	x.broken = x.broken || r.refused
}

// open reports whether a reply is still waited for: one that must come, or any.
func (x *exchange) open() (must, may bool) {
	for i := range x.payloads {
		if !x.done[i] {
			may = true
			must = must || !x.payloads[i].silent
		}
	}
	return must, may
}

// wait reads replies until there is one for all payloads. That there is none is shown by
// a probe: a request that is sent behind them and is answered, after which nothing comes
// for a while.
func (x *exchange) wait(ctx context.Context) {
	o := x.link.options
	for {
		must, may := x.open()
		if !may {
			return
		}
		limit := o.Timeout
		switch {
		case x.answered && must:
			limit = o.patience()
		case x.answered:
			limit = o.Quiet
		case x.probe == "" && must:
			limit = o.patience() / 2
		case x.probe == "":
			limit = 0
		}
		if !x.next(ctx, limit, must) {
			return
		}
	}
}

// next handles what comes within a time, and reports whether to go on.
func (x *exchange) next(ctx context.Context, limit time.Duration, must bool) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case in := <-x.link.conn.incoming:
		return x.take(in)
	case <-ctx.Done():
		x.end(reply{timeout: true, event: "no reply in time"})
		x.broken = true
		return false
	case <-timer.C:
	}
	switch {
	case x.probe == "":
		return x.sendProbe(ctx)
	case x.answered && must:
		x.end(reply{event: "no reply, though a request that was sent later was answered"})
	case x.answered:
		x.end(reply{event: "no reply, and a request that was sent later was answered"})
	default:
		return true // until the context ends
	}
	return false
}

func (x *exchange) sendProbe(ctx context.Context) bool {
	id, probe := x.link.probes.next()
	x.probe = id
	if err := x.link.conn.Write(ctx, probe); err != nil {
		x.end(reply{refused: true, event: "a request behind it cannot be written: " + err.Error()})
		return false
	}
	return true
}

// take handles what came.
func (x *exchange) take(in incoming) bool {
	if in.err != nil {
		x.end(reply{refused: true, event: eventOf(in.err)})
		return false
	}
	switch {
	case x.probe != "" && answers(in.payload, x.probe):
		x.answered = true
	case !x.link.probes.sent(in.payload): // a late one answers nothing
		x.assign(in.payload)
	}
	return true
}

// assign gives a reply to the payload that it answers. Where only one is under way, that
// is the one; else it is one that accepts it, or the first that waits.
func (x *exchange) assign(payload []byte) {
	first := -1
	for i := range x.payloads {
		if x.done[i] {
			continue
		}
		if first < 0 {
			first = i
		}
		if x.payloads[i].accepts(payload) {
			first = i
			break
		}
	}
	x.replies[first], x.done[first] = reply{payload: payload}, true
}

func eventOf(err error) string {
	if errors.Is(err, io.EOF) {
		return "the server closed the connection"
	}
	return err.Error()
}

// extra sends a probe and returns what comes before its answer, if anything does.
func (l *connLink) extra(ctx context.Context) []byte {
	if l.conn == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.options.patience())
	defer cancel()
	id, probe := l.probes.next()
	if l.conn.Write(ctx, probe) != nil {
		return nil
	}
	for {
		select {
		case in := <-l.conn.incoming:
			if in.err != nil || answers(in.payload, id) {
				return nil
			}
			if !l.probes.sent(in.payload) {
				return in.payload
			}
		case <-ctx.Done():
			return nil
		}
	}
}
