package zmq

import (
	"testing"
	"time"
)

func newSession(t *testing.T, capacity int) *session {
	t.Helper()
	return &session{base: t.Context(), capacity: capacity, own: time.Second, timeout: 5 * time.Second}
}

func TestSessionReplies(t *testing.T) {
	s := newSession(t, 2)
	if ready := s.begin(start); ready.command != commandReady || ready.free != 2 || ready.interval != time.Second {
		t.Errorf("got %+v", ready)
	}
	ctx, old := s.start()
	if ctx.Err() != nil {
		t.Error("the context has ended")
	}
	if n := s.finish(old, 7); n == nil || n.command != commandReply || n.number != 7 {
		t.Errorf("got %+v", n)
	}
	ctx, old = s.start()
	s.end()
	if ctx.Err() == nil {
		t.Error("the call is lost, but its handler does not know")
	}
	if ready := s.begin(start); ready.free != 1 {
		t.Errorf("%d places are free, but a handler still runs", ready.free)
	}
	if n := s.finish(old, 8); n == nil || n.command != commandFree {
		t.Errorf("a reply from an earlier session: %+v", n)
	}
	_, number := s.start()
	s.end()
	if n := s.finish(number, 9); n != nil {
		t.Errorf("there is nobody to tell, but: %+v", n)
	}
}

// silentAfter asks a session once a second whether the broker is silent, and returns after
// how many seconds from start it was.
func silentAfter(t *testing.T, s *session, from int) int {
	t.Helper()
	for i := from; i < 100; i++ {
		if s.silent(start.Add(time.Duration(i) * time.Second)) {
			return i
		}
	}
	return -1
}

func TestSessionSilence(t *testing.T) {
	s := newSession(t, 1)
	if n := silentAfter(t, s, 0); n >= 0 {
		t.Errorf("without a connection there is nothing to hear, but it is silent after %d s", n)
	}
	s = newSession(t, 1)
	s.begin(start)
	if n := silentAfter(t, s, 1); n != 6 {
		t.Errorf("it is silent after %d s", n)
	}
	s.hear(start.Add(7 * time.Second))
	if n := silentAfter(t, s, 7); n != 12 {
		t.Errorf("after a sign of life it is silent after %d s", n)
	}
	s.begin(start.Add(13 * time.Second))
	s.welcome(4 * time.Second)
	if n := silentAfter(t, s, 13); n != 25 {
		t.Errorf("a broker that says little is silent after %d s", n)
	}
	if s.silent(start.Add(time.Hour)) {
		t.Error("it was this side that did not look for an hour")
	}
}

func TestSessionLeave(t *testing.T) {
	s := newSession(t, 1)
	s.begin(start)
	_, number := s.start()
	if s.over() || !s.leave() || s.leave() || s.over() {
		t.Error("it says goodbye once, and waits")
	}
	s.left = true
	if s.over() {
		t.Error("a call is under way")
	}
	if s.finish(number, 1); !s.over() {
		t.Error("now it is over")
	}

	s = newSession(t, 1)
	if s.leave() || !s.over() {
		t.Error("there is nobody to say goodbye to")
	}

	s = newSession(t, 1)
	s.begin(start)
	s.leave()
	s.end()
	if !s.over() {
		t.Error("the broker has gone before it could answer")
	}
	if ready := s.begin(start); ready.free != 0 {
		t.Error("who leaves takes no calls")
	}
}
