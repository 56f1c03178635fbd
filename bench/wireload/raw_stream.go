package main

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
)

// A rawStream has messages with their length before them, in four bytes.
type rawStream struct {
	net.Conn
	r *bufio.Reader
	w *bufio.Writer
	m []byte
}

func newRawStream(c net.Conn) *rawStream {
	return &rawStream{Conn: c, r: bufio.NewReader(c), w: bufio.NewWriter(c)}
}

func (s *rawStream) write(message []byte) error {
	if err := s.put(message); err != nil {
		return err
	}
	return s.flush()
}

func (s *rawStream) put(message []byte) error {
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(message)))
	if _, err := s.w.Write(head[:]); err != nil {
		return err
	}
	_, err := s.w.Write(message)
	return err
}

func (s *rawStream) flush() error { return s.w.Flush() }

func (s *rawStream) hasMore() bool { return s.r.Buffered() > 0 }

// read believes the peer, who is this program as well.
func (s *rawStream) read() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(s.r, head[:]); err != nil {
		return nil, err
	}
	if n := int(binary.BigEndian.Uint32(head[:])); n <= cap(s.m) {
		s.m = s.m[:n]
	} else {
		s.m = make([]byte, n)
	}
	_, err := io.ReadFull(s.r, s.m)
	return s.m, err
}
