package outbox

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"time"
)

const (
	// What is larger than this is not kept for what is sent next.
	keptBuffer = 64 << 10

	// So much has to be written within the timeout, so that a large frame on a slow
	// way is told from one that does not move.
	progress = 128 << 10

	// Before a write, others may add their frames for so many turns of the scheduler at
	// most. With 64 calls in flight a write then has about 30 frames in place of 2 to 5, by
	// the benchmarks of the transports.
	gatherTurns = 4

	// After a write of several frames, so many with one frame each make a connection one
	// that a single caller uses; then one of so many writes looks for others.
	crowdedWrites = 16
	lonelyWrites  = 16
)

var buffers = sync.Pool{New: func() any { return new(buffer) }}

type buffer struct{ bytes []byte }

// A Queue collects frames and writes them, as many at a time as there are, in the order
// in which they were begun. It has a goroutine and a buffer only while there is
// something to write. Its methods may be called concurrently.
type Queue struct {
	writer  io.Writer
	timer   deadliner // nil if writes cannot be given a deadline
	limit   int
	timeout time.Duration
	failed  func(error)

	mu      sync.Mutex
	waiting *buffer       // frames that nobody writes yet; nil if there are none
	flight  int           // the bytes that are being written
	frames  int           // how many frames are waiting
	alone   int           // how many writes in a row had one frame
	writing bool          // somebody writes, and goes on until nothing waits
	err     error         // why nothing more can be written
	line    []chan bool   // those who wait for room, in their order
	drained chan struct{} // closed for Drain when nobody writes any longer; nil if nobody drains

	refresh time.Time // when the deadline has to be moved; for who writes
}

type deadliner interface{ SetWriteDeadline(time.Time) error }

// New returns a queue that writes to w and holds at most limit bytes, or a single frame
// if that is larger. A write that makes no progress for timeout, if that is not zero, and
// any other failure, is final: failed is called once, with the cause, in a goroutine of
// its own. If w has SetWriteDeadline, that is how a write is interrupted; else it is not.
func New(w io.Writer, limit int, timeout time.Duration, failed func(error)) *Queue {
	q := &Queue{writer: w, limit: limit, timeout: timeout, failed: failed}
	if timeout > 0 {
		q.timer, _ = w.(deadliner)
	}
	return q
}

// Begin waits until there is room for a frame of size bytes, and returns the buffer to
// append it to. Those who wait get their turn in the order in which they came, however
// large their frames are. The queue is locked until [Queue.Commit] or [Queue.Abandon] is
// called. The error is that of ctx or the one that the queue ended with; the queue is
// then not locked.
func (q *Queue) Begin(ctx context.Context, size int) ([]byte, error) {
	q.mu.Lock()
	if len(q.line) > 0 || !q.hasRoom(size) {
		if err := q.wait(ctx, size); err != nil {
			q.mu.Unlock()
			return nil, err
		}
	}
	if err := q.err; err != nil {
		q.mu.Unlock()
		return nil, err
	}
	if q.waiting == nil {
		q.waiting = buffers.Get().(*buffer)
	}
	return q.waiting.bytes, nil
}

// hasRoom reports whether a frame may be added: one that is larger than the limit is
// let through alone.
func (q *Queue) hasRoom(size int) bool {
	held := q.flight
	if q.waiting != nil {
		held += len(q.waiting.bytes)
	}
	return held == 0 || size <= q.limit-held
}

// wait waits in the line, with the queue unlocked meanwhile. The error is that of ctx.
func (q *Queue) wait(ctx context.Context, size int) error {
	turn := make(chan bool, 1)
	q.line = append(q.line, turn)
	defer q.leave(turn)
	for q.err == nil && (q.line[0] != turn || !q.hasRoom(size)) {
		q.mu.Unlock()
		select {
		case <-turn:
			q.mu.Lock()
		case <-ctx.Done():
			q.mu.Lock()
			return ctx.Err()
		}
	}
	return nil
}

// leave takes one out of the line; whoever is the first then may have room as well.
func (q *Queue) leave(turn chan bool) {
	for i, other := range q.line {
		if other == turn {
			q.line = append(q.line[:i], q.line[i+1:]...)
			break
		}
	}
	if len(q.line) == 0 {
		q.line = nil
		return
	}
	wake(q.line[0])
}

func wake(turn chan bool) {
	select {
	case turn <- true:
	default: // it was woken already
	}
}

// Abandon gives up the frame that was begun.
func (q *Queue) Abandon() {
	if len(q.waiting.bytes) == 0 {
		buffers.Put(q.waiting)
		q.waiting = nil
	}
	q.mu.Unlock()
}

// Commit queues the frame that was appended to what Begin returned. If nobody writes
// yet, the caller does if it may, which is cheaper; else a goroutine is started. A caller
// that has to be able to leave may not. The error is that of a write by the caller; the
// frame may have been sent then.
func (q *Queue) Commit(frames []byte, callerMayWrite bool) error {
	q.waiting.bytes = frames
	q.frames++
	if q.writing {
		q.mu.Unlock()
		return nil
	}
	q.writing = true
	if !callerMayWrite {
		q.mu.Unlock()
		go q.writeAll()
		return nil
	}
	q.gather()
	more := q.writeOnce()
	err := q.err
	q.mu.Unlock()
	if more {
		go q.writeAll() // the caller wants to go on
	}
	return err
}

// writeAll writes until nothing waits.
func (q *Queue) writeAll() {
	q.mu.Lock()
	q.gather()
	for q.writeOnce() {
	}
	q.mu.Unlock()
}

// gather lets others add their frames before the first write, for as long as every turn
// of the scheduler brings some, but not for long. If the last writes had one frame each,
// there are no others, as it seems; that is looked at now and then. The queue is locked
// before and after.
func (q *Queue) gather() {
	if q.alone > 0 && q.alone%lonelyWrites != 0 {
		return
	}
	for range gatherTurns {
		before := q.frames
		q.mu.Unlock()
		runtime.Gosched()
		q.mu.Lock()
		if q.frames == before {
			return
		}
	}
}

// writeOnce writes what waits, and reports whether there is more; if not, nobody writes
// any longer. The queue is locked before and after, but not meanwhile.
func (q *Queue) writeOnce() (more bool) {
	if !q.hasWaiting() {
		q.rest()
		return false
	}
	b := q.waiting
	q.alone++
	if q.frames > 1 {
		q.alone = -crowdedWrites
	}
	q.waiting, q.flight, q.frames = nil, len(b.bytes), 0
	q.mu.Unlock()
	err := q.write(b.bytes)
	if cap(b.bytes) <= keptBuffer {
		b.bytes = b.bytes[:0]
		buffers.Put(b)
	}
	q.mu.Lock()
	q.flight = 0
	if err != nil {
		q.end(err)
	}
	if len(q.line) > 0 {
		wake(q.line[0])
	}
	if q.hasWaiting() {
		return true
	}
	q.rest()
	return false
}

func (q *Queue) hasWaiting() bool {
	return q.err == nil && q.waiting != nil && len(q.waiting.bytes) > 0
}

// rest notes that nobody writes any longer.
func (q *Queue) rest() {
	q.writing = false
	q.wakeDrains()
}

func (q *Queue) wakeDrains() {
	if q.drained != nil {
		close(q.drained)
		q.drained = nil
	}
}

// write writes all of p.
func (q *Queue) write(p []byte) error {
	for len(p) > 0 {
		piece := p
		if q.timer != nil {
			piece = p[:min(len(p), progress)]
			if err := q.extend(); err != nil {
				return err
			}
		}
		n, err := q.writer.Write(piece)
		if err != nil {
			return err
		}
		if n < len(piece) {
			return io.ErrShortWrite
		}
		p = p[n:]
	}
	return nil
}

// extend moves the deadline, but only now and then, since that is not for free: a write
// has between one and two timeouts.
func (q *Queue) extend() error {
	now := time.Now()
	if now.Before(q.refresh) {
		return nil
	}
	q.refresh = now.Add(q.timeout)
	return q.timer.SetWriteDeadline(now.Add(2 * q.timeout))
}

// end makes err the end of the queue, which is locked.
func (q *Queue) end(err error) {
	if q.err != nil {
		return
	}
	q.err = err
	q.waiting = nil // it will not be sent
	for _, turn := range q.line {
		wake(turn)
	}
	q.wakeDrains()
	if q.failed != nil {
		go q.failed(err)
	}
}

// Close ends the queue: what waits is dropped, and those who wait get err. It does not
// interrupt a write; closing the connection does.
func (q *Queue) Close(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.failed = nil
		q.end(err)
	}
}

// Err returns what the queue ended with; nil as long as it has not.
func (q *Queue) Err() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.err
}

// Drain waits until all that was queued is written. The error is that of ctx or the one
// that the queue ended with; it may return while a last write is still under way if the
// queue was closed.
func (q *Queue) Drain(ctx context.Context) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.err == nil && q.writing {
		if q.drained == nil {
			q.drained = make(chan struct{})
		}
		drained := q.drained
		q.mu.Unlock()
		select {
		case <-drained:
			q.mu.Lock()
		case <-ctx.Done():
			q.mu.Lock()
			return ctx.Err()
		}
	}
	return q.err
}

// IsTimeout reports whether err is that of a write that made no progress.
func IsTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
