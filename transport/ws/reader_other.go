//go:build !unix

package ws

// largeBuffer is the size from which on messages are read without a buffer.
const largeBuffer = 4 << 10

// A source reads the connection as it is, into a buffer that stays.
type source struct{}

func (source) init(r *reader) { r.buf = make([]byte, largeBuffer) }

func (source) read(r *reader, p []byte) (int, error) {
	if p == nil {
		p = r.buf[r.end:]
	}
	return r.readBelow(p)
}

func (*reader) shrink() {}
