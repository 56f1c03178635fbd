package stream

import (
	"bytes"
	"io"
	"os"
	"sync"
)

// A patient file is one that blocks in the operating system, such as a terminal. Its
// users do not: reads and writes are done by goroutines, which are left behind when the
// file is closed.
type patient struct {
	file   io.ReadWriteCloser
	closed chan struct{}
	once   sync.Once
}

func newPatient(file io.ReadWriteCloser) *patient {
	return &patient{file: file, closed: make(chan struct{})}
}

// Read implements [io.Reader].
func (p *patient) Read(b []byte) (int, error) {
	own := make([]byte, len(b))
	n, err := p.do(p.file.Read, own)
	return copy(b, own[:n]), err
}

// Write implements [io.Writer].
func (p *patient) Write(b []byte) (int, error) { return p.do(p.file.Write, bytes.Clone(b)) }

// do does something with b, which is not touched any more if it returns [os.ErrClosed].
func (p *patient) do(what func([]byte) (int, error), b []byte) (int, error) {
	select {
	case <-p.closed:
		return 0, os.ErrClosed
	default:
	}
	type result struct {
		n   int
		err error
	}
	results := make(chan result, 1)
	go func() {
		n, err := what(b)
		results <- result{n, err}
	}()
	select {
	case r := <-results:
		return r.n, r.err
	case <-p.closed:
		return 0, os.ErrClosed
	}
}

// Close implements [io.Closer]. It does not wait for what blocks.
func (p *patient) Close() error {
	p.once.Do(func() {
		close(p.closed)
		go func() { _ = p.file.Close() }() // nobody is left to hear of it
	})
	return nil
}
