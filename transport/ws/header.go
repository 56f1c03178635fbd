package ws

import (
	"encoding/binary"
	"math"
)

// A header is the beginning of a frame of the peer.
type header struct {
	first  byte
	key    uint32 // to unmask with
	length int    // of the payload, math.MaxInt if it is beyond that
}

func (h header) opcode() byte    { return h.first & opcodeBits }
func (h header) final() bool     { return h.first&finBit != 0 }
func (h header) deflated() bool  { return h.first&deflateBit != 0 }
func (h header) isControl() bool { return h.first&controlBit != 0 }

// header reads the header of the next frame. What is wrong with it by itself is an error.
func (c *Conn) header() (header, error) {
	r := &c.reader
	if err := r.need(2); err != nil {
		return header{}, err
	}
	start := r.peek(2)
	h := header{first: start[0], length: int(start[1] & lengthBits)}
	masked := start[1]&maskBit != 0
	if text := c.wrongBits(h, masked); text != "" {
		return h, violation(closeProtocol, text)
	}
	size := 2
	switch h.length {
	case length16:
		size += 2
	case length64:
		size += 8
	}
	if masked {
		size += 4
	}
	if err := r.need(size); err != nil {
		return h, err
	}
	all := r.take(size)
	switch h.length {
	case length16:
		h.length = int(binary.BigEndian.Uint16(all[2:]))
	case length64:
		h.length = int(min(binary.BigEndian.Uint64(all[2:]), math.MaxInt))
	}
	if masked {
		h.key = binary.LittleEndian.Uint32(all[size-4:])
	}
	return h, nil
}

// wrongBits says what is wrong with the first two bytes of a frame; "" if nothing is. The
// length is that in the second.
func (c *Conn) wrongBits(h header, masked bool) string {
	switch {
	case masked == c.client:
		if c.client {
			return "masked frame"
		}
		return "frame without mask"
	case h.first&rsvBits != 0 && !c.mayBeDeflated(h):
		return "reserved bit"
	case h.isControl() && !h.final():
		return "control frame in parts"
	case h.isControl() && h.length > maxControl:
		return "control frame too long"
	}
	switch h.opcode() {
	case opContinuation, opText, opBinary, opClose, opPing, opPong:
		return ""
	}
	return "unknown opcode"
}

// mayBeDeflated reports whether the reserved bits are as compression has them.
func (c *Conn) mayBeDeflated(h header) bool {
	return c.deflate && h.first&rsvBits == deflateBit && (h.opcode() == opText || h.opcode() == opBinary)
}
