//go:build cgo

package zmq

import (
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/pebbe/zmq4"
)

// receiveReplies takes what workers have to say, and reports whether that was all.
func (b *brokerCore) receiveReplies() bool {
	b.back.port.look()
	for range burst {
		if b.back.port.receive(&b.worker) != nil {
			return true
		}
		b.takeNotice()
	}
	return false
}

func (b *brokerCore) takeNotice() {
	r := &b.worker
	n, err := parseNotice(r.body)
	if err != nil || r.bad != "" || len(r.envelope) != 2 || r.bodies > 2 {
		b.settings.logger.Warn("a message of a worker was not taken", slog.String("peer", hex.EncodeToString(r.envelope[0])))
		return
	}
	identity := string(r.envelope[0])
	if n.command == commandReady {
		b.welcome(identity, &n)
		return
	}
	if !b.pool.hear(identity, time.Now()) {
		b.tell(identity, &notice{command: commandUnknown}, nil)
		return
	}
	switch n.command {
	case commandReply:
		b.takeReply(b.pool.done(identity, n.number))
	case commandFree:
		b.pool.freed(identity)
	case commandLeave:
		b.pool.leave(identity)
		b.tell(identity, &notice{command: commandLeft}, nil)
	}
}

// welcome takes a worker in.
func (b *brokerCore) welcome(identity string, n *notice) {
	silence := max(b.settings.livenessTimeout, 3*n.interval)
	b.end(b.pool.ready(identity, n.free, silence, time.Now()))
	b.tell(identity, &notice{command: commandWelcome, interval: b.settings.liveness}, nil)
}

// takeReply passes on the reply that was received, to a job that may not be known any
// more.
func (b *brokerCore) takeReply(j *job) {
	if j == nil {
		return
	}
	var body []byte
	if b.worker.bodies == 2 {
		body = b.worker.ownSecond()
	}
	b.queueReply(answerTo(j.envelope, j.payload, body))
}

// observe sees to it that workers which have lost their connections are found.
func (b *brokerCore) observe() {
	for {
		if _, _, _, err := b.monitor.RecvEvent(zmq4.DONTWAIT); err != nil {
			break
		}
	}
	b.probed = 0
	b.probe.set(probes[0], b.waker.wake)
}

// checkWorkers gives signs of life, and finds those who give none, as often as is due.
func (b *brokerCore) checkWorkers() {
	if b.probe.due.Load() {
		b.probe.stop()
		if b.probed++; b.probed < len(probes) {
			b.probe.set(probes[b.probed], b.waker.wake)
		}
		b.tellAll()
	}
	if b.beat.due.Load() {
		b.beat.set(b.settings.liveness, b.waker.wake)
		b.tellAll()
		b.loseSilent(time.Now())
	}
}

// loseSilent gives up workers that have not been heard of for too long. What this side
// has not read yet, or could not while it was stopped, they cannot help.
func (b *brokerCore) loseSilent(now time.Time) {
	if now.Sub(b.looked) > 2*b.settings.liveness || !b.receiveReplies() {
		b.pool.pardon(now)
	}
	b.looked = now
	for _, identity := range b.pool.silent(now) {
		b.lose(identity)
	}
	b.reply()
}

// tellAll gives a sign of life to all workers; those that are gone do not take it.
func (b *brokerCore) tellAll() {
	for identity := range b.pool.workers {
		if !b.tell(identity, &notice{command: commandAlive}, nil) {
			b.lose(identity)
		}
	}
	b.reply()
}
