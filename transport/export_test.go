package transport

import "time"

// Held is what a Mux keeps of what is under way.
type Held struct{ Calls, IDs, Running, Bytes, Cancellable, Asides int }

// HeldBy returns what m keeps.
func HeldBy(m *Mux) Held {
	m.mu.Lock()
	defer m.mu.Unlock()
	return Held{
		Calls:       m.pending.calls,
		IDs:         len(m.pending.byID),
		Running:     m.serving.running,
		Bytes:       m.serving.bytes,
		Cancellable: len(m.serving.byID),
		Asides:      m.asides.bytes,
	}
}

// For tests of how long things take.
const (
	TaskBytes          = taskBytes
	LeastAsides        = leastAsides
	LossTime           = lossTime
	AcceptPause        = acceptPause
	Attempts           = attempts
	DefaultDialTimeout = defaultDialTimeout
)

// Bound returns the longest wait after so many failures in a row, and Wait one.
func (b Backoff) Bound(failures int) time.Duration { return b.resolved().bound(failures) }
func (b Backoff) Wait(failures int) time.Duration  { return b.resolved().wait(failures) }
