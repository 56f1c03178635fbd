//go:build cgo

package zmq

import (
	"sync"

	"github.com/pebbe/zmq4"
)

// zapEndpoint is where libzmq looks for the handler of a context. If nobody is there,
// it lets everybody in who speaks CURVE.
const zapEndpoint = "inproc://zeromq.zap.01"

// A zapHandler answers the questions of libzmq who may connect, for all servers of a
// Context. Its goroutine owns its sockets.
type zapHandler struct {
	socket *zmq4.Socket
	waker  *waker
	ended  chan struct{}

	mu      sync.Mutex
	domains zapDomains
	closing bool
}

func newZAPHandler(z *zmq4.Context) (*zapHandler, error) {
	socket, err := z.NewSocket(zmq4.REP)
	if err != nil {
		return nil, err
	}
	h := &zapHandler{socket: socket, ended: make(chan struct{})}
	err = firstError(
		func() error { return socket.SetLinger(0) },
		func() error { return socket.Bind(zapEndpoint) },
		func() (err error) { h.waker, err = newWaker(z); return err },
	)
	if err != nil {
		_ = socket.Close() // there is a better error to report
		return nil, err
	}
	go h.run()
	return h, nil
}

func (h *zapHandler) run() {
	defer close(h.ended)
	defer h.waker.close()
	defer func() { _ = h.socket.Close() }() // nothing is lost
	w := newWaiter(h.waker)
	requests := w.add(h.socket)
	for !h.isClosing() {
		if w.wait(h.isClosing) != nil {
			return
		}
		if w.in(requests) {
			h.serve()
		}
	}
}

// serve answers one question.
func (h *zapHandler) serve() {
	frames, err := h.receive()
	if err != nil {
		return
	}
	request := parseZAP(frames)
	reply := request.answer(h.domain(request.domain))
	_, _ = h.socket.SendMessage(reply.frames()) // who asked has given up if it fails
}

// receive returns the frames of a question, of which too many are dropped.
func (h *zapHandler) receive() (frames [][]byte, err error) {
	for {
		frame, err := h.socket.RecvBytes(zmq4.DONTWAIT)
		if err != nil {
			return nil, err
		}
		if len(frames) < zapMaxFrames {
			frames = append(frames, frame)
		}
		if more, err := h.socket.GetRcvmore(); err != nil || !more {
			return frames, err
		}
	}
}

func (h *zapHandler) domain(name string) zapDomain {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.domains.domains[name]
}

func (h *zapHandler) add(allow Authorizer, log refusals) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.domains.add(allow, log)
}

func (h *zapHandler) remove(domain string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.domains.domains, domain)
}

func (h *zapHandler) isClosing() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closing
}

// close ends the handler. All servers of the Context are closed.
func (h *zapHandler) close() {
	h.mu.Lock()
	h.closing = true
	h.mu.Unlock()
	h.waker.wake()
	<-h.ended
}
