package stream

import (
	"io"
	"os"
	"sync"
	"time"
)

// A deadlined stream has deadlines, as connections of package net do.
type deadlined interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// longAgo is a deadline that has passed.
var longAgo = time.Unix(1, 0)

// withDeadlines returns a stream with deadlines, and whether it can be used after one
// has passed. If it has none of its own, it is closed then; for writing, timedOut has to
// do that.
func withDeadlines(stream io.ReadWriteCloser, timedOut func()) (with deadlined, survives bool) {
	d, ok := stream.(deadlined)
	if ok && d.SetReadDeadline(time.Time{}) == nil && d.SetWriteDeadline(time.Time{}) == nil {
		return d, true
	}
	c := &closing{ReadWriteCloser: stream}
	c.reads.due = func() { _ = stream.Close() } // the error is that of the read
	c.writes.due = timedOut
	return c, false
}

// A closing stream is closed when a deadline passes while it is being read or written.
type closing struct {
	io.ReadWriteCloser
	reads, writes alarm
}

// SetReadDeadline implements [deadlined].
func (c *closing) SetReadDeadline(at time.Time) error { return c.reads.set(at) }

// SetWriteDeadline implements [deadlined].
func (c *closing) SetWriteDeadline(at time.Time) error { return c.writes.set(at) }

// Read implements [io.Reader].
func (c *closing) Read(p []byte) (int, error) {
	if err := c.reads.begin(); err != nil {
		return 0, err
	}
	n, err := c.ReadWriteCloser.Read(p)
	return n, c.reads.end(err)
}

// Write implements [io.Writer].
func (c *closing) Write(p []byte) (int, error) {
	if err := c.writes.begin(); err != nil {
		return 0, err
	}
	n, err := c.ReadWriteCloser.Write(p)
	return n, c.writes.end(err)
}

// An alarm is a deadline for one operation at a time.
type alarm struct {
	due func() // called when it passes during the operation

	mu     sync.Mutex
	at     time.Time
	timer  *time.Timer
	busy   bool
	passed bool
}

func (a *alarm) set(at time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.at = at
	if a.timer != nil {
		a.timer.Stop()
		a.timer = nil
	}
	if !at.IsZero() {
		a.timer = time.AfterFunc(time.Until(at), a.ring)
	}
	return nil
}

func (a *alarm) ring() {
	a.mu.Lock()
	a.passed = a.busy && a.isDue()
	passed := a.passed
	a.mu.Unlock()
	if passed {
		a.due()
	}
}

func (a *alarm) isDue() bool { return !a.at.IsZero() && !time.Now().Before(a.at) }

func (a *alarm) begin() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.isDue() {
		return os.ErrDeadlineExceeded
	}
	a.busy, a.passed = true, false
	return nil
}

// end takes the error of the operation and returns that of the deadline if it passed.
func (a *alarm) end(err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.busy = false
	if err != nil && a.passed {
		return os.ErrDeadlineExceeded
	}
	return err
}
