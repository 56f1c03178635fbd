package main

import "context"

// A joinedConn can put off sending what is written.
type joinedConn interface {
	rawConn
	put(message []byte) error // without sending it
	flush() error
	hasMore() bool // whether something can be read at once
}

// serveJoined returns every message, and sends the echoes when there is nothing more to
// read.
func serveJoined(c joinedConn) {
	defer func() { _ = c.Close() }() // the caller is gone, or learns it now
	for {
		m, err := c.read()
		if err != nil {
			return
		}
		if err := c.put(m); err != nil {
			return
		}
		if c.hasMore() {
			continue
		}
		if err := c.flush(); err != nil {
			return
		}
	}
}

// joinedCallsOver returns a caller who makes calls over c, as callsOver does, but leaves
// writing to a goroutine that sends when nobody else has something to write.
func joinedCallsOver(c joinedConn) *caller {
	r := &rawClient{conn: c, waiting: make(chan chan error, maxWaiting)}
	out := make(chan struct{}, maxWaiting)
	go r.read()
	go writeJoined(c, out)
	return &caller{
		newCall: func(int) (call, error) {
			done := make(chan error, 1)
			return func(context.Context) error {
				r.waiting <- done
				out <- struct{}{} // all messages are equal, so that the order does not matter
				return <-done
			}, nil
		},
		close: func() {
			_ = c.Close() // all that matters was read
			close(out)
		},
	}
}

// writeJoined writes a message for each that is asked for.
func writeJoined(c joinedConn, out <-chan struct{}) {
	for range out {
		if c.put(message) != nil {
			return // reading fails as well
		}
		if len(out) == 0 && c.flush() != nil {
			return // the same
		}
	}
}
