package zmq

import (
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A stage is how far a call is.
type stage uint8

const (
	stageQueued  stage = iota // in the queue
	stageSending              // taken by the goroutine that sends; nobody else touches it
	stageSent                 // handed to libzmq, waits for its reply
	stageEnded                // its ending is in its channel
)

// A call is one Send.
type call struct {
	payload    []byte // the caller's; let go of once sent
	due        bool   // a reply is expected
	number     uint64
	stage      stage
	queued     time.Time // since when it waits for a connection; zero if there was one
	prev, next *call     // in the queue
	ended      chan ending
}

// An ending is what became of a call.
type ending struct {
	reply []byte
	sent  bool
	err   error
}

var callPool = sync.Pool{New: func() any { return &call{ended: make(chan ending, 1)} }}

func newCall(payload []byte) *call {
	c := callPool.Get().(*call)
	c.payload, c.due = payload, replyDue(payload)
	return c
}

// recycle keeps c for another call. Its ending has been taken, or it never began.
func (c *call) recycle() {
	*c = call{ended: c.ended}
	callPool.Put(c)
}

// calls is the table of a Sender: the queue of calls to be sent and those that wait for
// their replies. It does no I/O. Callers add calls and abandon them; the goroutine that
// owns the socket takes them from the queue, and tells what came of them and of the
// connection.
type calls struct {
	wake func()        // makes the owner look at the queue
	wait time.Duration // how long a call waits for a connection; 0 is for ever

	mu         sync.Mutex
	settled    sync.Cond // what was being sent no longer is
	quiet      sync.Cond // there are fewer calls than before
	head, tail *call
	waiting    int // how many are queued or being sent
	sent       map[uint64]*call
	last       uint64
	connection connection
	expiry     *time.Timer // runs while calls wait without a connection
	closing    bool        // no new calls
	closed     error       // why all calls have ended
}

// A connection is what is known about it.
type connection struct {
	up        bool
	since     time.Time // of the last change
	handshake *HandshakeError
	changed   chan struct{} // closed at the next change
}

func newCalls(wait time.Duration, wake func()) *calls {
	s := &calls{wake: wake, wait: wait, sent: make(map[uint64]*call)}
	s.settled.L, s.quiet.L = &s.mu, &s.mu
	s.connection.since = time.Now()
	s.connection.changed = make(chan struct{})
	return s
}

// add queues a call.
func (s *calls) add(c *call) error {
	s.mu.Lock()
	if s.closing {
		s.mu.Unlock()
		return transport.ErrClosed
	}
	s.last++
	c.number = s.last & correlationBits
	s.waiting++
	s.push(c)
	if !s.connection.up {
		c.queued = time.Now()
		s.armExpiry()
	}
	s.mu.Unlock()
	s.wake()
	return nil
}

func (s *calls) push(c *call) {
	c.stage, c.prev, c.next = stageQueued, s.tail, nil
	if s.tail == nil {
		s.head = c
	} else {
		s.tail.next = c
	}
	s.tail = c
}

// unlink takes a call out of the queue.
func (s *calls) unlink(c *call) {
	if c.prev == nil {
		s.head = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		s.tail = c.prev
	} else {
		c.next.prev = c.prev
	}
	c.prev, c.next = nil, nil
}

// abandon gives a call up, and reports whether it was not over yet; if it was, its
// ending is in its channel. Sent tells whether the peer may have got the payload.
// Afterwards, nobody uses the payload any longer.
func (s *calls) abandon(c *call) (sent, was bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c.stage == stageSending {
		s.settled.Wait()
	}
	switch c.stage {
	case stageQueued:
		s.unlink(c)
		s.waiting--
	case stageSent:
		delete(s.sent, c.number)
		sent = true
	default:
		return false, false
	}
	c.stage = stageEnded
	s.quiet.Broadcast()
	return sent, true
}

// take moves calls from the queue to batch until that is full, for the owner to send.
func (s *calls) take(batch []*call) []*call {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.head != nil && len(batch) < cap(batch) {
		c := s.head
		s.unlink(c)
		c.stage = stageSending
		batch = append(batch, c)
	}
	return batch
}

// hasQueued reports whether there is a call to be sent.
func (s *calls) hasQueued() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.head != nil
}

// settle tells that the first n of a batch were sent. The others go back to where they
// were.
func (s *calls) settle(batch []*call, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range batch[:n] {
		s.handed(c)
	}
	for i := len(batch) - 1; i >= n; i-- {
		s.unshift(batch[i])
	}
	if s.closed != nil {
		s.endAll(s.closed)
	}
	s.settled.Broadcast()
}

func (s *calls) handed(c *call) {
	s.waiting--
	c.payload = nil
	if !c.due {
		s.end(c, ending{})
		return
	}
	c.stage = stageSent
	s.sent[c.number] = c
}

func (s *calls) unshift(c *call) {
	c.stage, c.prev, c.next = stageQueued, nil, s.head
	if s.head == nil {
		s.tail = c
	} else {
		s.head.prev = c
	}
	s.head = c
}

// end ends a call, which is in no list any more.
func (s *calls) end(c *call, e ending) {
	c.stage = stageEnded
	c.ended <- e
	s.quiet.Broadcast()
}

// A reply is what came for the call with a number.
type reply struct {
	number uint64
	ending ending
}

// answer ends calls with what came for them. What nobody waits for is dropped.
func (s *calls) answer(replies []reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range replies {
		r := &replies[i]
		if c := s.sent[r.number]; c != nil {
			delete(s.sent, r.number)
			s.end(c, r.ending)
		}
	}
}

// connected tells that there is a connection.
func (s *calls) connected() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change(true)
	s.connection.handshake = nil
	if s.expiry != nil {
		s.expiry.Stop()
		s.expiry = nil
	}
	for c := s.head; c != nil; c = c.next {
		c.queued = time.Time{}
	}
}

// disconnected tells that there is no connection any more: whoever waits for a reply
// waits in vain. Calls in the queue wait for the next one.
func (s *calls) disconnected() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endSent(transport.ErrDisconnected)
	if !s.connection.up {
		return
	}
	s.change(false)
	for c := s.head; c != nil; c = c.next {
		c.queued = s.connection.since
	}
	if s.head != nil {
		s.armExpiry()
	}
}

// refused tells why a connection did not come about.
func (s *calls) refused(e *HandshakeError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connection.handshake = e
}

func (s *calls) change(up bool) {
	if s.connection.up == up {
		return
	}
	s.connection.up, s.connection.since = up, time.Now()
	close(s.connection.changed)
	s.connection.changed = make(chan struct{})
}

// endSent ends all calls that wait for a reply.
func (s *calls) endSent(err error) {
	for number, c := range s.sent {
		delete(s.sent, number)
		s.end(c, ending{sent: true, err: err})
	}
}

// endAll ends all calls but those that are just being sent.
func (s *calls) endAll(err error) {
	s.endSent(err)
	for s.head != nil {
		s.endQueued(s.head, err)
	}
}

func (s *calls) endQueued(c *call, err error) {
	s.unlink(c)
	s.waiting--
	s.end(c, ending{err: err})
}

// armExpiry sees to it that the first call in the queue does not wait too long.
func (s *calls) armExpiry() {
	if s.wait <= 0 || s.expiry != nil || s.head == nil {
		return
	}
	s.expiry = time.AfterFunc(time.Until(s.head.queued.Add(s.wait)), s.expire)
}

// expire ends the calls that have waited for a connection for too long.
func (s *calls) expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expiry = nil
	if s.connection.up {
		return
	}
	now := time.Now()
	for s.head != nil && !now.Before(s.head.queued.Add(s.wait)) {
		s.endQueued(s.head, s.unconnected(nil))
	}
	s.armExpiry()
}

// unconnected returns the error of a call that was not sent, which is not its cause alone
// if there is no connection.
func (s *calls) unconnected(cause error) error {
	if s.connection.up {
		return cause
	}
	return &ConnectError{Cause: cause, Wait: time.Since(s.connection.since), Handshake: s.connection.handshake}
}

// whyUnsent returns the error of a call that was abandoned before it was sent.
func (s *calls) whyUnsent(cause error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unconnected(cause)
}

// state returns whether there is a connection, and a channel that is closed when that
// changes.
func (s *calls) state() (up bool, changed <-chan struct{}, closed error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connection.up, s.connection.changed, s.closed
}

// pending returns how many calls are not over.
func (s *calls) pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting + len(s.sent)
}

// drain takes no new calls, and waits until none is left or stop returns true, which is
// asked again at each nudge.
func (s *calls) drain(stop func() bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	for s.waiting+len(s.sent) > 0 && !stop() {
		s.quiet.Wait()
	}
}

// nudge makes those who drain look again.
func (s *calls) nudge() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet.Broadcast()
}

// close ends all calls, and all that come.
func (s *calls) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed != nil {
		return
	}
	s.closing, s.closed = true, transport.ErrClosed
	s.endAll(s.closed)
	if s.expiry != nil {
		s.expiry.Stop()
		s.expiry = nil
	}
	close(s.connection.changed)
	s.connection.changed = make(chan struct{})
}
