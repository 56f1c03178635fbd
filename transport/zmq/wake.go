//go:build cgo

package zmq

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/pebbe/zmq4"
)

var inprocCounter atomic.Uint64

// ownName returns an inproc endpoint that nobody else has.
func ownName(what string) string {
	return "inproc://rpcwire-" + what + "-" + strconv.FormatUint(inprocCounter.Add(1), 10)
}

// A waker wakes the goroutine that waits for sockets, which is its owner, from others.
type waker struct {
	asleep atomic.Bool

	mu sync.Mutex
	tx *zmq4.Socket // nil once closed

	rx *zmq4.Socket // the owner's
}

func newWaker(z *zmq4.Context) (*waker, error) {
	rx, err := z.NewSocket(zmq4.PAIR)
	if err != nil {
		return nil, err
	}
	tx, err := z.NewSocket(zmq4.PAIR)
	if err != nil {
		_ = rx.Close() // there is a better error to report
		return nil, err
	}
	w := &waker{tx: tx, rx: rx}
	name := ownName("wake")
	if err := firstError(
		func() error { return tx.SetLinger(0) },
		func() error { return rx.SetLinger(0) },
		func() error { return rx.Bind(name) },
		func() error { return tx.Connect(name) },
	); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// wake makes the owner look at what there is to do. To be called after that was made
// visible to the owner.
func (w *waker) wake() {
	if w.asleep.Load() && w.asleep.CompareAndSwap(true, false) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.tx != nil {
			_, _ = w.tx.SendBytes(nil, zmq4.DONTWAIT) // fails only if it is full, which wakes as well
		}
	}
}

// drain takes what woke the owner. If there is more, the owner does not sleep next time.
func (w *waker) drain() {
	_, _ = w.rx.RecvBytes(zmq4.DONTWAIT) // there may be nothing
}

// close is for the owner.
func (w *waker) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tx != nil {
		_ = w.tx.Close() // nothing is lost
		_ = w.rx.Close()
		w.tx = nil
	}
}

// firstError calls functions until one fails.
func firstError(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}
