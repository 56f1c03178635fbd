package zmq

import (
	"math/rand/v2"
	"time"
)

// A job is a call that a broker has taken.
type job struct {
	number   uint64
	envelope envelope // of the client
	payload  []byte
	origin   origin
	worker   *poolWorker // nil while it is queued

	next *job // in the queue
}

func (j *job) size() int { return len(j.payload) + overhead }

// A poolWorker is a worker as its broker sees it.
type poolWorker struct {
	identity string
	free     int // how many more calls it takes
	leaving  bool
	jobs     map[uint64]*job // that it has
	heard    time.Time
	silence  time.Duration // after which it is gone

	listed     bool // among those that take calls
	prev, next *poolWorker
}

// A pool decides which worker of a broker gets which call: the one that got none for
// the longest time, of those that take any. It does no I/O, and knows the time as it is
// told.
type pool struct {
	maxCalls, maxBytes int // in the queue

	workers     map[string]*poolWorker
	first, last *poolWorker // those that take calls, the one to be used next in front
	jobs        map[uint64]*job
	number      uint64

	head, tail *job
	queued     int
	bytes      int // of the queue
}

func newPool(maxCalls, maxBytes int) *pool {
	return &pool{
		maxCalls: maxCalls,
		maxBytes: maxBytes,
		workers:  make(map[string]*poolWorker),
		jobs:     make(map[uint64]*job),
		number:   rand.Uint64() >> 1, // not that of a broker that was there before
	}
}

// submit takes a job, unless there is no worker for it and the queue is full.
func (p *pool) submit(j *job) bool {
	idle := p.head == nil && p.first != nil
	if !idle && (p.queued >= p.maxCalls || p.bytes+j.size() > p.maxBytes) {
		return false
	}
	p.enqueue(j)
	return true
}

func (p *pool) enqueue(j *job) {
	if p.tail == nil {
		p.head = j
	} else {
		p.tail.next = j
	}
	p.tail = j
	p.queued++
	p.bytes += j.size()
}

func (p *pool) dequeue() *job {
	j := p.head
	p.head, j.next = j.next, nil
	if p.head == nil {
		p.tail = nil
	}
	p.queued--
	p.bytes -= j.size()
	return j
}

// match assigns the next job to the next worker, and returns it, or nil if one of the two
// is missing.
func (p *pool) match() *job {
	if p.head == nil || p.first == nil {
		return nil
	}
	j, w := p.dequeue(), p.first
	p.number++
	j.number, j.worker = p.number, w
	p.jobs[j.number], w.jobs[j.number] = j, j
	p.unlist(w)
	w.free--
	p.list(w)
	return j
}

// retract takes back a job that was assigned but did not reach the worker. It is the next
// one again.
func (p *pool) retract(j *job) {
	p.forget(j)
	j.next = p.head
	p.head = j
	if p.tail == nil {
		p.tail = j
	}
	p.queued++
	p.bytes += j.size()
}

func (p *pool) forget(j *job) {
	delete(p.jobs, j.number)
	delete(j.worker.jobs, j.number)
	j.worker = nil
}

// ready takes a worker in, with the places that it has free. If it was known, the jobs
// that it had are returned: it does not know them any more.
func (p *pool) ready(identity string, free int, silence time.Duration, now time.Time) (lost []*job) {
	lost = p.gone(identity)
	w := &poolWorker{
		identity: identity,
		free:     free,
		jobs:     make(map[uint64]*job),
		heard:    now,
		silence:  silence,
	}
	p.workers[identity] = w
	p.list(w)
	return lost
}

// hear notes a sign of life, and reports whether the worker is known.
func (p *pool) hear(identity string, now time.Time) bool {
	w := p.workers[identity]
	if w != nil {
		w.heard = now
	}
	return w != nil
}

// done ends the job with a number that a worker has, and returns it; nil if it has none.
// The worker has a place more.
func (p *pool) done(identity string, number uint64) *job {
	p.freed(identity)
	j := p.jobs[number]
	if j == nil || j.worker.identity != identity {
		return nil
	}
	p.forget(j)
	return j
}

// freed gives a worker a place more.
func (p *pool) freed(identity string) {
	if w := p.workers[identity]; w != nil && w.free < maxFree {
		w.free++
		p.list(w)
	}
}

// leave gives no more jobs to a worker, and reports whether it is known.
func (p *pool) leave(identity string) bool {
	w := p.workers[identity]
	if w == nil {
		return false
	}
	w.leaving = true
	p.unlist(w)
	return true
}

// gone removes a worker, and returns the jobs that it had.
func (p *pool) gone(identity string) (lost []*job) {
	w := p.workers[identity]
	if w == nil {
		return nil
	}
	delete(p.workers, identity)
	p.unlist(w)
	for _, j := range w.jobs {
		lost = append(lost, j)
	}
	for _, j := range lost {
		p.forget(j)
	}
	return lost
}

// pardon takes it that all workers have just given a sign of life: it was the broker that
// did not look.
func (p *pool) pardon(now time.Time) {
	for _, w := range p.workers {
		w.heard = now
	}
}

// silent returns the workers that count as gone.
func (p *pool) silent(now time.Time) (identities []string) {
	for identity, w := range p.workers {
		if now.Sub(w.heard) >= w.silence {
			identities = append(identities, identity)
		}
	}
	return identities
}

// abandon removes all jobs: those that wait in the queue, and those that workers have.
func (p *pool) abandon() (queued, assigned []*job) {
	for p.head != nil {
		queued = append(queued, p.dequeue())
	}
	for _, j := range p.jobs {
		assigned = append(assigned, j)
	}
	for _, j := range assigned {
		p.forget(j)
	}
	return queued, assigned
}

// empty reports whether there is no job.
func (p *pool) empty() bool { return p.queued == 0 && len(p.jobs) == 0 }

// list makes a worker the last one of those that take jobs, if it takes any.
func (p *pool) list(w *poolWorker) {
	if w.listed || w.leaving || w.free <= 0 {
		return
	}
	w.listed, w.prev, w.next = true, p.last, nil
	if p.last == nil {
		p.first = w
	} else {
		p.last.next = w
	}
	p.last = w
}

func (p *pool) unlist(w *poolWorker) {
	if !w.listed {
		return
	}
	if w.prev == nil {
		p.first = w.next
	} else {
		w.prev.next = w.next
	}
	if w.next == nil {
		p.last = w.prev
	} else {
		w.next.prev = w.prev
	}
	w.listed, w.prev, w.next = false, nil, nil
}
