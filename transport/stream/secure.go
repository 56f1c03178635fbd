package stream

import (
	"context"
	"crypto/tls"
	"io"
	"sync/atomic"
	"time"
)

const (
	// handshakeTimeout is how long a peer has to show who it is.
	handshakeTimeout = 10 * time.Second

	// farewellTimeout is how long it may take to tell the peer that this is the end.
	farewellTimeout = 250 * time.Millisecond
)

// A secure stream is one of TLS that waits only so long for its peer: what is done first
// does the handshake, if nobody has done it before.
type secure struct {
	*tls.Conn
	greeted atomic.Bool
}

// secured returns a stream of TLS as a secure stream, and any other as it is.
func secured(stream io.ReadWriteCloser) io.ReadWriteCloser {
	if c, ok := stream.(*tls.Conn); ok {
		return &secure{Conn: c}
	}
	return stream
}

// Read implements [io.Reader].
func (s *secure) Read(p []byte) (int, error) {
	if err := s.greet(); err != nil {
		return 0, err
	}
	return s.Conn.Read(p)
}

// Write implements [io.Writer].
func (s *secure) Write(p []byte) (int, error) {
	if err := s.greet(); err != nil {
		return 0, err
	}
	return s.Conn.Write(p)
}

func (s *secure) greet() error {
	if s.greeted.Load() {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTimeout)
	defer cancel()
	err := s.HandshakeContext(ctx)
	s.greeted.Store(err == nil)
	return err
}

// Close tells the peer that this is the end, and closes.
func (s *secure) Close() error {
	timer := time.AfterFunc(farewellTimeout, func() { _ = s.NetConn().Close() }) // s does it again
	defer timer.Stop()
	return s.Conn.Close()
}
