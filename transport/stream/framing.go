package stream

import "errors"

// A Framing tells payloads in a stream apart. It has no state of its own, so that one
// Framing serves all connections; it must be safe for concurrent use.
type Framing interface {
	// Append appends the frame of a payload to dst and returns the extended slice. It
	// must not wait, nor change or keep the payload.
	Append(dst, payload []byte) []byte

	// Read returns the next payload that r has. The payload may be what a method of r
	// returned last. The error is one that a method of r returned, or says why what
	// came is no frame; except for a payload that r skips because it is too large, it
	// ends the connection for reading.
	Read(r *Reader) (payload []byte, err error)
}

// ErrFrame is the error of a connection whose peer sent what is no frame, so that
// nobody knows where the next one begins.
var ErrFrame = errors.New("not a frame")
