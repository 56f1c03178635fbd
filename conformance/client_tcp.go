package conformance

import (
	"bufio"
	"context"
	"net"

	"github.com/rpcwire/rpcwire/protocol"
)

// serveTCP serves the script over TCP, one payload a line.
func (s *script) serveTCP() {
	s.closing = func() { _ = s.listen.Close() } // that ends Accept
	s.serving.Go(func() {
		for {
			conn, err := s.listen.Accept()
			if err != nil {
				return
			}
			go s.talk(conn)
		}
	})
}

// talk answers the lines that come on one connection.
func (s *script) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }() // the client may have done so
	defer context.AfterFunc(s.ctx, func() { _ = conn.Close() })()
	lines := bufio.NewScanner(conn)
	lines.Buffer(nil, s.options.MaxReply)
	for lines.Scan() {
		if isResponse(lines.Bytes()) { // to a request that the script sent
			continue
		}
		bodies, err := s.received(append([]byte{}, lines.Bytes()...))
		if err != nil {
			return
		}
		switch s.step.answer.fault {
		case faultClose:
			s.note("the server: " + faultClose)
			return
		case faultHang:
			s.note("the server: " + faultHang)
			<-s.ctx.Done()
			return
		}
		for _, body := range bodies {
			if _, err := conn.Write(append(body, '\n')); err != nil {
				return
			}
		}
	}
}

// isResponse reports whether a payload is a response or an array that begins with one.
func isResponse(payload []byte) bool {
	p, err := protocol.Parse(payload)
	return err == nil && p.Len() > 0 && p.At(0).IsResponse()
}
