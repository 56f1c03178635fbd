package main

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/echo"
)

// A rawConn is a connection of a transport library, with nothing between it and the
// bytes. Its echoes come back in the order in which they were sent.
type rawConn interface {
	write(message []byte) error
	read() ([]byte, error) // valid until the next one
	Close() error
}

// message is what raw echoes are of.
var message = []byte(echo.Text)

// errEcho is a raw echo that differs.
var errEcho = errors.New("the echo is wrong")

// serveRaw returns every message.
func serveRaw(c rawConn) {
	defer func() { _ = c.Close() }() // the caller is gone, or learns it now
	for {
		m, err := c.read()
		if err != nil {
			return
		}
		if err := c.write(m); err != nil {
			return
		}
	}
}

// readEcho reads one echo.
func readEcho(c rawConn) error {
	m, err := c.read()
	if err == nil && !bytes.Equal(m, message) {
		err = errEcho
	}
	return err
}

// oneGoroutine returns a caller who writes and reads in turn, which is the least that can
// be done. It makes no calls: nobody waits for a reply of his own.
func oneGoroutine(c rawConn) *caller {
	return &caller{
		inTurn: func(inFlight int, end time.Time) (int, error) { return pingPong(c, inFlight, end) },
		close:  func() { _ = c.Close() }, // all that matters was read
	}
}

// pingPong answers every echo with another message until the end.
func pingPong(c rawConn, inFlight int, end time.Time) (int, error) {
	for range inFlight {
		if err := c.write(message); err != nil {
			return 0, err
		}
	}
	calls := 0
	for time.Now().Before(end) {
		if err := readEcho(c); err != nil {
			return calls, err
		}
		calls++
		if err := c.write(message); err != nil {
			return calls, err
		}
	}
	for range inFlight {
		if err := readEcho(c); err != nil {
			return calls, err
		}
		calls++
	}
	return calls, nil
}

// A rawClient lets many callers use one connection, each of whom waits for his own
// echo: the least that makes calls of messages.
type rawClient struct {
	conn rawConn

	mu      sync.Mutex      // for writing
	waiting chan chan error // in the order of what was written
}

// maxWaiting is how many callers a rawClient can have at least.
const maxWaiting = 1024

// callsOver returns a caller who makes calls over c.
func callsOver(c rawConn) *caller {
	r := &rawClient{conn: c, waiting: make(chan chan error, maxWaiting)}
	go r.read()
	return &caller{
		newCall: func(int) (call, error) {
			done := make(chan error, 1)
			return func(context.Context) error { return r.call(done) }, nil
		},
		close: func() { _ = c.Close() }, // all that matters was read
	}
}

// call writes a message and waits for its echo.
func (r *rawClient) call(done chan error) error {
	r.mu.Lock()
	r.waiting <- done
	err := r.conn.write(message)
	r.mu.Unlock()
	if err != nil {
		return err
	}
	return <-done
}

// read hands every echo to the one who has waited longest.
func (r *rawClient) read() {
	for {
		err := readEcho(r.conn)
		if err != nil && len(r.waiting) == 0 {
			return
		}
		(<-r.waiting) <- err
		if err != nil {
			return
		}
	}
}
