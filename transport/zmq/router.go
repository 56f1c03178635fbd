//go:build cgo

package zmq

import (
	"encoding/hex"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/pebbe/zmq4"
)

// How long to wait before a peer that took no more is tried again.
const (
	firstRetry   = 2 * time.Millisecond
	longestRetry = 100 * time.Millisecond
)

// A router is a ROUTER with the messages that wait for slow peers. It belongs to the
// goroutine that owns the socket.
type router struct {
	socket  *zmq4.Socket
	port    *port
	waiting *waiting
	logger  *slog.Logger
	wake    func()
	errors  [burst]error

	due     atomic.Bool // those who wait are to be tried again
	timer   *time.Timer // nil unless somebody waits
	backoff time.Duration

	endpoints []string
	inproc    []string // those of them that the Context has to know
	context   *Context
	zapDone   func() // after the socket is closed
}

// newRouter listens on endpoints.
func newRouter(c *Context, endpoints []string, keys *serverKeys, s *settings, wake func()) (*router, error) {
	socket, err := s.socket(c.zmq, zmq4.ROUTER, false)
	if err != nil {
		return nil, err
	}
	p, err := newPort(socket, true)
	if err != nil {
		_ = socket.Close() // there is a better error to report
		return nil, err
	}
	r := &router{
		socket:  socket,
		port:    p,
		waiting: newWaiting(s.replyQueue),
		logger:  s.logger,
		wake:    wake,
		context: c,
		zapDone: func() {},
	}
	err = firstError(
		func() error { return socket.SetRouterMandatory(1) },
		func() error { return r.secure(keys) },
	)
	for i := 0; err == nil && i < len(endpoints); i++ {
		if err = r.bind(endpoints[i], keys != nil); err != nil {
			err = fmt.Errorf("%s: %w", endpoints[i], err)
		}
	}
	if err != nil {
		r.close(0)
		return nil, err
	}
	for _, endpoint := range r.inproc {
		c.inproc.set(endpoint, true)
	}
	return r, nil
}

func (r *router) secure(keys *serverKeys) error {
	done, err := keys.set(r.context, r.socket, func(address, key string) {
		r.logger.Warn("a client was refused", slog.String("address", address), slog.String("key", key))
	})
	if err == nil {
		r.zapDone = done
	}
	return err
}

func (r *router) bind(endpoint string, secure bool) error {
	kind, address, err := splitEndpoint(endpoint)
	if err != nil {
		return err
	}
	switch kind {
	case schemeIPC:
		err = checkFree(address)
	case schemeInproc:
		if secure {
			err = errInprocCurve
		}
	case schemeTCP:
		err = r.socket.SetIpv6(isIPv6(endpoint))
	}
	if err == nil {
		err = r.socket.Bind(endpoint)
	}
	if err != nil {
		return err
	}
	bound, err := r.socket.GetLastEndpoint()
	if err != nil {
		return err
	}
	r.endpoints = append(r.endpoints, bound)
	if kind == schemeInproc {
		r.inproc = append(r.inproc, endpoint)
	}
	return nil
}

// send sends messages to the peers in the first frames of their envelopes. What a peer
// does not take at the moment, waits.
func (r *router) send(messages []outgoing) {
	for len(messages) > 0 {
		some := messages[:min(len(messages), burst)]
		messages = messages[len(some):]
		tried := r.port.send(some, false, r.errors[:])
		for i := range some[:tried] {
			if err := r.errors[i]; err != nil && isAgain(err) {
				r.hold(&some[i])
			} // else it was sent, or there is no such peer any more
		}
	}
}

// hold makes a message wait, unless there is no room.
func (r *router) hold(o *outgoing) {
	if !r.waiting.add(*o) {
		r.logger.Warn("a reply was dropped: its client does not read", slog.String("peer", hex.EncodeToString(o.envelope[0])))
		return
	}
	r.arm(firstRetry)
}

func (r *router) arm(d time.Duration) {
	if r.timer == nil {
		r.backoff = d
		r.timer = time.AfterFunc(d, func() { r.due.Store(true); r.wake() })
	}
}

// retry tries again to send what waits, if it is time to.
func (r *router) retry() {
	if !r.due.Swap(false) {
		return
	}
	r.timer = nil
	some := r.waiting.flush(func(o *outgoing) bool { return !isAgain(send(r.socket, o)) })
	if r.waiting.empty() {
		return
	}
	if some {
		r.arm(firstRetry)
	} else {
		r.arm(min(2*r.backoff, longestRetry))
	}
}

// close closes the socket. What was sent has some time to leave.
func (r *router) close(linger time.Duration) {
	if r.timer != nil {
		r.timer.Stop()
	}
	_ = r.socket.SetLinger(linger) // 0 otherwise
	for _, endpoint := range r.inproc {
		r.context.inproc.set(endpoint, false)
		_ = r.socket.Unbind(endpoint) // closing does so as well, but later
	}
	r.port.close()
	r.zapDone()
}
