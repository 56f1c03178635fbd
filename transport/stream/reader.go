package stream

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"sync"

	"github.com/rpcwire/rpcwire/transport"
)

const (
	smallBuffer = 4 << 10  // what a connection keeps
	largeBuffer = 32 << 10 // what it borrows while more is coming
)

var largeBuffers = sync.Pool{New: func() any { return new([largeBuffer]byte) }}

// errTooLarge is the error of a payload that is skipped.
var errTooLarge = transport.ErrPayloadTooLarge

// A Reader gives a [Framing] what arrived on a connection. What its methods return
// belongs to it, and is valid until the next call of one of them, or for a payload until
// the next Read of the [Conn]. At the end of the stream the error is [io.EOF] between two
// frames, and [io.ErrUnexpectedEOF] within one.
type Reader struct {
	source io.Reader
	limit  int // of a payload
	err    error

	buf        []byte // where what arrived is; nil at first
	start, end int    // what nobody took yet
	small      []byte
	borrowed   *[largeBuffer]byte // buf, if that is not small
	full       bool               // more came than there was room for

	within bool  // within a frame
	skip   int64 // how many bytes to skip before the next frame
	until  int   // the byte to skip to, or -1
}

func newReader(source io.Reader, limit int) *Reader {
	return &Reader{source: source, limit: limit, until: -1}
}

// next returns the next payload.
func (r *Reader) next(f Framing) ([]byte, error) {
	if err := r.skipRest(); err != nil {
		return nil, err
	}
	r.within = false
	return f.Read(r)
}

// Bytes returns the next n bytes, which are not the payload, such as a length before it.
// It is for a few bytes only: more than 4096 are an error.
func (r *Reader) Bytes(n int) ([]byte, error) {
	if n < 0 || n > smallBuffer {
		return nil, fmt.Errorf("%w: %d bytes before a payload", ErrFrame, n)
	}
	return r.take(n)
}

// Until returns what comes before the next delim, without it, which is not the payload
// but for example a header line. More than limit bytes, delim included, are [ErrFrame].
func (r *Reader) Until(delim byte, limit int) ([]byte, error) {
	for searched := 0; ; {
		have := r.buf[r.start:min(r.end, r.start+max(limit, 0))]
		if i := bytes.IndexByte(have[searched:], delim); i >= 0 {
			i += searched
			r.advance(i + 1)
			return have[:i], nil
		}
		searched = len(have)
		if searched >= min(limit, largeBuffer) {
			return nil, fmt.Errorf("%w: no end within its bounds", ErrFrame)
		}
		r.reserve(searched + 1)
		if err := r.fill(); err != nil {
			return nil, r.ended(err)
		}
	}
}

// Payload returns the next n bytes as the payload. If they are beyond the limit, the
// error matches [transport.ErrPayloadTooLarge], and the next Read of the [Conn] skips
// them; but more than 1 GiB are not skipped.
func (r *Reader) Payload(n int64) ([]byte, error) {
	switch {
	case n < 0:
		return nil, fmt.Errorf("%w: a payload of %d bytes", ErrFrame, n)
	case n <= int64(r.limit):
		return r.take(int(n))
	case n > maxSkippable:
		return nil, errAbsurd
	}
	r.within = true
	r.skip = n
	return nil, errTooLarge
}

// PayloadUntil returns what comes before the next delim, or before the end of the
// stream, as the payload. If it is beyond the limit, the error matches
// [transport.ErrPayloadTooLarge], and the next Read of the [Conn] skips the rest of it.
func (r *Reader) PayloadUntil(delim byte) ([]byte, error) { return r.payloadUntil(delim, 0) }

// payloadUntil takes some bytes more than the limit.
func (r *Reader) payloadUntil(delim byte, more int) ([]byte, error) {
	limit := r.limit
	if limit <= math.MaxInt-more {
		limit += more
	}
	for searched := 0; ; {
		have := r.buf[r.start:r.end]
		if i := bytes.IndexByte(have[searched:], delim); i >= 0 {
			i += searched
			r.start += i + 1
			if i > limit {
				return nil, errTooLarge
			}
			return have[:i:i], nil
		}
		searched = len(have)
		if searched > limit {
			r.until = int(delim)
			return nil, errTooLarge
		}
		if searched >= largeBuffer {
			return r.takeUntil(delim, limit)
		}
		r.reserve(searched + 1)
		if err := r.fill(); err != nil {
			return r.last(err)
		}
	}
}

// last returns what came before the end of the stream.
func (r *Reader) last(err error) ([]byte, error) {
	if have := r.buf[r.start:r.end]; err == io.EOF && len(have) > 0 {
		r.start = r.end
		return have, nil
	}
	return nil, err
}

// take returns the next n bytes, however many they are.
func (r *Reader) take(n int) ([]byte, error) {
	if n > largeBuffer && n > r.end-r.start {
		return r.takeLarge(n)
	}
	for r.end-r.start < n {
		r.reserve(n)
		if err := r.fill(); err != nil {
			return nil, r.ended(err)
		}
	}
	taken := r.buf[r.start : r.start+n : r.start+n]
	r.advance(n)
	return taken, nil
}

// advance takes n bytes, which are there. They begin a frame or continue one.
func (r *Reader) advance(n int) {
	r.start += n
	r.within = true
}

// ended returns the error for the end of the stream where more should come.
func (r *Reader) ended(err error) error {
	if err == io.EOF && (r.within || r.end > r.start) {
		return io.ErrUnexpectedEOF
	}
	return err
}
