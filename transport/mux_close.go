package transport

import (
	"context"
	"errors"
	"io"
)

// end takes note that nothing more can be read, waits for what is under way, and
// finishes. It is the last that the reader does.
func (m *Mux) end(cause error) {
	if m.fail(cause) && errors.Is(cause, io.EOF) && m.options.Linger > 0 {
		m.linger()
	}
	m.stop()
	m.settleDown()
	if m.ended != nil {
		m.ended(m)
	}
	close(m.done)
}

// linger lets what the peer has asked for finish, and its replies go out.
func (m *Mux) linger() {
	ctx, cancel := context.WithTimeout(m.ctx, m.options.Linger)
	defer cancel()
	stop := context.AfterFunc(ctx, m.stop)
	m.settleDown()
	if stop() {
		m.unsent(m.farewell(ctx))
	}
}

// fail makes cause the end of the connection and fails the calls in flight. It reports
// false if it has ended before.
func (m *Mux) fail(cause error) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return false
	}
	m.err = cause
	close(m.lost)
	for _, c := range m.pending.takeAll() {
		c.end(ending{err: cause})
	}
	m.changed.Broadcast()
	return true
}

// stop closes the connection and cancels the handlers.
func (m *Mux) stop() {
	m.cancel(disconnected(m.Err()))
	_ = m.conn.Close() // it has ended, one way or the other
}

// isBusy reports whether something that the peer asked for is under way. The Mux is
// locked.
func (m *Mux) isBusy() bool { return m.serving.running > 0 || m.asides.running }

// settleDown waits until nothing is under way any longer.
func (m *Mux) settleDown() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.isBusy() {
		m.changed.Wait()
	}
}

// Close ends the connection at once: calls in flight fail, and the contexts of handlers
// end. It does not wait for them; [Mux.Done] tells. It never fails.
func (m *Mux) Close() error {
	m.fail(m.closed())
	m.stop()
	return nil
}

// closed returns the end of a connection that this side has closed.
func (m *Mux) closed() *Error { return m.failure("receive", true, ErrClosed) }

// Shutdown ends the connection in good order. From now on calls of either side are
// refused, those of this side with [ErrClosed] (unless a handler makes them: that is told
// by the context), those of the peer with [CodeOverloaded]. It waits for what is under way
// in both directions, says farewell if the connection can (see [Drainer]), and waits for
// the end. When ctx ends first, it closes, and returns the cause; any other error is that
// of the farewell. A handler that calls it waits for itself.
func (m *Mux) Shutdown(ctx context.Context) error {
	err := m.quiesce(ctx)
	if err == nil {
		ended := !m.fail(m.closed())
		if err = m.farewell(ctx); ended && ctx.Err() == nil {
			err = nil // the connection was at its end
		}
	}
	_ = m.Close() // it never fails
	select {
	case <-m.done:
	case <-ctx.Done():
		if err == nil {
			err = context.Cause(ctx)
		}
	}
	return err
}

// farewell lets the connection send what was written, and closes it in good order.
func (m *Mux) farewell(ctx context.Context) error {
	d, ok := m.conn.(Drainer)
	if !ok {
		return nil
	}
	err := d.Drain(ctx)
	if err != nil && ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return err
}

// quiesce refuses new calls and waits until none is under way.
func (m *Mux) quiesce(ctx context.Context) error {
	stop := context.AfterFunc(ctx, m.wake)
	defer stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closing = true
	m.changed.Broadcast()
	for m.pending.calls > 0 || m.isBusy() {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		m.changed.Wait()
	}
	return nil
}
