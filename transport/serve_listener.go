package transport

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// ListenOptions are how [ServeListener] works. The zero value is ready.
type ListenOptions struct {
	// Mux are the options of every connection.
	Mux MuxOptions

	// Conns is how many connections there may be at once; others wait to be accepted.
	// Zero is no limit.
	Conns int

	// OnConnect is called for every connection: see [NewGroup].
	OnConnect func(*Mux)
}

// acceptPause is how long accepting rests after a failure, such as too many open files.
const acceptPause = 50 * time.Millisecond

// ServeListener accepts connections from l and answers, with h, what their peers ask,
// until ctx ends; then it shuts all of them down, for which there is [MuxOptions.Grace],
// and waits for them. It owns l. A failure to accept is logged and tried again. It
// returns nil if ctx has ended, else why l has.
func ServeListener(ctx context.Context, l Listener, h Handler, o ListenOptions) error {
	places := newPlaces(o.Conns)
	g := NewGroup(h, o.Mux, o.OnConnect)
	g.ended = places.leave
	err := g.accept(ctx, l, places)
	_ = l.Close() // nobody is accepted any more, whatever it says
	grace, cancel := context.WithTimeout(context.Background(), max(0, o.Mux.Grace))
	defer cancel()
	_ = g.Shutdown(grace) // what takes longer is cut
	g.wait()
	return err
}

// accept adds what l accepts until ctx or l ends; the error is that of l.
func (g *Group) accept(ctx context.Context, l Listener, p places) error {
	for p.take(ctx) {
		conn, err := l.Accept(ctx)
		if err == nil {
			_, err = g.Add(conn)
		}
		if err == nil {
			continue
		}
		p.leave()
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, ErrClosed):
			return err
		}
		g.options.Logger.Warn("a connection was not accepted", slog.Any(KeyError, err))
		rest(ctx, acceptPause)
	}
	return nil
}

// rest waits, but not longer than ctx lasts.
func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// places are how many of something there may be; nil is no limit.
type places chan struct{}

func newPlaces(n int) places {
	if n <= 0 {
		return nil
	}
	return make(places, n)
}

// take waits for a place, and reports whether there was one before ctx ended.
func (p places) take(ctx context.Context) bool {
	if p == nil {
		return ctx.Err() == nil
	}
	select {
	case p <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (p places) leave() {
	if p != nil {
		<-p
	}
}
