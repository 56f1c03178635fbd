package http_test

import (
	"bufio"
	"io"
	"net"
	nethttp "net/http"
	"sync"
	"testing"
)

// A scripted connection is served by a test, byte by byte.
type scripted struct {
	net.Conn
	r *bufio.Reader
}

// request reads one request and returns it, with its body.
func (c *scripted) request(t *testing.T) (*nethttp.Request, string) {
	t.Helper()
	r, err := nethttp.ReadRequest(c.r)
	if err != nil {
		t.Errorf("script: %v", err)
		return nil, ""
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Errorf("script: %v", err)
	}
	return r, string(body)
}

func (c *scripted) write(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Errorf("script: %v", err)
	}
}

// script returns the URL of a server that runs one play after the other, each for one
// connection that is closed at its end. Connections beyond are closed at once.
func script(t *testing.T, plays ...func(*scripted)) (url string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for i := 0; ; i++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if i < len(plays) {
				plays[i](&scripted{conn, bufio.NewReader(conn)})
			}
			_ = conn.Close()
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		running.Wait()
	})
	return "http://" + listener.Addr().String()
}

const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 38\r\n\r\n" + result
