package main

import (
	"fmt"
	"io"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// A meter shows how far a run of the suite has come, in one line of a terminal. A nil
// meter shows nothing.
type meter struct {
	w      io.Writer
	title  string
	done   int
	failed int
	next   time.Time
	shown  bool
}

// newMeter returns a meter on standard error, if that is a terminal.
func newMeter(s std, run *conformance.Run) *meter {
	if !isTerminal(s.err) {
		return nil
	}
	return &meter{w: s.err, title: fmt.Sprintf("%s %s", run.Role, run.Target)}
}

// advance counts a result, and shows the count now and then.
func (m *meter) advance(r *conformance.Result) {
	if m == nil {
		return
	}
	m.done++
	if r.Outcome == conformance.Fail && r.Known == "" {
		m.failed++
	}
	if now := time.Now(); now.After(m.next) {
		m.next, m.shown = now.Add(progressPause), true
		fmt.Fprintf(m.w, "\r\x1b[K%s: %d cases, %d failed", m.title, m.done, m.failed)
	}
}

// clear removes the line.
func (m *meter) clear() {
	if m != nil && m.shown {
		fmt.Fprint(m.w, "\r\x1b[K")
		m.shown = false
	}
}
