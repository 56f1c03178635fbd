package ws

import (
	"math/rand/v2"
	"time"
)

// keepAlive finds out whether the peer is still there. It has a timer and no goroutine.
// What it has is changed by the timer alone, whose calls follow one another. Times are
// relative to epoch.
type keepAlive struct {
	timer *time.Timer
	next  time.Duration // when to ping
	since time.Duration // of the first ping that nothing came after; zero: there is none
}

var epoch = time.Now()

// A noAnswerError is the end of a connection whose peer is not there any more.
type noAnswerError struct{}

func (noAnswerError) Error() string { return "the peer does not answer pings" }
func (noAnswerError) Timeout() bool { return true }

func (k *keepAlive) start(c *Conn) {
	interval := c.settings.pingInterval
	if interval <= 0 {
		return
	}
	// Connections that were opened together do not have to ping together.
	first := interval/2 + rand.N(interval/2+1)
	k.next = time.Since(epoch) + first
	k.timer = time.AfterFunc(time.Hour, c.tick) // not before timer is set
	k.timer.Reset(first)
}

func (k *keepAlive) stop() {
	if k.timer != nil {
		k.timer.Stop()
	}
}

// tick is called by the timer: to ping, and when the time for an answer is over.
func (c *Conn) tick() {
	k, now := &c.keepAlive, time.Since(epoch)
	if !c.isSilent() {
		k.since = 0
	}
	if k.since > 0 && now >= k.since+c.settings.pingTimeout {
		c.end(noAnswerError{})
		return
	}
	if now >= k.next {
		k.next = now + c.settings.pingInterval
		if c.writeControl(opPing, nil) && k.since == 0 {
			k.since = now
		}
	}
	wake := k.next
	if k.since > 0 {
		wake = min(wake, k.since+c.settings.pingTimeout)
	}
	k.timer.Reset(wake - now)
	if c.over.Load() {
		k.timer.Stop()
	}
}

// isSilent reports whether nothing came since it was last called, although somebody waits
// for it and the peer can have got a ping. While the peer is slow to read what was sent,
// that is for the timeout of writing to decide.
func (c *Conn) isSilent() bool {
	return !c.reader.alive.Swap(false) && c.reader.waiting.Load() && c.queue.Drain(noWait) == nil
}
