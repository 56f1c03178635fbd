package transport_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

func TestBackoffBounds(t *testing.T) {
	const ms = time.Millisecond
	for _, test := range []struct {
		reason   string
		backoff  transport.Backoff
		failures int
		want     time.Duration
	}{
		{"the default", transport.Backoff{}, 0, 100 * ms},
		{"it doubles", transport.Backoff{}, 1, 200 * ms},
		{"and doubles", transport.Backoff{}, 6, 6400 * ms},
		{"up to a bound", transport.Backoff{}, 7, 10 * time.Second},
		{"for ever", transport.Backoff{}, 1_000_000_000, 10 * time.Second},
		{"negative values are the defaults", transport.Backoff{Min: -1, Max: -1}, 0, 100 * ms},
		{"the bound need not be a power", transport.Backoff{Min: 3 * ms, Max: 7 * ms}, 2, 7 * ms},
		{"nor is it passed", transport.Backoff{Min: 3 * ms, Max: 7 * ms}, 1, 6 * ms},
		{"a bound below the least is none", transport.Backoff{Min: time.Minute, Max: time.Second}, 5, time.Minute},
		{"the largest there is", transport.Backoff{Min: 1<<63 - 1, Max: 1<<63 - 1}, 5, 1<<63 - 1},
		{"the largest there is, by doubling", transport.Backoff{Min: 1, Max: 1<<63 - 1}, 200, 1<<63 - 1},
	} {
		if got := test.backoff.Bound(test.failures); got != test.want {
			t.Errorf("%s: got %v, want %v", test.reason, got, test.want)
		}
	}
}

// Waits are anywhere up to the bound.
func TestBackoffJitter(t *testing.T) {
	b := transport.Backoff{Min: time.Second, Max: time.Minute}
	for failures := range 10 {
		bound := b.Bound(failures)
		var quarters [4]int
		for range 1000 {
			d := b.Wait(failures)
			if d <= 0 || d > bound {
				t.Fatalf("after %d failures: %v of %v", failures, d, bound)
			}
			quarters[min(3, 4*d/bound)]++
		}
		for i, n := range quarters {
			if n < 150 || n > 350 { // seven deviations from 250
				t.Errorf("after %d failures, %d of 1000 are in quarter %d", failures, n, i)
			}
		}
	}
}

// gaps returns the times between attempts.
func gaps(attempts []time.Time) []time.Duration {
	var all []time.Duration
	for i := 1; i < len(attempts); i++ {
		all = append(all, attempts[i].Sub(attempts[i-1]))
	}
	return all
}

// checkGaps fails if a gap is longer than it may be after so many failures, or if the
// later ones are all shorter than half of that.
func checkGaps(t *testing.T, b transport.Backoff, all []time.Duration) {
	t.Helper()
	long := 0
	for i, d := range all {
		if d > b.Bound(i) {
			t.Errorf("gap %d is %v, more than %v", i, d, b.Bound(i))
		}
		if i >= 10 && d >= b.Bound(i)/2 {
			long++
		}
	}
	if long == 0 {
		t.Errorf("the gaps are all short: %v", all)
	}
}

func TestRedialBacksOff(t *testing.T) {
	b := transport.Backoff{Min: time.Second, Max: time.Minute}
	t.Run("while dialling fails", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := newNetwork(t)
			n.fail(errDown)
			r := n.redial(transport.RedialOptions{Backoff: b})
			send(t.Context(), t, r, r1)
			time.Sleep(time.Hour)
			_ = r.Close()
			checkGaps(t, b, gaps(n.attempts()))
		})
	})
	t.Run("while connections die at once", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := newNetwork(t)
			r := n.redial(transport.RedialOptions{Backoff: b})
			if err := r.Connect(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 60 {
				_ = n.peer().peer.Close()
			}
			_ = r.Close()
			checkGaps(t, b, gaps(n.attempts()))
		})
	})
	t.Run("not after a connection that lasted", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			n := newNetwork(t)
			r := n.redial(transport.RedialOptions{Backoff: b})
			if err := r.Connect(t.Context()); err != nil {
				t.Fatal(err)
			}
			for range 60 {
				p := n.peer()
				time.Sleep(b.Max + time.Nanosecond)
				synctest.Wait()
				_ = p.peer.Close()
			}
			n.peer()
			_ = r.Close()
			for _, d := range gaps(n.attempts()) {
				if d -= b.Max; d > b.Min+time.Nanosecond {
					t.Errorf("it took %v", d)
				}
			}
		})
	})
}
