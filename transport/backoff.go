package transport

import (
	"math/rand/v2"
	"time"
)

// Backoff is how long to wait between attempts: after n failures in a row a random time
// up to Min times 2 to the nth, at most Max. That it is random from zero on is what
// spreads many clients that lose the same server at once.
type Backoff struct {
	Min time.Duration // zero is 100 ms
	Max time.Duration // zero is 10 s
}

// resolved returns b with the defaults filled in.
func (b Backoff) resolved() Backoff {
	if b.Min <= 0 {
		b.Min = 100 * time.Millisecond
	}
	if b.Max <= 0 {
		b.Max = 10 * time.Second
	}
	b.Max = max(b.Min, b.Max)
	return b
}

// bound returns the longest wait after the given number of failures in a row.
func (b Backoff) bound(failures int) time.Duration {
	d := b.Min
	for range failures {
		if d >= b.Max/2 {
			return b.Max
		}
		d *= 2
	}
	return d
}

// wait returns how long to wait.
func (b Backoff) wait(failures int) time.Duration {
	return rand.N(b.bound(failures)) + 1
}
