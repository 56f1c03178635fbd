package zmq

import "sync"

// An answered is a call whose handler has returned.
type answered struct {
	reply outgoing
	due   bool // the reply is to be sent
	bytes int  // those of the payload
}

// An inbox is what handlers leave for the goroutine that sends, and counts the calls that
// are under way. Its methods may be called concurrently.
type inbox struct {
	mu    sync.Mutex
	done  []answered
	calls int // until their replies are sent, or wait for their peers
	bytes int // of payloads and replies
}

// begin counts a call.
func (b *inbox) begin(bytes int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls++
	b.bytes += bytes
}

// add leaves what came of a call.
func (b *inbox) add(a answered) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bytes += a.reply.size() - a.bytes
	b.done = append(b.done, a)
}

// take moves what was left to list, which is empty; its storage is used for what comes.
func (b *inbox) take(list []answered) []answered {
	b.mu.Lock()
	defer b.mu.Unlock()
	done := b.done
	b.done = list
	return done
}

// end tells that calls are over.
func (b *inbox) end(list []answered) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.calls -= len(list)
	for i := range list {
		b.bytes -= list[i].reply.size()
	}
}

// some reports whether there is something to take.
func (b *inbox) some() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.done) > 0
}

// empty reports whether no call is under way.
func (b *inbox) empty() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls == 0
}

// full reports whether no more calls may begin. One that is larger than all may be alone.
func (b *inbox) full(s *settings) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.calls >= s.calls || b.calls > 0 && b.bytes >= s.bytes
}
