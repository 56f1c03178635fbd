package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/outbox"
	"github.com/rpcwire/rpcwire/internal/raceflag"
)

var errBroken = errors.New("broken")

// A gate is a writer that lets a write pass for every value of open, and fails with it.
type gate struct {
	open chan error

	mu     sync.Mutex
	writes []string
}

func newGate() *gate { return &gate{open: make(chan error)} }

func (g *gate) Write(p []byte) (int, error) {
	g.mu.Lock()
	g.writes = append(g.writes, string(p))
	g.mu.Unlock()
	if err := <-g.open; err != nil {
		return 0, err
	}
	return len(p), nil
}

// begun returns the writes that have begun so far.
func (g *gate) begun() []string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]string(nil), g.writes...)
}

// send queues a frame.
func send(ctx context.Context, q *outbox.Queue, frame string, callerMayWrite bool) error {
	frames, err := q.Begin(ctx, len(frame))
	if err != nil {
		return err
	}
	return q.Commit(append(frames, frame...), callerMayWrite)
}

// later sends a frame from a goroutine, and returns where the error appears. It returns
// when that goroutine is done or waits.
func later(ctx context.Context, q *outbox.Queue, frame string, callerMayWrite bool) <-chan error {
	done := make(chan error, 1)
	go func() { done <- send(ctx, q, frame, callerMayWrite) }()
	synctest.Wait()
	return done
}

// pending reports whether what later began has not ended.
func pending(done <-chan error) bool {
	synctest.Wait()
	return len(done) == 0
}

func failing(t *testing.T) func(error) {
	t.Helper()
	return func(err error) { t.Errorf("failed with %v", err) }
}

func compare[T any](t *testing.T, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func compareError(t *testing.T, want, got error) {
	t.Helper()
	if !errors.Is(got, want) {
		t.Errorf("got the error %v, want %v", got, want)
	}
}

// What comes while a write is under way goes out with the next one, whole and in order.
func TestCommitJoins(t *testing.T) {
	for _, callerMayWrite := range []bool{true, false} {
		t.Run(fmt.Sprintf("caller may write: %t", callerMayWrite), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				q := outbox.New(g, 1<<20, 0, failing(t))
				first := later(t.Context(), q, "first", callerMayWrite)
				if pending(first) != callerMayWrite {
					t.Errorf("the first is pending: %t", pending(first))
				}
				var want strings.Builder
				for i := range 100 {
					frame := fmt.Sprintf("<%d>", i)
					want.WriteString(frame)
					if err := send(t.Context(), q, frame, callerMayWrite); err != nil {
						t.Error(err)
					}
				}
				g.open <- nil
				g.open <- nil
				compareError(t, nil, <-first)
				compareError(t, nil, q.Drain(t.Context()))
				compare(t, []string{"first", want.String()}, g.begun())
			})
		})
	}
}

// A caller writes once, and leaves what came meanwhile to a goroutine.
func TestCommitKeepsNoCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 1<<20, 0, failing(t))
		first := later(t.Context(), q, "first", true)
		compareError(t, nil, <-later(t.Context(), q, "second", true))
		g.open <- nil
		if pending(first) {
			t.Error("the first caller waits for the second write")
		}
		compare(t, []string{"first", "second"}, g.begun())
		g.open <- nil
	})
}

// A caller who may not write never waits for the writer.
func TestCommitWithoutCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 1<<20, 0, failing(t))
		for _, frame := range []string{"a", "b", "c"} {
			if pending(later(t.Context(), q, frame, false)) {
				t.Errorf("%s: the caller waits", frame)
			}
		}
		g.open <- nil
		g.open <- nil
		synctest.Wait()
		compare(t, []string{"a", "bc"}, g.begun())
	})
}

func TestBeginBounds(t *testing.T) {
	for _, test := range []struct {
		reason string
		held   []int // the sizes of frames that are there; the first is being written
		size   int
		waits  bool
	}{
		{"there is nothing else", nil, 100, false},
		{"one larger frame is let through alone", nil, 101, false},
		{"but not beside another", []int{1}, 101, true},
		{"what is being written counts", []int{60}, 41, true},
		{"up to the limit", []int{60}, 40, false},
		{"what waits counts as well", []int{40, 30}, 31, true},
		{"up to the limit with both", []int{40, 30}, 30, false},
		{"the largest size there is", []int{40, 30}, int(^uint(0) >> 1), true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				defer close(g.open)
				q := outbox.New(g, 100, 0, failing(t))
				for _, size := range test.held {
					compareError(t, nil, <-later(t.Context(), q, strings.Repeat("x", size), false))
				}
				ctx, cancel := context.WithCancel(t.Context())
				begun := make(chan error, 1)
				go func() {
					_, err := q.Begin(ctx, test.size)
					if err == nil {
						q.Abandon()
					}
					begun <- err
				}()
				if pending(begun) != test.waits {
					t.Errorf("waits: %t, want %t", pending(begun), test.waits)
				}
				cancel()
				if err := <-begun; (err != nil) != test.waits || err != nil && !errors.Is(err, context.Canceled) {
					t.Errorf("got the error %v", err)
				}
			})
		})
	}
}

// Who waits is let in in the order of arrival: small frames do not keep a large one
// waiting, nor does one that gave up.
func TestBeginInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 10, 0, failing(t))
		ctx, cancel := context.WithCancel(t.Context())
		later(t.Context(), q, "12345", false)
		gaveUp := later(ctx, q, "gave up", true)
		large := later(t.Context(), q, "much larger than the limit", false)
		small := later(t.Context(), q, "s", false)
		other := later(t.Context(), q, "o", false)
		cancel()
		compareError(t, context.Canceled, <-gaveUp)
		if !pending(large) || !pending(small) || !pending(other) {
			t.Error("somebody was let in though there is no room, or out of order")
		}
		g.open <- nil
		if pending(large) || !pending(small) || !pending(other) {
			t.Error("only the large one should have been let in")
		}
		g.open <- nil
		compareError(t, nil, errors.Join(<-large, <-small, <-other))
		for range 2 { // the small ones, together or not
			select {
			case g.open <- nil:
			default:
			}
			synctest.Wait()
		}
		compare(t, []string{"12345", "much larger than the limit", "so"}, joinFrom(g.begun(), 2))
	})
}

// joinFrom joins the texts from i on.
func joinFrom(texts []string, i int) []string {
	return append(texts[:i:i], strings.Join(texts[i:], ""))
}

// A waiter that gives up makes room for the one behind.
func TestBeginGivesWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		defer close(g.open)
		q := outbox.New(g, 10, 0, failing(t))
		ctx, cancel := context.WithCancel(t.Context())
		later(t.Context(), q, "12345", false)
		large := later(ctx, q, "larger than the limit", false)
		small := later(t.Context(), q, "s", false)
		if !pending(small) {
			t.Error("the small one was let in before the large one")
		}
		cancel()
		compareError(t, context.Canceled, <-large)
		if pending(small) {
			t.Error("there is room for the small one, which waits")
		}
	})
}

func TestFailure(t *testing.T) {
	short := writerFunc(func(p []byte) (int, error) { return len(p) - 1, nil })
	broken := writerFunc(func([]byte) (int, error) { return 0, errBroken })
	for _, test := range []struct {
		reason         string
		writer         io.Writer
		callerMayWrite bool
		want           error
	}{
		{"the caller's write", broken, true, errBroken},
		{"a goroutine's write", broken, false, errBroken},
		{"a part only", short, true, io.ErrShortWrite},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				failed := make(chan error, 2)
				q := outbox.New(test.writer, 10, 0, func(err error) { failed <- err })
				want := test.want
				if !test.callerMayWrite {
					want = nil // the caller does not learn it
				}
				compareError(t, want, send(t.Context(), q, "frame", test.callerMayWrite))
				synctest.Wait()
				compareError(t, test.want, send(t.Context(), q, "frame", true))
				compareError(t, test.want, q.Drain(t.Context()))
				compareError(t, test.want, q.Err())
				q.Close(io.EOF)
				compareError(t, test.want, send(t.Context(), q, "frame", true))
				synctest.Wait()
				if len(failed) != 1 {
					t.Fatalf("told %d times", len(failed))
				}
				compareError(t, test.want, <-failed)
			})
		})
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// A failure ends everybody who waits, and nothing is written after it.
func TestFailureWhileWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		failed := make(chan error, 1)
		q := outbox.New(g, 10, 0, func(err error) { failed <- err })
		first := later(t.Context(), q, "first", true)
		queued := later(t.Context(), q, "queue", true)
		waiting := later(t.Context(), q, "waiting", true)
		another := later(t.Context(), q, "another", true)
		drained := make(chan error, 1)
		go func() { drained <- q.Drain(t.Context()) }()
		if pending(queued) || !pending(waiting) || !pending(drained) {
			t.Error("the wrong ones wait")
		}
		g.open <- errBroken
		for _, done := range []<-chan error{first, waiting, another, drained, failed} {
			compareError(t, errBroken, <-done)
		}
		synctest.Wait()
		compare(t, []string{"first"}, g.begun())
	})
}

// Close ends everybody who waits, but not the write under way, and is no failure.
func TestClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 10, 0, failing(t))
		first := later(t.Context(), q, "first", true)
		compareError(t, nil, <-later(t.Context(), q, "queue", false))
		waiting := later(t.Context(), q, "waiting", true)
		drained := make(chan error, 1)
		go func() { drained <- q.Drain(t.Context()) }()
		synctest.Wait()
		q.Close(io.EOF)
		q.Close(errBroken) // too late
		compareError(t, io.EOF, <-waiting)
		compareError(t, io.EOF, <-drained)
		compareError(t, io.EOF, send(t.Context(), q, "after", true))
		if !pending(first) {
			t.Error("the write under way did not go on")
		}
		g.open <- errBroken // as a closed connection has it
		compareError(t, io.EOF, <-first)
		compareError(t, io.EOF, q.Drain(t.Context()))
		synctest.Wait()
		compare(t, []string{"first"}, g.begun())
	})
}

func TestDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 10, 0, failing(t))
		compareError(t, nil, q.Drain(t.Context())) // there is nothing
		compareError(t, nil, q.Err())
		compareError(t, nil, <-later(t.Context(), q, "first", false))
		compareError(t, nil, <-later(t.Context(), q, "queue", false))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		compareError(t, context.DeadlineExceeded, q.Drain(ctx))
		drained := make(chan error, 2)
		for range 2 {
			go func() { drained <- q.Drain(t.Context()) }()
		}
		g.open <- nil
		if !pending(drained) {
			t.Error("it was drained before the last write ended")
		}
		g.open <- nil
		compareError(t, nil, <-drained)
		compareError(t, nil, <-drained)
		compare(t, []string{"first", "queue"}, g.begun())
	})
}

// A frame that was given up leaves nothing, also of others.
func TestAbandon(t *testing.T) {
	var out bytes.Buffer
	q := outbox.New(&out, 10, 0, failing(t))
	for range 3 {
		frames, err := q.Begin(t.Context(), 5)
		if err != nil {
			t.Fatal(err)
		}
		_ = append(frames, "never"...)
		q.Abandon()
	}
	compareError(t, nil, q.Drain(t.Context()))
	compareError(t, nil, send(t.Context(), q, "sent", true))
	compare(t, "sent", out.String())
}

// The same while another frame waits.
func TestAbandonBesideOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		q := outbox.New(g, 100, 0, failing(t))
		compareError(t, nil, <-later(t.Context(), q, "first", false))
		compareError(t, nil, <-later(t.Context(), q, "second", false))
		frames, err := q.Begin(t.Context(), 5)
		if err != nil {
			t.Fatal(err)
		}
		_ = append(frames, "never"...)
		q.Abandon()
		compareError(t, nil, <-later(t.Context(), q, "third", false))
		g.open <- nil
		g.open <- nil
		compareError(t, nil, q.Drain(t.Context()))
		compare(t, []string{"first", "secondthird"}, g.begun())
	})
}

// A peer that reads nothing is cut off after one to two timeouts, one that is slow is not.
func TestTimeout(t *testing.T) {
	const timeout = time.Minute
	for _, test := range []struct {
		reason string
		idle   time.Duration // before the frame
		pause  time.Duration // of the peer after each 16 KiB; 0: it reads nothing
		ok     bool
	}{
		{"nothing is read", 0, 0, false},
		{"nothing is read after a while without traffic", 100 * timeout, 0, false},
		{"nothing is read after a little while", timeout / 2, 0, false},
		{"a large frame is read slowly", 0, timeout / 10, true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var reader sync.WaitGroup
				defer reader.Wait()
				near, far := net.Pipe()
				defer func() { _ = near.Close() }()
				failed := make(chan error, 1)
				q := outbox.New(near, 10, timeout, func(err error) { failed <- err })
				go func() { _ = send(t.Context(), q, "x", true) }()
				if _, err := far.Read(make([]byte, 1)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(test.idle)
				reader.Go(func() { readSlowly(far, test.pause) })
				start := time.Now()
				err := send(t.Context(), q, strings.Repeat("x", 1<<20), true)
				if test.ok {
					compareError(t, nil, err)
					return
				}
				if took := time.Since(start); !outbox.IsTimeout(err) || took < timeout || took > 2*timeout {
					t.Errorf("got the error %v after %v", err, took)
				}
				compareError(t, err, <-failed)
			})
		})
	}
}

// readSlowly reads pieces with a pause after each.
func readSlowly(r io.Reader, pause time.Duration) {
	piece := make([]byte, 16<<10)
	for pause > 0 {
		if _, err := r.Read(piece); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

// A writer whose deadline cannot be moved is broken.
func TestDeadlineFails(t *testing.T) {
	q := outbox.New(noDeadline{io.Discard}, 10, time.Minute, nil)
	compareError(t, errBroken, send(t.Context(), q, "x", true))
	q = outbox.New(noDeadline{io.Discard}, 10, 0, nil) // nobody asks it to
	compareError(t, nil, send(t.Context(), q, "x", true))
}

type noDeadline struct{ io.Writer }

func (noDeadline) SetWriteDeadline(time.Time) error { return errBroken }

// Many writers at once: no frame is lost, doubled or torn, and each writer's frames keep
// their order.
func TestConcurrently(t *testing.T) {
	const writers, frames = 50, 200
	var out bytes.Buffer // one write at a time; the race detector sees others
	q := outbox.New(&out, 1000, 0, failing(t))
	var wait sync.WaitGroup
	for w := range writers {
		wait.Go(func() {
			for i := range frames {
				ctx, cancel := context.WithCancel(t.Context())
				if err := send(ctx, q, fmt.Sprintf("%d %d\n", w, i), (w+i)%2 == 0); err != nil {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wait.Wait()
	compareError(t, nil, q.Drain(t.Context()))
	var next [writers]int
	for line := range strings.Lines(out.String()) {
		var w, i int
		if _, err := fmt.Sscanf(line, "%d %d\n", &w, &i); err != nil || next[w] != i {
			t.Fatalf("%q: want frame %d (%v)", line, next[w], err)
		}
		next[w]++
	}
	for w, n := range next {
		if n != frames {
			t.Errorf("writer %d: %d frames, want %d", w, n, frames)
		}
	}
}

// Waiters that give up, all the time, disturb nobody.
func TestConcurrentlyGivingUp(t *testing.T) {
	var out bytes.Buffer
	q := outbox.New(&out, 20, 0, failing(t))
	var wait sync.WaitGroup
	for w := range 20 {
		wait.Go(func() {
			for i := range 200 {
				ctx, cancel := context.WithCancel(t.Context())
				if i%2 == w%2 {
					go cancel()
				}
				if err := send(ctx, q, "0123456789", i%3 == 0); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				cancel()
			}
		})
	}
	wait.Wait()
	compareError(t, nil, q.Drain(t.Context()))
	if out.Len()%10 != 0 {
		t.Errorf("%d bytes are no frames", out.Len())
	}
}

func TestNoAllocation(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	q := outbox.New(io.Discard, 1<<20, time.Minute, nil)
	frame := bytes.Repeat([]byte("x"), 100)
	ctx := context.Background()
	allocs := testing.AllocsPerRun(1000, func() {
		frames, err := q.Begin(ctx, len(frame))
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Commit(append(frames, frame...), true); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 0 {
		t.Errorf("%v allocations", allocs)
	}
}
