package transport

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// RedialOptions are how a [Redialer] works. The zero value is ready.
type RedialOptions struct {
	// Handler answers what the peer asks; nil as for [NewMux].
	Handler Handler

	// Mux are the options of every connection.
	Mux MuxOptions

	// Backoff is how long to wait before dialling again.
	Backoff Backoff

	// DialTimeout is how long dialling and OnConnect may take together. Zero is 10 s, a
	// negative value no limit.
	DialTimeout time.Duration

	// FailFast lets calls fail while there is no connection, idempotent ones included.
	// Without it they wait for one, until their contexts end.
	FailFast bool

	// OnConnect is called for every connection before any call goes out on it, to
	// authenticate or to subscribe again. It makes its calls by m, not by the Redialer,
	// which waits for it. If it fails, the connection is closed, as if dialling had
	// failed. Nil is allowed.
	OnConnect func(ctx context.Context, m *Mux) error

	// OnDisconnect is called when a connection that OnConnect approved has ended, with the
	// cause, as of [Mux.Err]. Dialling again waits for it, and so does Close: it must not
	// close the Redialer. Nil is allowed.
	OnDisconnect func(cause error)
}

// defaultDialTimeout is that of [RedialOptions].
const defaultDialTimeout = 10 * time.Second

// A Redialer is a [Sender] over a connection that is made anew when it is lost. Calls in
// flight fail then, with an [*Error] that says that they may have been executed, unless
// they are marked [Idempotent]; those that were certainly not sent wait for the next
// connection. The first call dials; from then on a lost connection is replaced without
// waiting for a call, so that the peer can push. All methods may be called concurrently.
type Redialer struct {
	dial    func(context.Context) (Conn, error)
	options RedialOptions
	ctx     context.Context // ends when nothing is to be dialled any more
	cancel  context.CancelFunc
	start   sync.Once
	done    chan struct{} // closed when nothing is dialled any more

	mu      sync.Mutex
	mux     *Mux          // nil while there is no connection
	err     error         // why there is none; nil before the first attempt has ended
	changed chan struct{} // closed at the next change of both
}

var _ Sender = (*Redialer)(nil)

// Redial returns a Redialer that connects by dial, which is never called twice at a time.
// The context of dial is for dialling only: it ends before the connection does.
func Redial(dial func(context.Context) (Conn, error), o RedialOptions) *Redialer {
	o.Mux = o.Mux.resolved()
	o.Backoff = o.Backoff.resolved()
	if o.DialTimeout == 0 {
		o.DialTimeout = defaultDialTimeout
	}
	r := &Redialer{dial: dial, options: o, done: make(chan struct{}), changed: make(chan struct{})}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// Connect waits until there is a connection. Nobody has to call it. The error is an
// [*Error].
func (r *Redialer) Connect(ctx context.Context) error {
	if _, err := r.connected(ctx); err != nil {
		return err
	}
	return nil
}

// connected returns the connection, as soon as there is one.
func (r *Redialer) connected(ctx context.Context) (*Mux, *Error) {
	r.start.Do(func() { go r.run() })
	for {
		r.mu.Lock()
		m, err, changed := r.mux, r.err, r.changed
		r.mu.Unlock()
		switch {
		case m != nil && m.Err() == nil:
			return m, nil
		case r.ctx.Err() != nil:
			return nil, &Error{Op: "dial", Err: ErrClosed}
		case m == nil && err != nil && r.options.FailFast:
			return nil, notSent(err)
		}
		select {
		case <-changed:
		case <-r.ctx.Done():
		case <-ctx.Done():
			cause := context.Cause(ctx)
			if err != nil {
				cause = fmt.Errorf("%w; the last attempt: %w", cause, err)
			}
			return nil, notSent(cause)
		}
	}
}

// notSent returns the error of a call that waited for a connection.
func notSent(cause error) *Error {
	if e, ok := cause.(*Error); ok {
		return &Error{Op: e.Op, Endpoint: e.Endpoint, Err: e.Err}
	}
	return &Error{Op: "dial", Err: cause}
}

// run keeps a connection until nothing is to be dialled any more.
func (r *Redialer) run() {
	defer close(r.done)
	failures := 0
	for r.ctx.Err() == nil {
		m, err := r.connect()
		if err != nil {
			r.set(nil, err)
			r.options.Mux.Logger.Debug("dialling failed", slog.Any(KeyError, err))
			rest(r.ctx, r.options.Backoff.wait(failures))
			failures++
			continue
		}
		since := time.Now()
		r.set(m, nil)
		<-m.lost
		r.disconnected(m)
		// A peer that takes connections and drops them is not better than none.
		if time.Since(since) > r.options.Backoff.Max {
			failures = 0
		}
		rest(r.ctx, r.options.Backoff.wait(failures))
		failures++
	}
}

// connect makes one connection.
func (r *Redialer) connect() (*Mux, error) {
	ctx, cancel := r.ctx, context.CancelFunc(func() {})
	if r.options.DialTimeout > 0 {
		ctx, cancel = context.WithTimeout(ctx, r.options.DialTimeout)
	}
	defer cancel()
	conn, err := r.dial(ctx)
	if err != nil {
		return nil, err
	}
	m := NewMux(conn, r.options.Handler, r.options.Mux)
	if r.options.OnConnect == nil {
		return m, nil
	}
	if err := r.options.OnConnect(ctx, m); err != nil {
		_ = m.Close() // it never fails
		return nil, err
	}
	return m, nil
}

// set takes note of a change and tells those who wait for one.
func (r *Redialer) set(m *Mux, err error) {
	r.mu.Lock()
	r.mux, r.err = m, err
	close(r.changed)
	r.changed = make(chan struct{})
	late := m != nil && r.ctx.Err() != nil // whoever ended it has not seen m
	r.mu.Unlock()
	if late {
		_ = m.Close() // it never fails
	}
}

// disconnected takes note that a connection was lost.
func (r *Redialer) disconnected(m *Mux) {
	cause := m.Err()
	r.set(nil, m.lostCall(true, cause))
	if r.options.OnDisconnect != nil {
		r.options.OnDisconnect(cause)
	}
}

// current returns the connection; it is nil while there is none.
func (r *Redialer) current() *Mux {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.mux
}

// Close ends the connection at once, as by [Mux.Close], and waits until dialling has
// stopped. Calls fail from then on, with [ErrClosed]. It never fails.
func (r *Redialer) Close() error {
	r.cancel()
	r.start.Do(func() { close(r.done) }) // it never began
	if m := r.current(); m != nil {
		_ = m.Close() // it never fails
	}
	<-r.done
	return nil
}

// Shutdown ends the connection in good order, as by [Mux.Shutdown], and then closes.
// Nothing is dialled from then on: calls that wait for a connection fail.
func (r *Redialer) Shutdown(ctx context.Context) error {
	r.cancel()
	var err error
	if m := r.current(); m != nil {
		err = m.Shutdown(ctx)
	}
	_ = r.Close() // it never fails
	return err
}

// Describe tells the endpoint of the connection that there is: see [Describer].
func (r *Redialer) Describe(ctx context.Context) []slog.Attr {
	if m := r.current(); m != nil {
		return m.Describe(ctx)
	}
	return nil
}
