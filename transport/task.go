package transport

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
)

// A task is a payload of the peer.
type task struct {
	mux     *Mux
	ctx     context.Context
	payload []byte
	next    *task
	run     func() // work, bound once

	// The rest is for tasks that can be cancelled.
	cancel    context.CancelCauseFunc
	ids       []protocol.ID // canonical
	open      int           // how many messages have not been cancelled
	cancelled atomic.Bool
}

// taskBytes is about what it takes to keep a task, beside the payload.
const taskBytes = 256

var tasks sync.Pool

// newTask returns a task with a copy of the payload.
func newTask(ctx context.Context, m *Mux, payload []byte) *task {
	t, ok := tasks.Get().(*task)
	if !ok {
		t = new(task)
		t.run = t.work
	}
	t.mux, t.ctx, t.payload = m, ctx, append(t.payload[:0], payload...)
	return t
}

// size is what a task counts in the backlog.
func (t *task) size() int { return len(t.payload) + taskBytes }

// work handles the task, and leaves room for the next one.
func (t *task) work() {
	defer t.leave()
	var reply []byte
	returned := false
	defer func() {
		if !returned {
			reply = t.abandoned(recover())
		}
		t.answer(reply)
	}()
	reply = t.handle()
	returned = true
}

// handle returns what the handler answers. What the peer has given up before, it does
// not get, unless it has to say what is answered.
func (t *task) handle() []byte {
	if c := t.mux.options.Cancel; t.cancelled.Load() && c.decides() {
		return t.refusal(c.wire())
	}
	return t.mux.handler.ServeRPC(t.ctx, t.payload)
}

// abandoned returns the reply of a handler that did not return: it panicked, or it ended
// its goroutine if v is nil.
func (t *task) abandoned(v any) []byte {
	t.mux.options.Logger.Error("a handler did not return", slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
	return t.refusal(errPanic)
}

// refusal returns the reply that answers all of the task with e.
func (t *task) refusal(e *protocol.Error) []byte {
	d := protocol.Decoder{Limits: t.mux.options.Limits, Dialect: t.mux.options.Dialect}
	p, err := d.Decode(t.payload)
	if err != nil {
		p = nil
	}
	reply, _ := refusal(p, e)
	return reply
}

// answer sends the reply of the handler.
func (t *task) answer(reply []byte) {
	m := t.mux
	if t.cancelled.Load() {
		reply = m.options.Cancel.answer(reply)
	}
	if reply == nil {
		return
	}
	err := m.conn.Write(context.Background(), reply)
	if err != nil && errors.Is(err, ErrPayloadTooLarge) {
		if reply = t.refusal(errReplySize); reply != nil {
			err = m.conn.Write(context.Background(), reply)
		}
	}
	m.unsent(err)
}

// leave makes room for the next task.
func (t *task) leave() {
	if next := t.mux.finished(t); next != nil {
		go next.run()
	}
	if t.cancel != nil {
		t.cancel(nil)
	}
	if cap(t.payload) <= keptBytes {
		t.forget()
		tasks.Put(t)
	}
}

// forget makes t ready for another payload.
func (t *task) forget() {
	t.mux, t.next, t.payload = nil, nil, t.payload[:0]
	t.ctx, t.cancel, t.ids, t.open = nil, nil, nil, 0
	t.cancelled.Store(false)
}
