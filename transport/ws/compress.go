package ws

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	nethttp "net/http"
	"slices"
	"strings"
	"sync"
)

// A compressor compresses one message after the other, each for itself.
type compressor struct {
	writer *flate.Writer
	out    bytes.Buffer
}

var compressors = sync.Pool{New: func() any {
	c := new(compressor)
	c.writer, _ = flate.NewWriter(&c.out, flate.BestSpeed) // a level that exists
	return c
}}

// A message leaves out what a flush ends with (RFC 7692, section 7.2.1). For reading, an
// empty last block follows.
const (
	blockEnd  = "\x00\x00\xff\xff"
	lastBlock = blockEnd + "\x01\x00\x00\xff\xff"
)

func (c *Conn) writeCompressed(ctx context.Context, payload []byte) error {
	z := compressors.Get().(*compressor)
	defer func() {
		if z.out.Cap() <= keptBuffer {
			compressors.Put(z)
		}
	}()
	z.out.Reset()
	z.writer.Reset(&z.out)
	_, _ = z.writer.Write(payload) // to memory
	_ = z.writer.Flush()
	return c.writeFrame(ctx, finBit|deflateBit|opText, bytes.TrimSuffix(z.out.Bytes(), []byte(blockEnd)))
}

// A decompressor decompresses one message after the other.
type decompressor struct {
	in     bytes.Reader
	end    strings.Reader
	reader io.ReadCloser // of flate
}

var decompressors = sync.Pool{New: func() any {
	return &decompressor{reader: flate.NewReader(bytes.NewReader(nil))}
}}

// inflate puts what c.payload decompresses to in its place. It is not larger than the
// limit, whatever it would be.
func (c *Conn) inflate() ([]byte, error) {
	compressed := c.payload
	c.payload = newPayload()
	z := decompressors.Get().(*decompressor)
	z.in.Reset(compressed.bytes)
	z.end.Reset(lastBlock)
	_ = z.reader.(flate.Resetter).Reset(io.MultiReader(&z.in, &z.end), nil) // it never fails
	var err error
	c.payload.bytes, err = readAll(z.reader, c.payload.bytes, c.settings.limit)
	z.in.Reset(nil)
	decompressors.Put(z)
	compressed.recycle()
	return c.payload.bytes, err
}

// readAll appends to p, which is empty, what r has to say.
func readAll(r io.Reader, p []byte, limit int) ([]byte, error) {
	for {
		if len(p) == cap(p) {
			p = slices.Grow(p, max(newBuffer, len(p)))
		}
		n, err := r.Read(p[len(p):cap(p)])
		p = p[:len(p)+n]
		switch {
		case len(p) > limit:
			return p, tooLarge()
		case errors.Is(err, io.EOF):
			return p, nil
		case err != nil:
			return p, violation(closeInvalid, "corrupt compression")
		}
	}
}

const (
	extensionHeader = "Sec-Websocket-Extensions"
	deflateName     = "permessage-deflate"
)

// agreesToCompression reports whether the text of a response, as the library writes it,
// tells the client that compression will be used.
func agreesToCompression(response []byte) bool {
	return bytes.Contains(response, []byte("\r\nSec-WebSocket-Extensions: "+deflateName))
}

// hasCompression reports whether the header of a response does.
func hasCompression(header nethttp.Header) bool {
	for _, line := range header[extensionHeader] {
		for extension := range strings.SplitSeq(line, ",") {
			name, _, _ := strings.Cut(extension, ";")
			if strings.TrimSpace(name) == deflateName {
				return true
			}
		}
	}
	return false
}
