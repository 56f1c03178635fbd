//go:build cgo

package zmq

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A worker is the socket of Work with the calls under way. All but what handlers do is for
// the goroutine that owns it.
type worker struct {
	settings *settings
	context  *Context
	link     *link
	waker    *waker

	handler  transport.Handler
	life     *life
	phase    phase // that was seen last
	session  session
	incoming received
	beat     alarm      // a sign of life is due
	queue    []outgoing // for the broker
	errors   [burst]error

	mu   sync.Mutex
	done []workDone
}

// A workDone is a call whose handler has returned.
type workDone struct {
	session int
	call    uint64
	reply   []byte
}

func newWorker(endpoint string, s *settings) (*worker, error) {
	if s.err != nil {
		return nil, s.err
	}
	c, err := s.use()
	if err != nil {
		return nil, err
	}
	w := &worker{settings: s, context: c, incoming: received{pairs: true}}
	if w.waker, err = newWaker(c.zmq); err != nil {
		c.release()
		return nil, err
	}
	if w.link, err = newLink(c, endpoint, s, w.waker); err != nil {
		w.waker.close()
		c.release()
		return nil, err
	}
	w.link.events = linkEvents{up: w.announce, down: w.lost, refused: w.refused}
	return w, nil
}

// close closes everything. What was sent has some time to leave.
func (w *worker) close(linger time.Duration) {
	w.beat.stop()
	w.link.close(linger)
	w.waker.close()
	w.context.release()
}

// run works until life says that it is over, and reports whether nothing was left to do.
func (w *worker) run(ctx context.Context, h transport.Handler, l *life) bool {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(transport.ErrClosed)
	w.handler, w.life = h, l
	w.session = session{
		base:     ctx,
		capacity: w.settings.capacity,
		own:      w.settings.liveness,
		timeout:  w.settings.livenessTimeout,
	}
	w.beat.set(w.settings.liveness, w.waker.wake)
	for !w.over() {
		if err := w.link.waiter.wait(w.busy); err != nil {
			l.force(err) // the sockets are of no use any more
			break
		}
		if w.link.readable() {
			w.receive()
		}
		w.link.step()
		w.finish()
		w.checkBroker()
		w.send()
	}
	w.session.end()
	return w.session.running == 0 && len(w.queue) == 0
}

// over reports whether it is time to go.
func (w *worker) over() bool {
	w.phase = w.life.now()
	if w.phase == phaseDraining {
		if w.session.leave() {
			w.tell(&notice{command: commandLeave}, nil)
			w.send()
		}
		return w.session.over() && len(w.queue) == 0
	}
	return w.phase == phaseForced
}

// busy reports whether there is something to do without waiting.
func (w *worker) busy() bool {
	if w.life.now() != w.phase || w.beat.due.Load() || w.link.busy() {
		return true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.done) > 0
}

// announce begins a session: there is a connection, or the broker has forgotten this
// worker.
func (w *worker) announce() {
	w.queue = w.queue[:0] // it was for another session
	ready := w.session.begin(time.Now())
	w.tell(&ready, nil)
}

// lost ends the session: there is no connection.
func (w *worker) lost() {
	w.queue = w.queue[:0]
	w.session.end()
}

func (w *worker) refused(e *HandshakeError) {
	w.settings.logger.Warn("the broker was not reached", slog.String(transport.KeyEndpoint, w.link.endpoint), slog.Any(transport.KeyError, e))
}

// receive takes what the broker has to say.
func (w *worker) receive() {
	w.link.port.look()
	for range burst {
		if w.link.port.receive(&w.incoming) != nil {
			return
		}
		r := &w.incoming
		n, err := parseNotice(r.body)
		if err != nil || r.bad != "" || len(r.envelope) != 1 || r.bodies > 2 {
			w.settings.logger.Warn("a message of the broker was not taken")
			continue
		}
		w.take(&n)
	}
}

func (w *worker) take(n *notice) {
	w.session.hear(time.Now())
	switch n.command {
	case commandWelcome:
		w.session.welcome(n.interval)
	case commandUnknown:
		w.announce()
	case commandLeft:
		w.session.left = true
	case commandCall:
		if w.session.connected() && w.incoming.bodies == 2 {
			ctx, number := w.session.start()
			go w.serve(n.origin.context(ctx), number, n.number, w.incoming.ownSecond())
		}
	}
}

// serve calls the handler, on a goroutine of its own.
func (w *worker) serve(ctx context.Context, session int, call uint64, payload []byte) {
	handle(ctx, w.handler, payload, w.settings.logger, func(reply []byte) {
		w.mu.Lock()
		w.done = append(w.done, workDone{session: session, call: call, reply: reply})
		w.mu.Unlock()
		w.waker.wake()
	})
}

// finish passes on what handlers returned.
func (w *worker) finish() {
	w.mu.Lock()
	done := w.done
	w.done = nil
	w.mu.Unlock()
	for i := range done {
		d := &done[i]
		if n := w.session.finish(d.session, d.call); n != nil {
			if n.command != commandReply {
				d.reply = nil
			}
			w.tell(n, d.reply)
		}
	}
}

// checkBroker gives a sign of life, and looks for one of the broker, as often as is due.
func (w *worker) checkBroker() {
	if !w.beat.due.Load() {
		return
	}
	w.beat.set(w.settings.liveness, w.waker.wake)
	if w.session.silent(time.Now()) {
		w.settings.logger.Warn("the broker is silent", slog.String(transport.KeyEndpoint, w.link.endpoint))
		w.link.lose()
	}
	if w.session.connected() && len(w.queue) == 0 {
		w.tell(&notice{command: commandAlive}, nil)
	}
}

// tell queues a command for the broker.
func (w *worker) tell(n *notice, body []byte) {
	o := outgoing{envelope: envelope{nil}, body: n.appendTo(nil)}
	if len(body) > 0 {
		o.head, o.body = o.body, body
	}
	w.queue = append(w.queue, o)
}

// send sends what is queued, as far as libzmq takes it.
func (w *worker) send() {
	for len(w.queue) > 0 && w.link.up && !w.link.blocked {
		some := w.queue[:min(len(w.queue), burst)]
		sent := w.link.port.send(some, true, w.errors[:])
		if w.errors[sent-1] != nil {
			sent--
			w.link.block(true)
		}
		clear(w.queue[:sent])
		w.queue = w.queue[sent:]
	}
	if len(w.queue) == 0 {
		w.queue = w.queue[:0:0]
	}
}
