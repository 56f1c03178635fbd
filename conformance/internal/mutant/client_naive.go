package mutant

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
)

// naive is a client that does HTTP by itself: it reads until the connection ends, and
// takes what a function makes of the bytes for the body of a response with status 200.
func naive(body func(response []byte) []byte) clientChange {
	return tripping(func(_ http.RoundTripper, r *http.Request) (*http.Response, error) {
		payload, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		conn, err := new(net.Dialer).DialContext(r.Context(), "tcp", r.URL.Host)
		if err != nil {
			return nil, err
		}
		defer func() { _ = conn.Close() }() // all that is needed was read
		if deadline, ok := r.Context().Deadline(); ok {
			_ = conn.SetDeadline(deadline) // a connection of TCP has them
		}
		head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n", r.URL.Host, len(payload))
		if _, err := conn.Write(append([]byte(head), payload...)); err != nil {
			return nil, err
		}
		response, err := io.ReadAll(conn)
		if err != nil && len(response) == 0 {
			return nil, err
		}
		if len(response) == 0 {
			return nil, io.ErrUnexpectedEOF
		}
		found := body(response)
		return &http.Response{
			StatusCode: http.StatusOK, Status: "200 OK", Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader(found)), ContentLength: int64(len(found)),
		}, nil
	})
}
