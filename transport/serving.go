package transport

import (
	"github.com/rpcwire/rpcwire/protocol"
)

// serving is what the peer asked for and has no answer yet. The Mux locks it.
type serving struct {
	running     int // payloads that are being handled
	bytes       int // of these and the queued ones
	first, last *task
	byID        map[protocol.ID]*task // what can be cancelled, if anything can be
	readerWaits bool                  // for room
}

// admits reports whether there is room for so many bytes within limit.
func (s *serving) admits(size, limit int) bool {
	return s.bytes == 0 || size <= limit-s.bytes
}

// push adds a task to the queue.
func (s *serving) push(t *task) {
	if s.last == nil {
		s.first = t
	} else {
		s.last.next = t
	}
	s.last = t
}

// pop returns the next task of the queue, or nil.
func (s *serving) pop() *task {
	t := s.first
	if t != nil {
		s.first, t.next = t.next, nil
		if s.first == nil {
			s.last = nil
		}
	}
	return t
}

// track makes it possible to cancel t, whose payload is p.
func (s *serving) track(t *task, p *protocol.Payload) {
	if s.byID == nil {
		s.byID = make(map[protocol.ID]*task)
	}
	for _, message := range p.All() {
		t.open++ // what has no id stays open, so that t as a whole is not cancelled
		if message.Kind() != protocol.KindRequest {
			continue
		}
		id := message.ID().Canonical()
		if s.byID[id] == nil { // of equal ones, the first
			s.byID[id] = t
			t.ids = append(t.ids, id)
		}
	}
}

// untrack takes note that t was answered.
func (s *serving) untrack(t *task) {
	for _, id := range t.ids {
		if s.byID[id] == t {
			delete(s.byID, id)
		}
	}
}

// cancel takes note that the peer has given up a call, and returns its task if it has
// given up all of it; else nil.
func (s *serving) cancel(id protocol.ID) *task {
	t := s.byID[id]
	if t == nil {
		return nil
	}
	delete(s.byID, id)
	if t.open--; t.open > 0 {
		return nil
	}
	return t
}
