package ws

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
)

// A line is what the library takes for the network connection to a server, or to a proxy,
// while it shakes hands. When the request for the upgrade begins, after all that a proxy
// has to be told, it puts TLS in between if that is wanted, and leaves the reading to
// the Conn, which goes on with what follows the response.
type line struct {
	net.Conn
	ctx     context.Context // ends the handshake
	stop    func() bool     // keeps ctx from closing the connection
	tls     *tls.Config     // nil: none
	conn    *Conn
	started bool // with the request
	newline bool // the last character of the response was the end of a line
	length  int  // of the response, as far as it was read
}

// maxResponse is how many bytes a response may have, so that a server cannot send headers
// until memory ends.
const maxResponse = 1 << 20

var errLongResponse = errors.New("the response is too long")

// connect sets the connection below. The end of ctx closes it, since the library only
// knows deadlines.
func (l *line) connect(conn net.Conn) {
	l.Conn = conn
	l.stop = context.AfterFunc(l.ctx, func() { _ = conn.Close() }) // whoever uses it finds out
}

// Write implements [net.Conn].
func (l *line) Write(p []byte) (int, error) {
	if !l.started && bytes.HasPrefix(p, []byte("GET ")) {
		if err := l.start(); err != nil {
			return 0, err
		}
	}
	if l.started {
		return l.conn.net.Write(p)
	}
	return l.Conn.Write(p)
}

func (l *line) start() error {
	l.started = true
	if l.tls == nil {
		l.conn.use(l.Conn)
		return nil
	}
	secured := tls.Client(l.Conn, l.tls)
	l.conn.use(secured)
	return secured.HandshakeContext(l.ctx)
}

// Read implements [net.Conn]. It does not read beyond the header of the response unless
// it is called again, which only happens for a response that is no upgrade.
func (l *line) Read(p []byte) (int, error) {
	if !l.started {
		return l.Conn.Read(p)
	}
	r := &l.conn.reader
	if r.buffered() == 0 {
		if err := r.more(); err != nil {
			return 0, err
		}
	}
	n := min(len(p), r.buffered())
	n = l.upToEmptyLine(r.peek(n))
	copy(p, r.take(n))
	if l.length += n; l.length > maxResponse {
		return 0, errLongResponse
	}
	return n, nil
}

// upToEmptyLine returns how much of p there is up to the end of the first empty line.
func (l *line) upToEmptyLine(p []byte) int {
	for i, c := range p {
		switch {
		case c == '\n' && l.newline:
			l.newline = false
			return i + 1
		case c == '\n':
			l.newline = true
		case c != '\r':
			l.newline = false
		}
	}
	return len(p)
}
