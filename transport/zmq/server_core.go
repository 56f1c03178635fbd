//go:build cgo

package zmq

import (
	"bytes"
	"context"
	"encoding/hex"
	"log/slog"
	"runtime"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/transport"
)

// A serverCore is the socket of a Server with the calls under way. All but what handlers
// do is for the goroutine that owns it.
type serverCore struct {
	settings *settings
	limit    int
	router   *router
	waker    *waker
	waiter   *waiter
	socket   int // its number in waiter

	handler  transport.Handler
	incoming received
	origins  origins
	secure   bool
	inbox    inbox
	taken    []answered
	replies  []outgoing

	life  *life
	phase phase // that the socket is set up for
	full  bool  // no calls are received
}

func newServerCore(c *Context, endpoints []string, s *settings) (*serverCore, error) {
	w, err := newWaker(c.zmq)
	if err != nil {
		return nil, err
	}
	r, err := newRouter(c, endpoints, s.server, s, w.wake)
	if err != nil {
		w.close()
		return nil, err
	}
	core := &serverCore{
		settings: s,
		limit:    s.payloadLimit(),
		router:   r,
		waker:    w,
		waiter:   newWaiter(w),
		incoming: received{router: true},
		secure:   s.server != nil,
	}
	core.socket = core.waiter.add(r.socket)
	return core, nil
}

func (s *serverCore) close(linger time.Duration) {
	s.router.close(linger)
	s.waker.close()
}

// run serves until life says that it is over, and reports whether nothing was left to do.
func (s *serverCore) run(ctx context.Context, h transport.Handler, l *life) bool {
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancel(transport.ErrClosed)
	s.handler, s.life, s.origins.base = h, l, ctx
	for s.listen(); !s.over(); s.listen() {
		if err := s.waiter.wait(s.busy); err != nil {
			l.force(err) // the socket is of no use any more
			break
		}
		if (s.waiter.in(s.socket) || s.router.port.unseen()) && s.receive() {
			runtime.Gosched() // handlers that do not wait may be done at once
		}
		s.send()
		s.router.retry()
	}
	return s.idle()
}

// over reports whether it is time to go.
func (s *serverCore) over() bool {
	if s.phase == phaseDraining && s.idle() {
		s.receive() // to refuse what has come
		return true
	}
	return s.phase == phaseForced
}

// busy reports whether there is something to do without waiting.
func (s *serverCore) busy() bool {
	if s.life.now() != s.phase {
		return true
	}
	return s.inbox.some() || s.router.due.Load() || !s.full && s.router.port.unseen()
}

// idle reports whether no call is under way, and no reply waits.
func (s *serverCore) idle() bool { return s.inbox.empty() && s.router.waiting.empty() }

// listen waits for calls as long as there may be more of them.
func (s *serverCore) listen() {
	s.phase = s.life.now()
	full := s.phase == phaseServing && s.inbox.full(s.settings)
	if full == s.full {
		return
	}
	s.full = full
	if full {
		s.waiter.want(s.socket, 0)
	} else {
		s.waiter.want(s.socket, zmq4.POLLIN)
	}
}

// receive begins calls that have come, and reports whether there were any. There may be
// more.
func (s *serverCore) receive() (some bool) {
	s.router.port.look()
	for range burst {
		if s.phase == phaseServing && s.inbox.full(s.settings) {
			return some
		}
		if s.router.port.receive(&s.incoming) != nil {
			return some
		}
		some = true
		s.begin()
	}
	return some
}

// sender returns who sent the message that was received. Another client may have taken
// over the identity of one that is gone.
func (s *serverCore) sender() *knownOrigin {
	r := &s.incoming
	known := s.origins.get(r.envelope[0])
	if known == nil || known.key != string(r.key) || known.address != string(r.address) {
		known = s.origins.put(origin{identity: bytes.Clone(r.envelope[0]), address: string(r.address), key: string(r.key)})
	}
	return known
}

// begin begins the call that was received, or refuses it.
func (s *serverCore) begin() {
	r := &s.incoming
	switch {
	case !r.usable(s.limit):
		s.settings.logger.Warn("a message was not taken", slog.String("why", r.problem(s.limit)), slog.String("peer", hex.EncodeToString(r.envelope[0])))
		s.refuse(refusalOf(r))
	case s.phase != phaseServing:
		e, payload := r.detach()
		s.refuse(statusTo(e, payload, transport.CodeOverloaded, statusClosing))
	default:
		from := s.sender()
		e, payload := r.detach()
		s.inbox.begin(len(payload))
		go s.serve(from.ctx, e, payload)
	}
}

// refuse sends what there is to be told instead of a reply.
func (s *serverCore) refuse(o outgoing, some bool) {
	if some {
		s.router.send([]outgoing{o})
	}
}

// serve calls the handler, on a goroutine of its own.
func (s *serverCore) serve(ctx context.Context, e envelope, payload []byte) {
	handle(ctx, s.handler, payload, s.settings.logger, func(reply []byte) {
		a := answered{bytes: len(payload)}
		a.reply, a.due = answerTo(e, payload, reply)
		s.inbox.add(a)
		s.waker.wake()
	})
}

// send sends the replies that are there.
func (s *serverCore) send() {
	s.taken = s.inbox.take(s.taken[:0])
	for i := range s.taken {
		if a := &s.taken[i]; a.due {
			s.replies = append(s.replies, a.reply)
		}
	}
	s.router.send(s.replies)
	s.inbox.end(s.taken)
	clear(s.replies)
	clear(s.taken)
	s.replies = s.replies[:0]
}
