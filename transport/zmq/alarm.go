package zmq

import (
	"sync/atomic"
	"time"
)

// An alarm wakes the goroutine that owns it after a time. libzmq could wait for a time as
// well, but begins anew whenever a signal interrupts it.
type alarm struct {
	timer *time.Timer
	due   atomic.Bool
}

// set makes the alarm go off after d, in place of an earlier time.
func (a *alarm) set(d time.Duration, wake func()) {
	a.stop()
	a.timer = time.AfterFunc(d, func() {
		a.due.Store(true)
		wake()
	})
}

// stop makes it not go off.
func (a *alarm) stop() {
	if a.timer != nil {
		a.timer.Stop()
	}
	a.due.Store(false)
}
