package child

import (
	"fmt"
	"strings"
	"sync"
)

// keptErrors is how much of what a program prints on standard error is kept.
const keptErrors = 2 << 10

// A tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	data []byte
}

// Write keeps the end of data; it never fails.
func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.data = append(t.data, data[max(0, len(data)-keptErrors):]...); len(t.data) > keptErrors {
		t.data = append(t.data[:0], t.data[len(t.data)-keptErrors:]...)
	}
	return len(data), nil
}

// String returns what was kept as the end of a message, or nothing.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	text := strings.TrimSpace(strings.ToValidUTF8(string(t.data), "�"))
	if text == "" {
		return ""
	}
	return fmt.Sprintf("; on standard error: %s", text)
}
