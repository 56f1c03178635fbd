package http

import (
	"bytes"
	"io"
	nethttp "net/http"
	"os"
	"sync"
)

// copyBelow is the size of payloads that are copied rather than guarded: net/http
// sends a small request in one piece only if its body is a bytes.Reader.
const copyBelow = 64 << 10

// setBody makes payload the body of r. Net/http may go on reading a body after the
// response is there, while the payload is the caller's again when Send returns:
// release ends that.
func setBody(r *nethttp.Request, payload []byte) (release func()) {
	if len(payload) < copyBelow {
		setOwnBody(r, bytes.Clone(payload))
		return func() {}
	}
	guard := &guard{payload: payload}
	r.ContentLength = int64(len(payload))
	r.GetBody = func() (io.ReadCloser, error) { return &guardedBody{guard: guard}, nil }
	r.Body, _ = r.GetBody()
	return guard.release
}

// setOwnBody makes payload, which nobody else uses, the body of r.
func setOwnBody(r *nethttp.Request, payload []byte) {
	r.ContentLength = int64(len(payload))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(payload)), nil }
	r.Body, _ = r.GetBody()
	if len(payload) == 0 {
		r.Body = nethttp.NoBody
	}
}

// A guard lends a payload until it is released.
type guard struct {
	mu      sync.Mutex
	payload []byte
	over    bool
}

func (g *guard) release() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.payload, g.over = nil, true
}

type guardedBody struct {
	guard *guard
	read  int
}

// Read implements [io.Reader].
func (b *guardedBody) Read(p []byte) (int, error) {
	b.guard.mu.Lock()
	defer b.guard.mu.Unlock()
	if b.guard.over {
		return 0, os.ErrClosed
	}
	if b.read == len(b.guard.payload) {
		return 0, io.EOF
	}
	n := copy(p, b.guard.payload[b.read:])
	b.read += n
	return n, nil
}

// Close implements [io.Closer].
func (b *guardedBody) Close() error { return nil }
