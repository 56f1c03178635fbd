package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// A progress shows how far a long run has come, in one line of a terminal. A nil
// progress shows nothing.
type progress struct {
	w     io.Writer
	now   func() time.Time
	next  time.Time // when to show again
	lines int
	bytes int64
	shown bool
}

// The first line appears after a second, and then five times a second.
const (
	progressDelay = time.Second
	progressPause = 200 * time.Millisecond
	linesPerLook  = 256 // between two looks at the clock
)

// newProgress returns a progress on standard error if that is a terminal, and
// standard output, which would be progress enough, is not one.
func newProgress(s std) *progress {
	if !isTerminal(s.err) || isTerminal(s.out) {
		return nil
	}
	return startProgress(s.err, time.Now)
}

func startProgress(w io.Writer, now func() time.Time) *progress {
	return &progress{w: w, now: now, next: now().Add(progressDelay)}
}

// isTerminal reports whether v is a terminal, or another device made of characters.
func isTerminal(v any) bool {
	file, ok := v.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// advance counts a line of n bytes, and shows the count if it is time.
func (p *progress) advance(n int) {
	if p == nil {
		return
	}
	p.lines++
	p.bytes += int64(n)
	if n < 1<<16 && p.lines%linesPerLook != 0 {
		return
	}
	if now := p.now(); !now.Before(p.next) {
		p.next = now.Add(progressPause)
		p.shown = true
		fmt.Fprintf(p.w, "\r%d lines, %d MiB", p.lines, p.bytes>>20)
	}
}

// clear removes the line.
func (p *progress) clear() {
	if p != nil && p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
	}
}
