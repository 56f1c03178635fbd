package ws

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// What the first byte of a frame consists of (RFC 6455, section 5.2).
const (
	finBit     = 0x80
	rsvBits    = 0x70
	deflateBit = 0x40 // RSV1, by RFC 7692
	opcodeBits = 0x0f
	controlBit = 0x08 // of the opcode

	opContinuation = 0
	opText         = 1
	opBinary       = 2
	opClose        = 8
	opPing         = 9
	opPong         = 10
)

// What the second byte consists of.
const (
	maskBit    = 0x80
	lengthBits = 0x7f
	length16   = 126
	length64   = 127
)

const (
	maxControl   = 125
	maxHeader    = 2 + 8 + 4
	maxCloseText = maxControl - 2
)

// appendFrame appends a frame with the given first byte to dst. Clients mask theirs.
func appendFrame(dst []byte, first byte, payload []byte, masked bool) []byte {
	dst = slices.Grow(dst, maxHeader+len(payload))
	var bit byte
	if masked {
		bit = maskBit
	}
	switch n := len(payload); {
	case n <= maxControl:
		dst = append(dst, first, bit|byte(n))
	case n < 1<<16:
		dst = append(dst, first, bit|length16)
		dst = binary.BigEndian.AppendUint16(dst, uint16(n))
	default:
		dst = append(dst, first, bit|length64)
		dst = binary.BigEndian.AppendUint64(dst, uint64(n))
	}
	if !masked {
		return append(dst, payload...)
	}
	key := rand.Uint32() // of a generator that cannot be predicted, as section 5.3 asks
	dst = binary.LittleEndian.AppendUint32(dst, key)
	start := len(dst)
	dst = append(dst, payload...)
	mask(dst[start:], key)
	return dst
}

// mask changes p by a key, whose least significant byte is its first, and returns the key
// for what comes after p.
func mask(p []byte, key uint32) uint32 {
	next := bits.RotateLeft32(key, -8*(len(p)&3))
	wide := uint64(key)<<32 | uint64(key)
	for len(p) >= 32 {
		block := p[:32]
		binary.LittleEndian.PutUint64(block, binary.LittleEndian.Uint64(block)^wide)
		binary.LittleEndian.PutUint64(block[8:], binary.LittleEndian.Uint64(block[8:])^wide)
		binary.LittleEndian.PutUint64(block[16:], binary.LittleEndian.Uint64(block[16:])^wide)
		binary.LittleEndian.PutUint64(block[24:], binary.LittleEndian.Uint64(block[24:])^wide)
		p = p[32:]
	}
	for ; len(p) >= 8; p = p[8:] {
		binary.LittleEndian.PutUint64(p, binary.LittleEndian.Uint64(p)^wide)
	}
	for i := range p {
		p[i] ^= byte(wide)
		wide >>= 8
	}
	return next
}

// appendClose appends the payload of a close frame. Text that is too long is cut.
func appendClose(dst []byte, code int, text string) []byte {
	dst = binary.BigEndian.AppendUint16(dst, uint16(code))
	return append(dst, text[:min(len(text), maxCloseText)]...)
}
