//go:build cgo

package zmq

import (
	"math/rand/v2"
	"time"

	"github.com/pebbe/zmq4"
)

// A link keeps a connection to an endpoint: it has a DEALER for as long as a connection,
// or an attempt to make one, lasts, and another one for the next. It belongs to the
// goroutine that owns the sockets, which waits with its waiter.
//
// What libzmq does by itself to reconnect is not of use here: it sends over the new
// connection what it did not get rid of over the old one, when the callers have long been
// told that their calls are lost; and with the option that prevents that, ZMQ_IMMEDIATE,
// it drops replies that came just before the connection was lost.
type link struct {
	context  *Context
	endpoint string
	settings *settings
	waiter   *waiter
	wake     func()
	events   linkEvents

	port    *port        // of the DEALER; nil while there is none
	monitor *zmq4.Socket // at which libzmq tells what happens to it; nil for inproc
	watch   *inprocWatch // only for inproc

	up       bool // there is a connection
	blocked  bool // the DEALER takes no more at the moment
	failures int  // since there was a connection
	retry    alarm
}

// linkEvents are told what happens to a link.
type linkEvents struct {
	up      func()
	down    func() // the DEALER is still there, with what has come before
	refused func(*HandshakeError)
}

// The numbers of sockets in the waiter of a link.
const (
	linkSocket  = 1
	linkMonitor = 2
)

// newLink begins to connect. Its events have to be set before it steps.
func newLink(c *Context, endpoint string, s *settings, w *waker) (*link, error) {
	kind, _, err := splitEndpoint(endpoint)
	if err != nil {
		return nil, err
	}
	if kind == schemeInproc && s.client != nil {
		return nil, errInprocCurve
	}
	l := &link{context: c, endpoint: endpoint, settings: s, waiter: newWaiter(w), wake: w.wake}
	if kind == schemeInproc {
		l.watch = c.inproc.watch(endpoint, w.wake)
		return l, nil
	}
	if err := l.open(); err != nil {
		return nil, err
	}
	return l, nil
}

// open makes a DEALER that connects.
func (l *link) open() error {
	socket, err := l.settings.dealer(l.context.zmq, l.endpoint)
	if err != nil {
		return err
	}
	if l.port, err = newPort(socket, false); err != nil {
		_ = socket.Close() // there is a better error to report
		return err
	}
	sockets := []*zmq4.Socket{socket}
	if l.watch == nil {
		if l.monitor, err = observe(l.context.zmq, socket, linkObserved); err != nil {
			l.drop()
			return err
		}
		sockets = append(sockets, l.monitor)
	}
	if err = socket.Connect(l.endpoint); err != nil {
		l.drop()
		return err
	}
	l.blocked = false
	l.waiter.replace(sockets...)
	return nil
}

// drop closes the DEALER, and what it did not send is lost.
func (l *link) drop() {
	l.waiter.replace()
	if l.monitor != nil {
		closeMonitor(l.port.socket, l.monitor)
		l.monitor = nil
	}
	if l.port != nil {
		l.port.close()
		l.port = nil
	}
	l.up = false
}

// lose ends a connection or an attempt, and begins another attempt later.
func (l *link) lose() {
	if l.up {
		l.up = false
		l.events.down()
	}
	l.drop()
	if l.watch == nil {
		l.retry.set(l.pause(), l.wake)
		l.failures++
	}
}

// pause returns how long to wait before the next attempt.
func (l *link) pause() time.Duration {
	d := l.settings.reconnect
	for i := 0; i < l.failures && d < l.settings.reconnectMax; i++ {
		d *= 2
	}
	d = min(d, l.settings.reconnectMax)
	return d/2 + rand.N(d/2+1) // so that not all who lost a server come back at once
}

// busy reports whether there is something to do without waiting.
func (l *link) busy() bool {
	return l.retry.due.Load() || l.port != nil && l.port.unseen() || l.watch != nil && l.watch.some()
}

// readable reports whether something may have come.
func (l *link) readable() bool {
	return l.port != nil && (l.waiter.in(linkSocket) || l.port.unseen())
}

// step looks what has happened to the connection.
func (l *link) step() {
	if l.port != nil && l.waiter.out(linkSocket) {
		l.block(false)
	}
	switch {
	case l.watch != nil:
		l.inprocEvents()
	case l.monitor != nil && l.waiter.in(linkMonitor):
		l.monitorEvents()
	case l.retry.due.Load():
		l.retry.stop()
		if l.open() != nil {
			l.lose()
		}
	}
}

// linkObserved are the events that say what becomes of a connection.
const linkObserved = zmq4.EVENT_HANDSHAKE_SUCCEEDED | zmq4.EVENT_DISCONNECTED | zmq4.EVENT_CONNECT_RETRIED |
	zmq4.EVENT_HANDSHAKE_FAILED_AUTH | zmq4.EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq4.EVENT_HANDSHAKE_FAILED_NO_DETAIL

func (l *link) monitorEvents() {
	for l.monitor != nil {
		event, _, value, err := l.monitor.RecvEvent(zmq4.DONTWAIT)
		if err != nil {
			return
		}
		switch event {
		case zmq4.EVENT_HANDSHAKE_SUCCEEDED:
			l.connected()
		case zmq4.EVENT_HANDSHAKE_FAILED_AUTH:
			l.events.refused(&HandshakeError{Denied: true, Code: value})
		case zmq4.EVENT_HANDSHAKE_FAILED_PROTOCOL, zmq4.EVENT_HANDSHAKE_FAILED_NO_DETAIL:
			l.events.refused(&HandshakeError{Code: value})
		case zmq4.EVENT_DISCONNECTED, zmq4.EVENT_CONNECT_RETRIED:
			l.lose()
		}
	}
}

// inprocEvents connects when there is a listener, and not before: libzmq would take
// messages for one that never comes.
func (l *link) inprocEvents() {
	for _, up := range l.watch.take() {
		if !up {
			l.lose()
		} else if l.port == nil && l.open() == nil {
			l.connected()
		}
	}
}

func (l *link) connected() {
	l.up, l.failures = true, 0
	l.events.up()
}

// block sets whether the DEALER takes no more messages.
func (l *link) block(blocked bool) {
	l.blocked = blocked
	events := zmq4.POLLIN
	if blocked {
		events |= zmq4.POLLOUT
	}
	l.waiter.want(linkSocket, events)
}

// close closes everything. What was sent has some time to leave.
func (l *link) close(linger time.Duration) {
	l.retry.stop()
	if l.watch != nil {
		l.context.inproc.unwatch(l.endpoint, l.watch)
	}
	if l.port != nil && l.up {
		_ = l.port.socket.SetLinger(linger) // 0 otherwise
	}
	l.drop()
}
