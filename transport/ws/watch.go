package ws

import (
	"context"
	"sync"
)

// A watch interrupts reading when a context ends. It stays from one Read to the next,
// since most of them have the same context.
type watch struct {
	mu      sync.Mutex
	done    <-chan struct{} // of the context
	release func() bool
	stopped bool
}

// await prepares to wait for what the peer sends, until ctx ends.
//
//go:noinline
func (r *reader) await(ctx context.Context) {
	done := ctx.Done()
	if done == nil {
		r.ctx = nil
		return
	}
	r.ctx = ctx
	w := r.watch.Load()
	if w == nil {
		w = new(watch)
		r.watch.Store(w)
	}
	if w.done == done { // only who reads changes it
		return
	}
	w.set(ctx, r.interrupt)
	if r.over.Load() { // whoever ended the connection may not have seen the watch
		w.stop()
	}
}

func (w *watch) set(ctx context.Context, interrupt func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	if w.release != nil {
		w.release()
	}
	w.done, w.release = ctx.Done(), context.AfterFunc(ctx, interrupt)
}

// stop ends the watch for good. W may be nil.
func (w *watch) stop() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	if w.release != nil {
		w.release()
	}
}
