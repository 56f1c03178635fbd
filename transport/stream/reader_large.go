package stream

import (
	"bytes"
	"io"
)

// takeLarge returns the next n bytes, which no buffer has room for. Memory is taken as
// they arrive.
func (r *Reader) takeLarge(n int) ([]byte, error) {
	r.within = true
	memory := append(make([]byte, 0, largeBuffer), r.buf[r.start:r.end]...)
	r.start, r.full = r.end, false
	for len(memory) < n {
		if len(memory) == cap(memory) {
			memory = enlarge(memory, n)
		}
		more, err := r.read(memory[len(memory):min(cap(memory), n)])
		memory = memory[:len(memory)+more]
		if err != nil {
			return nil, r.ended(err)
		}
	}
	return memory, nil
}

// enlarge returns memory with twice the capacity, but not more than is needed at most.
func enlarge(memory []byte, most int) []byte {
	size := most
	if cap(memory) < most/2 {
		size = 2 * cap(memory)
	}
	return append(make([]byte, 0, size), memory...)
}

// takeUntil returns what comes before the next delim, where that is more than the
// buffers have room for; the most that it may be is limit.
func (r *Reader) takeUntil(delim byte, limit int) ([]byte, error) {
	r.within = true
	memory := make([]byte, 0, min(limit, 2*largeBuffer))
	for {
		piece := r.buf[r.start:r.end]
		i := bytes.IndexByte(piece, delim)
		if i >= 0 {
			piece = piece[:i]
			r.start += i + 1
		} else {
			r.start = r.end
		}
		if len(piece) > limit-len(memory) {
			if i < 0 {
				r.until = int(delim)
			}
			return nil, errTooLarge
		}
		for cap(memory)-len(memory) < len(piece) {
			memory = enlarge(memory, limit)
		}
		memory = append(memory, piece...)
		if i >= 0 {
			return memory, nil
		}
		r.reserve(1)
		switch err := r.fill(); err {
		case nil:
		case io.EOF:
			return memory, nil
		default:
			return nil, err
		}
	}
}

// skipRest skips what is left of a payload beyond the limit.
func (r *Reader) skipRest() error {
	for r.skip > 0 {
		if r.start == r.end {
			r.reserve(1)
			if err := r.fill(); err != nil {
				return r.ended(err)
			}
		}
		skipped := min(int64(r.end-r.start), r.skip)
		r.start += int(skipped)
		r.skip -= skipped
	}
	for r.until >= 0 {
		i := bytes.IndexByte(r.buf[r.start:r.end], byte(r.until))
		if i >= 0 {
			r.start += i + 1
			r.until = -1
			break
		}
		r.start = r.end
		r.reserve(1)
		if err := r.fill(); err != nil {
			return err
		}
	}
	return nil
}
