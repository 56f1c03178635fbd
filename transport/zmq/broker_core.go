//go:build cgo

package zmq

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// probes are how long after a connection of a worker was lost the others are asked for a
// sign of life: libzmq does not tell which one it was, and the socket may not know yet.
var probes = []time.Duration{0, 2 * time.Millisecond, 10 * time.Millisecond, 50 * time.Millisecond, 250 * time.Millisecond}

// A brokerCore is the two sockets of a Broker and what it knows. All of it is for the
// goroutine that owns them.
type brokerCore struct {
	settings *settings
	limit    int
	waker    *waker
	waiter   *waiter
	front    *router
	back     *router
	monitor  *zmq4.Socket // of back

	frontNumber, backNumber, monitorNumber int // in waiter

	pool    *pool
	stats   brokerStats
	life    *life
	phase   phase // that was seen last
	client  received
	worker  received
	replies []outgoing
	command []byte
	beat    alarm // signs of life are due
	probe   alarm
	probed  int       // how many of probes are over
	looked  time.Time // when silent workers were looked for
}

func newBrokerCore(c *Context, frontend, backend string, s *settings) (_ *brokerCore, err error) {
	b := &brokerCore{
		settings: s,
		limit:    s.payloadLimit(),
		pool:     newPool(s.queueCalls, s.queueBytes),
		client:   received{router: true},
		worker:   received{router: true, pairs: true},
	}
	defer func() {
		if err != nil {
			b.close(0)
		}
	}()
	if b.waker, err = newWaker(c.zmq); err != nil {
		return nil, err
	}
	if b.front, err = newRouter(c, []string{frontend}, s.server, s, b.waker.wake); err != nil {
		return nil, err
	}
	if b.back, err = newRouter(c, []string{backend}, s.backend, s, b.waker.wake); err != nil {
		return nil, fmt.Errorf("backend: %w", err)
	}
	if b.monitor, err = observe(c.zmq, b.back.socket, zmq4.EVENT_DISCONNECTED); err != nil {
		return nil, err
	}
	b.waiter = newWaiter(b.waker)
	b.frontNumber = b.waiter.add(b.front.socket)
	b.backNumber = b.waiter.add(b.back.socket)
	b.monitorNumber = b.waiter.add(b.monitor)
	return b, nil
}

// close closes what there is. What was sent has some time to leave.
func (b *brokerCore) close(linger time.Duration) {
	b.beat.stop()
	b.probe.stop()
	if b.front != nil {
		b.front.close(linger)
	}
	if b.monitor != nil {
		closeMonitor(b.back.socket, b.monitor)
	}
	if b.back != nil {
		b.back.close(linger)
	}
	if b.waker != nil {
		b.waker.close()
	}
}

// run serves until life says that it is over, and reports whether nothing was left to do.
func (b *brokerCore) run(l *life) bool {
	b.life = l
	b.beat.set(b.settings.liveness, b.waker.wake)
	for !b.over() {
		b.stats.update(b.pool)
		if err := b.waiter.wait(b.busy); err != nil {
			l.force(err) // the sockets are of no use any more
			break
		}
		if b.waiter.in(b.monitorNumber) {
			b.observe()
		}
		if b.waiter.in(b.backNumber) || b.back.port.unseen() {
			b.receiveReplies()
		}
		if b.waiter.in(b.frontNumber) || b.front.port.unseen() {
			b.receiveCalls()
		}
		b.assign()
		b.reply()
		b.front.retry()
		b.checkWorkers()
	}
	done := b.pool.empty() && b.front.waiting.empty()
	b.abandon()
	b.stats.update(b.pool)
	return done
}

// over reports whether it is time to go.
func (b *brokerCore) over() bool {
	b.phase = b.life.now()
	if b.phase == phaseDraining && b.pool.empty() && b.front.waiting.empty() {
		b.receiveCalls() // to refuse them
		b.reply()
		return true
	}
	return b.phase == phaseForced
}

// busy reports whether there is something to do without waiting.
func (b *brokerCore) busy() bool {
	return b.life.now() != b.phase || b.front.due.Load() || b.beat.due.Load() || b.probe.due.Load() ||
		b.front.port.unseen() || b.back.port.unseen()
}

// receiveCalls takes calls from clients.
func (b *brokerCore) receiveCalls() {
	b.front.port.look()
	for range burst {
		if b.front.port.receive(&b.client) != nil {
			return
		}
		b.takeCall()
	}
}

func (b *brokerCore) takeCall() {
	r := &b.client
	if problem := r.problem(b.limit); problem != "" {
		b.settings.logger.Warn("a message was not taken", slog.String("why", problem),
			slog.String("peer", hex.EncodeToString(r.envelope[0])))
		b.queueReply(refusalOf(r))
		return
	}
	sender := origin{address: string(r.address), key: string(r.key)}
	e, payload := r.detach()
	sender.identity = e[0]
	j := &job{envelope: e, payload: payload, origin: sender}
	switch {
	case b.phase != phaseServing:
		b.refuse(j, transport.CodeOverloaded, statusClosing)
	case !b.pool.submit(j):
		b.refuse(j, transport.CodeOverloaded, statusOverload)
	}
}

// refuse tells the client of a job why it gets no reply.
func (b *brokerCore) refuse(j *job, code protocol.Code, why *StatusError) {
	if why.Status == StatusRefused {
		b.stats.refused.Add(1)
	} else {
		b.stats.lost.Add(1)
	}
	b.queueReply(statusTo(j.envelope, j.payload, code, why))
}

func (b *brokerCore) queueReply(o outgoing, due bool) {
	if due {
		b.replies = append(b.replies, o)
	}
}

// reply sends the replies that are there.
func (b *brokerCore) reply() {
	b.front.send(b.replies)
	clear(b.replies)
	b.replies = b.replies[:0]
}

// assign gives jobs to workers.
func (b *brokerCore) assign() {
	for j := b.pool.match(); j != nil; j = b.pool.match() {
		n := notice{command: commandCall, number: j.number, origin: j.origin}
		if identity := j.worker.identity; !b.tell(identity, &n, j.payload) {
			b.pool.retract(j)
			b.lose(identity)
		}
	}
}

// tell sends a command to a worker, and reports whether it may get it. One that takes no
// more, although it has no more than the calls that it asked for, is as good as gone.
func (b *brokerCore) tell(identity string, n *notice, payload []byte) bool {
	b.command = n.appendTo(b.command[:0])
	one, errs := [1]outgoing{{envelope: envelope{[]byte(identity), nil}, body: b.command}}, [1]error{}
	if payload != nil {
		one[0].head, one[0].body = b.command, payload
	}
	b.back.port.send(one[:], true, errs[:])
	return errs[0] == nil
}

// lose ends the jobs of a worker that is gone.
func (b *brokerCore) lose(identity string) {
	lost := b.pool.gone(identity)
	if len(lost) > 0 {
		b.settings.logger.Warn("a worker is gone", slog.String("worker", hex.EncodeToString([]byte(identity))), slog.Int("calls", len(lost)))
	}
	b.end(lost)
}

func (b *brokerCore) end(lost []*job) {
	for _, j := range lost {
		b.refuse(j, protocol.CodeInternalError, statusLost)
	}
}

// abandon ends all jobs, and tells their clients.
func (b *brokerCore) abandon() {
	queued, assigned := b.pool.abandon()
	for _, j := range queued {
		b.refuse(j, transport.CodeOverloaded, statusClosing)
	}
	b.end(assigned)
	b.reply()
}
