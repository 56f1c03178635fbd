package conformance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"time"
)

// serveHTTP serves the script over HTTP.
func (s *script) serveHTTP() {
	server := &http.Server{
		Handler:           http.HandlerFunc(s.handle),
		ReadHeaderTimeout: s.options.Timeout,
		ErrorLog:          log.New(io.Discard, "", 0),
	}
	s.closing = func() { _ = server.Close() }           // the client is gone
	s.serving.Go(func() { _ = server.Serve(s.listen) }) // it ends by Close
}

// handle answers one request.
func (s *script) handle(w http.ResponseWriter, r *http.Request) {
	payload, err := io.ReadAll(io.LimitReader(r.Body, int64(s.options.MaxReply)))
	if err != nil {
		return
	}
	s.mu.Lock()
	if s.count == 0 && !s.stopped {
		s.method, s.header = r.Method, r.Header.Clone()
	}
	s.mu.Unlock()
	bodies, err := s.received(payload)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var body []byte
	if len(bodies) > 0 {
		body = bodies[0]
	}
	if s.step.answer.fault != "" {
		s.misbehave(w, body)
		return
	}
	s.head(w, body)
	_, _ = w.Write(body) // the client may not want it
}

// head writes status and headers.
func (s *script) head(w http.ResponseWriter, body []byte) {
	status := s.step.answer.status
	if status == 0 {
		if status = http.StatusOK; len(body) == 0 && len(s.step.answer.bodies) == 0 {
			status = http.StatusNoContent
		}
	}
	if len(body) > 0 {
		w.Header().Set("Content-Type", "application/json")
	}
	for name, value := range s.step.answer.headers {
		if value == nil {
			w.Header()[http.CanonicalHeaderKey(name)] = nil
		} else {
			w.Header().Set(name, *value)
		}
	}
	w.WriteHeader(status)
}

// misbehave does what the fault says.
func (s *script) misbehave(w http.ResponseWriter, body []byte) {
	fault := s.step.answer.fault
	s.note("the server: " + fault)
	if fault == faultHang {
		<-s.ctx.Done()
		return
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer func() { _ = conn.Close() }() // whatever the client makes of it
	_ = conn.SetDeadline(time.Time{})
	defer context.AfterFunc(s.ctx, func() { _ = conn.Close() })() // no write outlives the case
	switch fault {
	case faultReset:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0)
		}
	case faultTruncate:
		s.announce(conn, len(body)+100)
		_, _ = conn.Write(body)
	case faultSlow:
		s.announce(conn, len(body))
		s.trickle(conn, body)
	case faultFlood:
		s.announce(conn, -1)
		_, _ = conn.Write(body)
		s.flood(conn)
	case faultGarbage:
		_, _ = conn.Write(body)
	}
}

// announce writes the head of a response with a body of a length, -1 for one that ends
// with the connection.
func (s *script) announce(w io.Writer, length int) {
	status := s.step.answer.status
	if status == 0 {
		status = http.StatusOK
	}
	header := fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: application/json\r\nConnection: close\r\n", status, http.StatusText(status))
	if length >= 0 {
		header += "Content-Length: " + strconv.Itoa(length) + "\r\n"
	}
	_, _ = io.WriteString(w, header+"\r\n")
}

// floodSize is how much of a flood there is; it stands for one without end.
const floodSize = 1 << 30

// flood writes white space until the client or the case ends.
func (s *script) flood(w io.Writer) {
	space := bytes.Repeat([]byte(" "), 64<<10)
	for range floodSize / len(space) {
		if _, err := w.Write(space); err != nil {
			return
		}
	}
	<-s.ctx.Done()
}

// trickle writes one byte after the other.
func (s *script) trickle(w io.Writer, body []byte) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for i := range body {
		if _, err := w.Write(body[i : i+1]); err != nil {
			return
		}
		select {
		case <-tick.C:
		case <-s.ctx.Done():
			return
		}
	}
}
