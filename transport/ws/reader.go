package ws

import (
	"context"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// smallBuffer is the size of a buffer that is held while there is nothing to be read.
const smallBuffer = 256

// A reader reads from the network. Where it can, it waits without a buffer, and has a
// large one, from a pool, only as long as there is something in it: see source.
type reader struct {
	conn   net.Conn
	over   *atomic.Bool // nobody wants to read any more; nil during the handshake
	source source       // how to read

	buf        []byte // nil if there is nothing in it
	start, end int    // what was read and not taken yet
	pooled     bool   // buf has to go back to the pool

	ctx     context.Context // what can interrupt reading, or nil
	watch   atomic.Pointer[watch]
	alive   atomic.Bool // something was read
	waiting atomic.Bool // there is nothing to be read
}

var past = time.Unix(1, 0)

func (r *reader) init(conn net.Conn) {
	r.conn = conn
	r.source.init(r)
}

// buffered returns how many bytes are there to be taken.
func (r *reader) buffered() int { return r.end - r.start }

// need waits until n bytes are there to be taken, no more than a frame can need at once:
// see maxHeader and maxControl.
func (r *reader) need(n int) error {
	for r.end-r.start < n {
		if err := r.more(); err != nil {
			return err
		}
	}
	return nil
}

// peek returns the next n bytes, which are there.
func (r *reader) peek(n int) []byte { return r.buf[r.start : r.start+n] }

// take takes n bytes, which are there. They stay valid until more are needed.
func (r *reader) take(n int) []byte {
	p := r.buf[r.start : r.start+n : r.start+n]
	r.start += n
	return p
}

// into reads as much into p as there is, at least one byte. P is not empty.
func (r *reader) into(p []byte) (int, error) {
	if r.start == r.end {
		if len(p) >= largeBuffer {
			return r.receive(p)
		}
		if err := r.more(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.buf[r.start:r.end])
	r.start += n
	return n, nil
}

// more reads more into the buffer.
func (r *reader) more() error {
	switch {
	case r.start == r.end:
		r.start, r.end = 0, 0
	case r.end == len(r.buf):
		r.end = copy(r.buf, r.buf[r.start:r.end])
		r.start = 0
	}
	n, err := r.receive(nil)
	r.end += n
	return err
}

// receive reads into p, or else into the buffer, behind what is there. A deadline that
// passes ends it only if whoever set it still wants that: it may have been meant for a
// Read before.
func (r *reader) receive(p []byte) (int, error) {
	for {
		n, err := r.source.read(r, p)
		if err == nil || !r.goesOn(err) {
			return n, err
		}
	}
}

// goesOn reports whether reading continues after an error. The deadlines of the handshake
// are meant.
//
//go:noinline
func (r *reader) goesOn(err error) bool {
	if r.over == nil || !errors.Is(err, os.ErrDeadlineExceeded) || r.interrupted() {
		return false
	}
	if r.conn.SetReadDeadline(time.Time{}) != nil {
		return false
	}
	return !r.interrupted() // it might have been since, and the deadline with it
}

func (r *reader) interrupted() bool {
	return r.over.Load() || r.ctx != nil && r.ctx.Err() != nil
}

// interrupt wakes whoever reads.
func (r *reader) interrupt() { _ = r.conn.SetReadDeadline(past) }

// detach takes another buffer, and leaves what was taken from this one alone.
func (r *reader) detach() {
	if r.buf == nil {
		return
	}
	other := make([]byte, len(r.buf))
	r.end = copy(other, r.buf[r.start:r.end])
	r.buf, r.start, r.pooled = other, 0, false
}

// readBelow reads from the connection as it is.
func (r *reader) readBelow(p []byte) (int, error) {
	r.waiting.Store(true)
	n, err := r.conn.Read(p)
	r.waiting.Store(false)
	if n > 0 {
		r.alive.Store(true)
		return n, nil // the error comes again
	}
	return n, err
}
