//go:build unix

package ws

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
)

// largeBuffer is the size of the buffers that connections have while they read.
const largeBuffer = 16 << 10

var largeBuffers = sync.Pool{New: func() any { return new([largeBuffer]byte) }}

// A source reads as much as there is with one system call, and waits for the connection
// to become readable without a buffer.
type source struct {
	raw syscall.RawConn       // nil: the connection is read as it is
	try func(fd uintptr) bool // readable, bound once

	into []byte // where the call under way reads to, in place of the buffer
	n    int    // how much that was
	err  error
}

func (s *source) init(r *reader) {
	var conn syscall.Conn
	switch c := r.conn.(type) { // not what embeds one of them: it may have a Read of its own
	case *net.TCPConn:
		conn = c
	case *net.UnixConn:
		conn = c
	}
	if conn != nil {
		if raw, err := conn.SyscallConn(); err == nil {
			s.raw, s.try = raw, r.readable
			return
		}
	}
	r.buf = make([]byte, fixedBuffer)
}

// fixedBuffer is the size of the buffer of connections that cannot wait without one,
// such as those with TLS, which has one of its own.
const fixedBuffer = 1 << 10

func (s *source) read(r *reader, p []byte) (int, error) {
	if s.raw == nil {
		if p == nil {
			p = r.buf[r.end:]
		}
		return r.readBelow(p)
	}
	s.into = p
	if err := s.raw.Read(s.try); err != nil {
		return 0, err
	}
	return s.n, s.err
}

// readable reads, and reports whether there was anything to be read, be it the end.
func (r *reader) readable(fd uintptr) bool {
	s := &r.source
	into := s.into
	if into == nil {
		if r.buf == nil {
			r.buf, r.pooled = largeBuffers.Get().(*[largeBuffer]byte)[:], true
		}
		into = r.buf[r.end:]
	}
	n, err := readRetrying(int(fd), into)
	if err == syscall.EAGAIN {
		r.shrink()
		r.waiting.Store(true)
		return false
	}
	r.waiting.Store(false)
	s.n, s.err = max(n, 0), nil
	if n <= 0 {
		s.err = r.failure(err)
	}
	r.alive.Store(true)
	return true
}

// shrink gives the buffer up. What is in it goes to a small one.
func (r *reader) shrink() {
	if !r.pooled {
		if r.source.raw != nil && r.start == r.end {
			r.buf, r.start, r.end = nil, 0, 0
		}
		return
	}
	rest := r.buf[r.start:r.end]
	if len(rest) > smallBuffer/2 {
		return
	}
	large := (*[largeBuffer]byte)(r.buf)
	r.buf, r.start, r.end, r.pooled = nil, 0, 0, false
	if len(rest) > 0 {
		r.buf = make([]byte, smallBuffer)
		r.end = copy(r.buf, rest)
	}
	largeBuffers.Put(large)
}

// failure returns the error for a read that returned nothing.
func (r *reader) failure(err error) error {
	if err == nil {
		return io.EOF
	}
	local, remote := r.conn.LocalAddr(), r.conn.RemoteAddr()
	return &net.OpError{Op: "read", Net: local.Network(), Source: local, Addr: remote, Err: os.NewSyscallError("read", err)}
}

// readRetrying reads until no signal interrupts it.
func readRetrying(fd int, p []byte) (int, error) {
	for {
		n, err := syscall.Read(fd, p)
		if err != syscall.EINTR {
			return n, err
		}
	}
}
