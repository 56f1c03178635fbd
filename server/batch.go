package server

import (
	"sync"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
)

// A batch is a batch on its way to its reply. Its members are answered by a few
// workers, each of which takes the next one when it is through with the last.
// Batches are reused.
type batch struct {
	job
	payload *protocol.Payload
	next    atomic.Int64 // the member that the next free worker takes
	running sync.WaitGroup

	mu    sync.Mutex
	slots []slot    // one for every member
	hands []*worker // those that have worked, with the answers
	left  int       // how many more bytes the reply can have
	full  bool      // whether an answer did not fit
}

// A slot is the place of a member's answer in the reply.
type slot struct {
	reserved int    // the size of the smallest answer, or 0 where none is due
	reply    []byte // the answer; it shares the memory of a worker
}

// A worker is what answering one member after the other takes. Workers are reused.
type worker struct {
	job
	answers []byte
}

const textTooLarge = "reply too large"

func tooLarge() *protocol.Error {
	return protocol.NewError(protocol.CodeInternalError, textTooLarge)
}

// tooLargeSizes are the sizes of the answer "reply too large" in both versions,
// without the id.
var tooLargeSizes = func() (sizes [2]int) {
	for _, v := range []protocol.Version{protocol.V2, protocol.V1} {
		sizes[v] = len(appendError(nil, v, protocol.Null(), tooLarge())) - len("null")
	}
	return sizes
}()

// serveBatch answers a batch. The job has no message yet.
func (s *Server) serveBatch(j job, p *protocol.Payload) []byte {
	b, ok := s.batches.Get().(*batch)
	if !ok {
		b = new(batch)
	}
	b.job, b.payload = j, p
	due := b.reserve()
	if due && b.left < 0 { // not even the smallest answers fit; nothing has run
		b.release()
		return appendError(nil, protocol.V2, protocol.Null(), tooLarge())
	}
	n := min(s.concurrency, p.Len())
	b.running.Add(n)
	for range n {
		go b.work()
	}
	b.running.Wait()
	var reply []byte
	if due {
		reply = b.join()
	}
	b.release()
	return reply
}

// reserve makes the slots, with room for the smallest answer of every member, and
// reports whether any is due.
func (b *batch) reserve() (due bool) {
	b.left = b.server.replyLimit - len("[]")
	for _, m := range b.payload.All() {
		var sl slot
		if b.message = m; b.due() {
			due = true
			sl.reserved = b.smallest()
			b.left -= sl.reserved + len(",")
		}
		b.slots = append(b.slots, sl)
	}
	if due {
		b.left++ // there is no comma behind the last one
	}
	return due
}

// smallest returns the size of the answer "reply too large" to the message.
func (j *job) smallest() int {
	id := len("null")
	if raw := j.message.RawID(); raw != nil && !j.message.IsResponse() {
		id = len(raw)
	}
	return tooLargeSizes[j.version()] + id
}

// version returns the version to answer in.
func (j *job) version() protocol.Version {
	if j.message.IsResponse() { // R16
		return protocol.V2
	}
	return j.message.Version()
}

// hire returns a worker that nobody else uses.
func (b *batch) hire() *worker {
	w, ok := b.server.workers.Get().(*worker)
	if !ok {
		w = new(worker)
	}
	w.job = b.job
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hands = append(b.hands, w)
	return w
}

// work answers members until there are no more.
func (b *batch) work() {
	w, current := b.hire(), -1
	defer func() {
		if current >= 0 { // a Method has ended this goroutine
			b.settle(current, w, w.abandoned(w.answers))
			go b.work()
			return
		}
		b.running.Done()
	}()
	for {
		i := int(b.next.Add(1)) - 1
		if i >= len(b.slots) {
			return
		}
		current = i
		w.message = b.payload.At(i)
		b.settle(i, w, b.answer(w))
		current = -1
	}
}

// answer appends the answer to the message of a worker to its answers. Calls that
// would be in vain are not made.
func (b *batch) answer(w *worker) []byte {
	switch {
	case w.message.Kind() != protocol.KindRequest:
		return w.reply(w.answers)
	case b.ctx.Err() != nil: // nobody waits for it any more
		return w.refuse(w.answers, internalError())
	case b.isFull():
		return w.refuse(w.answers, tooLarge())
	}
	return w.reply(w.answers)
}

// settle puts the answer to a member into its slot, if the reply has room for it.
// The answer is what is new in answers.
func (b *batch) settle(i int, w *worker, answers []byte) {
	start := len(w.answers)
	size := len(answers) - start
	if size == 0 {
		return
	}
	if !b.take(size - b.slots[i].reserved) {
		answers = w.refuse(answers[:start], tooLarge())
	}
	w.answers = answers
	b.slots[i].reply = answers[start:len(answers):len(answers)]
}

// isFull reports whether there was an answer that the reply had no room for.
func (b *batch) isFull() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.full
}

// take takes bytes for an answer beyond those that are reserved, or reports that the
// reply has no room for them.
func (b *batch) take(more int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if more > 0 && more > b.left {
		b.full = true
		return false
	}
	b.left -= more
	return true
}

// refuse appends an answer to a member that is due, but is not what it asks for.
func (j *job) refuse(dst []byte, e *protocol.Error) []byte {
	return appendError(dst, j.version(), j.message.AnswerID(), e)
}

// join returns the reply: all answers, in the order of the members.
func (b *batch) join() []byte {
	size := len("[]")
	for _, sl := range b.slots {
		size += len(sl.reply) + len(",")
	}
	reply := append(make([]byte, 0, size), '[')
	for _, sl := range b.slots {
		if len(sl.reply) == 0 {
			continue
		}
		if len(reply) > 1 {
			reply = append(reply, ',')
		}
		reply = append(reply, sl.reply...)
	}
	return append(reply, ']')
}

// release gives the batch and its workers back.
func (b *batch) release() {
	s := b.server
	for i, w := range b.hands {
		if cap(w.answers) <= keptAnswers {
			w.job, w.answers = job{}, w.answers[:0]
			s.workers.Put(w)
		}
		b.hands[i] = nil
	}
	clear(b.slots)
	b.job, b.payload = job{}, nil
	b.slots, b.hands = b.slots[:0], b.hands[:0]
	b.left, b.full = 0, false
	b.next.Store(0)
	if cap(b.slots) <= keptBatch {
		s.batches.Put(b)
	}
}
