//go:build cgo

package zmq

import (
	"runtime"
	"sync/atomic"
	"time"
)

// burst is how many messages are received or sent before something else is looked at.
const burst = 64

// A dealer is the connection of a Sender. All but stop is for the goroutine that owns it.
type dealer struct {
	calls     *calls
	link      *link
	waker     *waker
	limit     int
	highWater int
	stopped   atomic.Bool

	batch    []*call
	messages [burst]outgoing
	errors   [burst]error
	replies  []reply
	incoming received
}

func newDealer(c *Context, endpoint string, s *settings) (*dealer, error) {
	w, err := newWaker(c.zmq)
	if err != nil {
		return nil, err
	}
	l, err := newLink(c, endpoint, s, w)
	if err != nil {
		w.close()
		return nil, err
	}
	d := &dealer{
		calls:     newCalls(s.connectWait, w.wake),
		link:      l,
		waker:     w,
		limit:     s.payloadLimit(),
		highWater: s.highWater,
		batch:     make([]*call, 0, burst),
		replies:   make([]reply, 0, burst),
	}
	for i := range d.messages {
		d.messages[i].envelope = envelope{make([]byte, 0, correlationSize), nil}
	}
	l.events = linkEvents{up: d.calls.connected, down: d.lost, refused: d.calls.refused}
	return d, nil
}

// stop makes run return.
func (d *dealer) stop() {
	d.stopped.Store(true)
	d.waker.wake()
}

// run does the work until stop is called.
func (d *dealer) run() {
	for !d.stopped.Load() {
		if err := d.link.waiter.wait(d.busy); err != nil {
			d.calls.close() // the sockets are of no use any more
			return
		}
		if d.link.readable() && d.receive() {
			runtime.Gosched() // those who got replies may send again at once
		}
		d.link.step()
		if d.sends() {
			d.send()
		}
	}
}

// busy reports whether there is something to do without waiting.
func (d *dealer) busy() bool {
	return d.stopped.Load() || d.link.busy() || d.sends() && d.calls.hasQueued()
}

// sends reports whether calls can be sent at the moment.
func (d *dealer) sends() bool { return d.link.up && !d.link.blocked }

// lost ends the calls that wait for replies, except those whose replies have come, of
// which libzmq keeps no more than the high-water mark.
func (d *dealer) lost() {
	for range d.highWater/burst + 1 {
		if !d.receive() {
			break
		}
	}
	d.calls.disconnected()
}

// send sends what is in the queue, but not without end.
func (d *dealer) send() {
	d.batch = d.calls.take(d.batch[:0])
	if len(d.batch) == 0 {
		return
	}
	messages := d.messages[:len(d.batch)]
	for i, c := range d.batch {
		o := &messages[i]
		o.envelope[0] = appendCorrelation(o.envelope[0][:0], c.number)
		o.body = c.payload
	}
	sent := d.link.port.send(messages, true, d.errors[:])
	if d.errors[sent-1] != nil { // nothing of that one arrives
		sent--
		d.link.block(true)
	}
	d.calls.settle(d.batch, sent)
	for i := range messages {
		messages[i].body = nil
	}
	clear(d.batch)
}

// receive ends calls whose replies have come, and reports whether anything came. There
// may be more.
func (d *dealer) receive() (some bool) {
	d.replies = d.replies[:0]
	d.link.port.look()
	for range burst {
		if d.link.port.receive(&d.incoming) != nil {
			break
		}
		some = true
		if r, ok := d.incoming.reply(d.limit); ok {
			d.replies = append(d.replies, r)
		}
	}
	d.calls.answer(d.replies)
	clear(d.replies)
	return some
}

// close closes the sockets. What was sent has some time to leave.
func (d *dealer) close(linger time.Duration) {
	d.link.close(linger)
	d.waker.close()
}
