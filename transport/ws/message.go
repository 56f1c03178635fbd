package ws

import (
	"math"
	"slices"
	"sync"
	"unicode/utf8"
)

// A buffer is what a message is read to that was not there as a whole. A connection has
// one only until the Read that follows.
type buffer struct{ bytes []byte }

const (
	newBuffer  = 4 << 10
	keptBuffer = 256 << 10 // what has grown larger is not kept
)

var buffers = sync.Pool{New: func() any { return &buffer{bytes: make([]byte, 0, newBuffer)} }}

func newPayload() *buffer {
	b := buffers.Get().(*buffer)
	b.bytes = b.bytes[:0]
	return b
}

func (b *buffer) recycle() {
	if b != nil && cap(b.bytes) <= keptBuffer {
		buffers.Put(b)
	}
}

// next reads a message.
func (c *Conn) next() ([]byte, error) {
	h, err := c.dataHeader()
	if err != nil {
		return nil, err
	}
	switch {
	case h.opcode() == opContinuation:
		return nil, violation(closeProtocol, "part without a beginning")
	case h.opcode() == opBinary && !c.settings.binary:
		return nil, violation(closeUnsupported, "binary message")
	}
	payload, err := c.message(h)
	if err != nil {
		return nil, err
	}
	if h.opcode() == opText && !utf8.Valid(payload) {
		return nil, violation(closeInvalid, "text that is not UTF-8")
	}
	return payload, nil
}

// dataHeader reads the header of the next frame that is no control frame, and does what
// those before ask for.
func (c *Conn) dataHeader() (header, error) {
	for {
		h, err := c.header()
		if err != nil || !h.isControl() {
			return h, err
		}
		if err := c.control(h); err != nil {
			return h, err
		}
	}
}

// message reads the message that begins with a frame. If it is there as a whole, it is
// not copied.
func (c *Conn) message(h header) ([]byte, error) {
	if h.final() && !h.deflated() && h.length <= c.reader.buffered() && h.length <= c.settings.limit {
		payload := c.reader.take(h.length)
		if !c.client {
			mask(payload, h.key)
		}
		return payload, nil
	}
	c.payload = newPayload()
	limit := c.settings.limit
	if h.deflated() {
		limit = deflatedLimit(limit)
	}
	if err := c.assemble(h, c.payload, limit); err != nil {
		return nil, err
	}
	if h.deflated() {
		return c.inflate()
	}
	return c.payload.bytes, nil
}

func tooLarge() *CloseError { return violation(closeTooLarge, "message too large") }

// assemble appends the payloads of a message's frames to b, which is empty.
func (c *Conn) assemble(h header, b *buffer, limit int) error {
	for {
		if h.length > limit-len(b.bytes) {
			return tooLarge()
		}
		if err := c.readPayload(h, b); err != nil {
			return err
		}
		if h.final() {
			return nil
		}
		var err error
		if h, err = c.dataHeader(); err != nil {
			return err
		}
		if h.opcode() != opContinuation {
			return violation(closeProtocol, "beginning within a message")
		}
	}
}

// readPayload appends the payload of a frame to b, which grows with what comes and not
// with what was announced.
func (c *Conn) readPayload(h header, b *buffer) error {
	for rest := h.length; rest > 0; {
		if len(b.bytes) == cap(b.bytes) {
			b.bytes = slices.Grow(b.bytes, min(rest, max(newBuffer, len(b.bytes))))
		}
		p := b.bytes[len(b.bytes):cap(b.bytes)]
		n, err := c.reader.into(p[:min(len(p), rest)])
		if err != nil {
			return err
		}
		if !c.client {
			h.key = mask(p[:n], h.key)
		}
		b.bytes = b.bytes[:len(b.bytes)+n]
		rest -= n
	}
	return nil
}

// deflatedLimit returns the limit for a compressed message: compression may add a little.
func deflatedLimit(limit int) int {
	if limit > math.MaxInt/2 {
		return math.MaxInt
	}
	return limit + limit/64 + 1024
}
