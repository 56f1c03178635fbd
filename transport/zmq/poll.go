//go:build cgo

package zmq

import (
	"time"

	"github.com/pebbe/zmq4"
)

// A waiter waits for sockets and for its waker. It belongs to the goroutine that owns
// the sockets.
//
// It never waits for a time: libzmq begins anew whenever a signal interrupts it. Timers
// are those of Go, and wake the owner.
type waiter struct {
	waker  *waker
	poller *zmq4.Poller
	events []zmq4.State // of the last wait
}

func newWaiter(w *waker) *waiter {
	p := &waiter{waker: w, poller: zmq4.NewPoller()}
	p.add(w.rx)
	return p
}

// add waits for input of a socket from now on, and returns its number.
func (p *waiter) add(s *zmq4.Socket) int {
	p.events = append(p.events, 0)
	return p.poller.Add(s, zmq4.POLLIN)
}

// replace waits for input of just these sockets from now on, whose numbers count from 1.
func (p *waiter) replace(sockets ...*zmq4.Socket) {
	p.poller, p.events = zmq4.NewPoller(), p.events[:0]
	p.add(p.waker.rx)
	for _, s := range sockets {
		p.add(s)
	}
}

// want sets what to wait for.
func (p *waiter) want(number int, events zmq4.State) {
	_, _ = p.poller.Update(number, events) // fails for numbers that add did not return
}

// wait waits until a socket is ready or somebody wakes the owner; not at all if busy
// returns true.
func (p *waiter) wait(busy func() bool) error {
	timeout := time.Duration(0)
	if !busy() {
		p.waker.asleep.Store(true)
		if !busy() { // what came since is not waked for
			timeout = -1
		}
	}
	return p.poll(timeout)
}

func (p *waiter) poll(timeout time.Duration) error {
	polled, err := p.poller.PollAll(timeout)
	p.waker.asleep.Store(false)
	for i := range p.events {
		p.events[i] = 0
		if err == nil {
			p.events[i] = polled[i].Events
		}
	}
	if p.events[0] != 0 {
		p.waker.drain()
	}
	return err
}

// in reports whether the socket with a number could be read after the last wait.
func (p *waiter) in(number int) bool {
	return number < len(p.events) && p.events[number]&zmq4.POLLIN != 0
}

// out reports whether it could be written to.
func (p *waiter) out(number int) bool {
	return number < len(p.events) && p.events[number]&zmq4.POLLOUT != 0
}
