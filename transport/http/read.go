package http

import (
	"io"

	"github.com/rpcwire/rpcwire/transport"
)

const (
	minRead = 512
	maxHint = 1 << 20 // nobody gets more memory than this for a promise
)

// readAll reads up to limit bytes. The size that is promised (negative: none) sets
// how much memory there is in the beginning. More bytes are ErrPayloadTooLarge; with
// every error comes what was read, up to the limit.
func readAll(r io.Reader, promised int64, limit int) ([]byte, error) {
	if promised > int64(limit) {
		return nil, transport.ErrPayloadTooLarge
	}
	size := minRead
	if promised >= 0 {
		size = int(min(promised, maxHint)) + 1 // one more to see the end
	}
	data := make([]byte, 0, size)
	for {
		if len(data) == cap(data) {
			data = append(data, 0)[:len(data)]
		}
		n, err := r.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case len(data) > limit:
			return data[:limit], transport.ErrPayloadTooLarge
		case err == io.EOF:
			return data, nil
		case err != nil:
			return data, err
		}
	}
}
