package zmq

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A phase is what a loop that serves has to do.
type phase int32

const (
	phaseServing  phase = iota
	phaseDraining       // refuse what is new, return when nothing is left
	phaseForced         // return
)

// life is how something that serves begins and ends. It must be initialised.
type life struct {
	wake   func()                     // makes the loop look at the phase
	close  func(linger time.Duration) // closes the sockets, for whoever owns them
	linger time.Duration              // unless there is a deadline

	phase atomic.Int32
	ended chan struct{}

	mu     sync.Mutex
	begun  bool // the loop runs, or has ended
	over   bool // the sockets are closed, or about to be
	forced error
	ending context.Context // that of the Shutdown which came first, or nil
}

func (l *life) init(linger time.Duration, wake func(), closeSockets func(time.Duration)) {
	l.linger, l.wake, l.close = linger, wake, closeSockets
	l.ended = make(chan struct{})
}

// now returns the phase, for the loop.
func (l *life) now() phase { return phase(l.phase.Load()) }

// serve runs the loop, which reports whether nothing was left to do. When ctx ends, it is
// drained for the time of grace.
func (l *life) serve(ctx context.Context, grace time.Duration, loop func() (done bool)) error {
	l.mu.Lock()
	if l.begun || l.over {
		l.mu.Unlock()
		return transport.ErrClosed
	}
	l.begun = true
	l.mu.Unlock()

	var late *time.Timer
	armed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(armed)
		l.drain(context.Background())
		late = time.AfterFunc(grace, func() { l.force(context.DeadlineExceeded) })
	})
	done := loop()
	if !stop() {
		<-armed
		late.Stop()
	}
	return l.end(done)
}

// end closes the sockets and returns what Serve returns.
func (l *life) end(done bool) error {
	l.mu.Lock()
	l.over = true
	linger, err := l.linger, l.forced
	if l.ending != nil {
		linger = lingerUntil(l.ending, linger)
	}
	l.mu.Unlock()
	l.close(linger)
	close(l.ended)
	if done {
		return nil
	}
	return err
}

// drain begins the end. Ctx is when it has to be over.
func (l *life) drain(ctx context.Context) {
	l.mu.Lock()
	if l.ending == nil {
		l.ending = ctx
	}
	l.mu.Unlock()
	l.phase.CompareAndSwap(int32(phaseServing), int32(phaseDraining))
	l.wake()
}

// force ends the loop.
func (l *life) force(cause error) {
	l.mu.Lock()
	if l.forced == nil {
		l.forced = cause
	}
	l.mu.Unlock()
	l.phase.Store(int32(phaseForced))
	l.wake()
}

// closeIdle closes what does not serve yet, and reports whether that was so.
func (l *life) closeIdle() bool {
	l.mu.Lock()
	if l.begun || l.over {
		l.mu.Unlock()
		return false
	}
	l.over = true
	l.mu.Unlock()
	l.close(0)
	close(l.ended)
	return true
}

// shutdown drains the loop until ctx ends, and waits for the end.
func (l *life) shutdown(ctx context.Context) error {
	if l.closeIdle() {
		return nil
	}
	l.drain(ctx)
	stop := context.AfterFunc(ctx, func() { l.force(context.DeadlineExceeded) })
	<-l.ended
	if stop() {
		return nil
	}
	return ctx.Err()
}

// closeNow ends the loop and waits for the end.
func (l *life) closeNow() {
	if !l.closeIdle() {
		l.force(transport.ErrClosed)
		<-l.ended
	}
}

// lingerUntil returns what is left of ctx, or the default if it has no deadline.
func lingerUntil(ctx context.Context, otherwise time.Duration) time.Duration {
	if ctx.Err() != nil {
		return 0
	}
	if deadline, ok := ctx.Deadline(); ok {
		return max(time.Until(deadline), 0)
	}
	return otherwise
}
