package stream

import (
	"bytes"
	"io"
	"sync"
)

// maxTail is how much is kept of what a process wrote to standard error.
const maxTail = 4 << 10

// A tail keeps the end of what is written to it.
type tail struct {
	copy io.Writer // gets everything, unless it is nil

	mu   sync.Mutex
	kept []byte
}

// Write implements [io.Writer]. It never fails: that nobody wants a copy is no reason to
// end the process.
func (t *tail) Write(p []byte) (int, error) {
	if t.copy != nil {
		if _, err := t.copy.Write(p); err != nil {
			t.copy = nil
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	last := p[max(0, len(p)-maxTail):]
	excess := max(0, len(t.kept)+len(last)-maxTail)
	t.kept = append(append(t.kept[:0], t.kept[excess:]...), last...)
	return len(p), nil
}

// bytes returns a copy of what is kept.
func (t *tail) bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.kept)
}
