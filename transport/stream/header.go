package stream

import (
	"fmt"
	"strconv"

	"github.com/rpcwire/rpcwire/transport"
)

const (
	maxHeader    = 8 << 10 // bytes of a whole header block
	maxSkippable = 1 << 30 // a larger body is not skipped
)

// Header is the framing of the Language Server Protocol: a header block with the field
// Content-Length, an empty line, and as many bytes of payload.
//
// When read, field names are case-insensitive, lines may end with \n alone, and white
// space around values does not matter. A Content-Type is good with the charset utf-8 or
// utf8, or without one; other fields are ignored. A header block of more than 8 KiB, one
// without a length or with two, or a length that is no plain decimal number is
// [ErrFrame].
//
// A payload beyond the limit is skipped if it is of at most 1 GiB. With a greater length
// than that, the error also matches [transport.ErrClosed]: there is no reading on.
var Header Framing = header{}

type header struct{}

// Append implements [Framing].
func (header) Append(dst, payload []byte) []byte {
	dst = append(dst, "Content-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(payload)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, payload...)
}

// Read implements [Framing].
func (header) Read(r *Reader) ([]byte, error) {
	var block headerBlock
	left := maxHeader
	for {
		text, err := r.Until('\n', left)
		if err != nil {
			return nil, err
		}
		left -= len(text) + 1
		if last := len(text) - 1; last >= 0 && text[last] == '\r' {
			text = text[:last]
		}
		if len(text) == 0 {
			break
		}
		if err := block.add(text); err != nil {
			return nil, err
		}
	}
	if !block.hasLength {
		return nil, fmt.Errorf("%w: no Content-Length", ErrFrame)
	}
	return r.Payload(block.length)
}

// errAbsurd is the error of a payload that is too large to be skipped.
var errAbsurd = fmt.Errorf("%w to be skipped: %w", transport.ErrPayloadTooLarge, transport.ErrClosed)
