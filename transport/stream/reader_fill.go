package stream

import (
	"errors"
	"io"
)

var errBadRead = errors.New("the stream returned an impossible count")

// reserve makes room for more, so that n bytes beginning with what is there stand
// together. They are no more than the large buffer has.
func (r *Reader) reserve(n int) {
	if r.small == nil {
		r.small = make([]byte, smallBuffer)
		r.buf = r.small
	}
	have := r.end - r.start
	switch {
	case r.borrowed == nil && (n > smallBuffer || r.full):
		r.borrowed = largeBuffers.Get().(*[largeBuffer]byte)
		r.move(r.borrowed[:])
	case r.borrowed != nil && have == 0 && n <= smallBuffer && !r.full:
		borrowed := r.borrowed
		r.borrowed = nil
		r.move(r.small)
		largeBuffers.Put(borrowed)
	case have == 0 || r.start+n > len(r.buf):
		r.move(r.buf)
	}
}

// move moves what is there to the front of a buffer, which becomes the one in use.
func (r *Reader) move(to []byte) {
	r.end = copy(to, r.buf[r.start:r.end])
	r.start = 0
	r.buf = to
}

// fill waits for more; there is room for it.
func (r *Reader) fill() error {
	room := r.buf[r.end:]
	n, err := r.read(room)
	r.end += n
	r.full = n == len(room)
	return err
}

// read reads at least one byte into p, or returns an error.
func (r *Reader) read(p []byte) (int, error) {
	if err := r.err; err != nil {
		r.err = nil
		return 0, err
	}
	for range 100 {
		n, err := r.source.Read(p)
		if n < 0 || n > len(p) {
			return 0, errBadRead
		}
		if n > 0 {
			r.err = err // for later
			return n, nil
		}
		if err != nil {
			return 0, err
		}
	}
	return 0, io.ErrNoProgress
}
