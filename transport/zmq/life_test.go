package zmq

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A loop is what life rules: it ends when it is told, and drains at once when done is
// closed.
type loop struct {
	life   life
	woken  chan struct{}
	done   chan struct{}
	linger time.Duration
	closed int
}

func newLoop() *loop {
	l := &loop{woken: make(chan struct{}, 100), done: make(chan struct{})}
	l.life.init(time.Second, func() { l.woken <- struct{}{} }, func(linger time.Duration) {
		l.linger = linger
		l.closed++
	})
	return l
}

func (l *loop) run() bool {
	done := l.done
	drained := false
	for {
		switch l.life.now() {
		case phaseForced:
			return drained
		case phaseDraining:
			if drained {
				return true
			}
		}
		select {
		case <-l.woken:
		case <-done:
			drained, done = true, nil
		}
	}
}

func TestLifeServe(t *testing.T) {
	for _, test := range []struct {
		reason string
		done   bool // nothing is left to do
		grace  time.Duration
		end    func(l *loop, cancel context.CancelFunc) error
		want   error
		took   time.Duration
		linger time.Duration
	}{
		{"the context ends", true, 0, func(_ *loop, cancel context.CancelFunc) error { cancel(); return nil }, nil, 0, time.Second},
		{"with calls under way, and no grace", false, 0, func(_ *loop, cancel context.CancelFunc) error { cancel(); return nil }, context.DeadlineExceeded, 0, time.Second},
		{"with calls under way, and grace", false, time.Minute, func(_ *loop, cancel context.CancelFunc) error { cancel(); return nil }, context.DeadlineExceeded, time.Minute, time.Second},
		{"Close", false, time.Minute, func(l *loop, _ context.CancelFunc) error { l.life.closeNow(); return nil }, transport.ErrClosed, 0, time.Second},
		{"Close of what is idle", true, time.Minute, func(l *loop, _ context.CancelFunc) error { l.life.closeNow(); return nil }, nil, 0, time.Second},
		{"Shutdown", true, 0, func(l *loop, _ context.CancelFunc) error { return l.life.shutdown(context.Background()) }, nil, 0, time.Second},
		{"Shutdown with a deadline", true, 0, func(l *loop, _ context.CancelFunc) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
			defer cancel()
			return l.life.shutdown(ctx)
		}, nil, 0, time.Hour},
		{"Shutdown too early", false, 0, func(l *loop, _ context.CancelFunc) error {
			ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
			defer cancel()
			if err := l.life.shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
				return errors.New("it says that all is done")
			}
			return nil
		}, context.DeadlineExceeded, time.Hour, 0},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLoop()
				if test.done {
					close(l.done)
				}
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				begin := time.Now()
				served := make(chan error, 1)
				go func() { served <- l.life.serve(ctx, test.grace, l.run) }()
				synctest.Wait()
				if err := test.end(l, cancel); err != nil {
					t.Error(err)
				}
				if err := <-served; !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
				if took := time.Since(begin); took != test.took || l.linger != test.linger || l.closed != 1 {
					t.Errorf("it took %v, lingered %v, closed %d times", took, l.linger, l.closed)
				}
				if err := l.life.serve(t.Context(), 0, l.run); !errors.Is(err, transport.ErrClosed) {
					t.Errorf("serving again: %v", err)
				}
				l.life.closeNow()
				_ = l.life.shutdown(t.Context()) // it is over
			})
		})
	}
}

func TestLifeIdle(t *testing.T) {
	l := newLoop()
	l.life.closeNow()
	l.life.closeNow()
	if err := l.life.shutdown(t.Context()); err != nil || l.closed != 1 {
		t.Errorf("%v, closed %d times", err, l.closed)
	}
	if err := l.life.serve(t.Context(), 0, l.run); !errors.Is(err, transport.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
