package zmq

import (
	"context"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A session is a worker's relation to a broker: from one commandReady to the next. It does
// no I/O.
type session struct {
	base     context.Context // that of all handlers
	capacity int
	own      time.Duration // how often this side gives signs of life
	timeout  time.Duration // see Liveness

	number  int             // of the session; 0 before the first
	ctx     context.Context // of the handlers of this session
	cancel  context.CancelCauseFunc
	running int           // handlers, those of earlier sessions included
	heard   time.Time     // when the broker was, or zero if there is no connection
	silence time.Duration // after which it is gone
	looked  time.Time     // when that was asked
	leaving bool
	left    bool // no more calls come
}

// begin begins a new session, since there is a connection or since the broker has
// forgotten this worker, and returns what to tell it. The calls of the last one are lost.
func (s *session) begin(now time.Time) notice {
	s.end()
	s.number++
	s.ctx, s.cancel = context.WithCancelCause(s.base)
	s.heard, s.silence = now, s.timeout
	free := max(s.capacity-s.running, 0)
	if s.leaving {
		free = 0
	}
	return notice{command: commandReady, free: free, interval: s.own}
}

// end ends the session: there is no connection any more.
func (s *session) end() {
	if s.cancel != nil {
		s.cancel(transport.ErrDisconnected)
		s.cancel = nil
	}
	s.heard = time.Time{}
	s.left = s.leaving // nobody is there to send calls
}

// connected reports whether there is a session.
func (s *session) connected() bool { return s.cancel != nil }

// hear notes a sign of life of the broker.
func (s *session) hear(now time.Time) {
	if s.connected() {
		s.heard = now
	}
}

// welcome notes how often the broker gives signs of life.
func (s *session) welcome(interval time.Duration) { s.silence = max(s.timeout, 3*interval) }

// silent reports whether the broker counts as gone. It is asked at each sign of life; if it
// was not, this side was stopped, and the broker cannot help it.
func (s *session) silent(now time.Time) bool {
	if now.Sub(s.looked) > 2*s.own {
		s.hear(now)
	}
	s.looked = now
	return s.connected() && now.Sub(s.heard) >= s.silence
}

// start counts a call and returns context and session of its handler.
func (s *session) start() (context.Context, int) {
	s.running++
	return s.ctx, s.number
}

// finish counts the end of a call, and returns what to tell the broker: its reply is of
// use only in the session that it came in. Nil is nothing.
func (s *session) finish(number int, call uint64) *notice {
	s.running--
	switch {
	case !s.connected():
		return nil
	case s.number == number:
		return &notice{command: commandReply, number: call}
	default:
		return &notice{command: commandFree}
	}
}

// leave says goodbye, and returns whether that is to be told.
func (s *session) leave() bool {
	if s.leaving {
		return false
	}
	s.leaving = true
	s.left = !s.connected()
	return s.connected()
}

// over reports whether nothing is left to do after leaving.
func (s *session) over() bool { return s.leaving && s.left && s.running == 0 }
