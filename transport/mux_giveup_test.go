package transport_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

func TestMuxContexts(t *testing.T) {
	cause := errors.New("the user left")
	caused, cancel := context.WithCancelCause(context.Background())
	cancel(cause)
	ended, end := context.WithTimeout(context.Background(), -1)
	defer end()
	for _, test := range []struct {
		reason string
		ctx    context.Context
		want   error
	}{
		{"a context that has ended", ended, context.DeadlineExceeded},
		{"its cause is told", caused, cause},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, nil, transport.MuxOptions{Cancel: transport.CancelLSP})
				send(test.ctx, t, r.mux, r1).fails(test.want, false)
				send(test.ctx, t, r.mux, notification).fails(test.want, false)
				r.silence()
			})
		})
	}
	t.Run("a deadline while the reply is waited for", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, nil, transport.MuxOptions{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			c := r.call(ctx, r1)[0]
			c.fails(context.DeadlineExceeded, true)
			if e := c.err.(*transport.Error); !e.Timeout() || time.Since(start) != time.Second {
				t.Errorf("got %v after %v", e, time.Since(start))
			}
			r.say(a1) // late
			r.silence()
		})
	})
	t.Run("a deadline while the peer does not read", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t, nil, transport.MuxOptions{})
			send(t.Context(), t, r.mux, notification).gets("") // fills the pipe
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			send(ctx, t, r.mux, r1).fails(context.DeadlineExceeded, false)
			r.checkEmpty()
		})
	})
}

// Whether the reply or the end of the context is first, the call ends once, and what it
// leaves can be used again.
func TestMuxReplyAndContextAtOnce(t *testing.T) {
	near, peer := pipe()
	m := transport.NewMux(near, nil, transport.MuxOptions{})
	served := transport.NewMux(peer, obliging, transport.MuxOptions{})
	defer func() { _ = m.Close(); <-m.Done(); <-served.Done() }()
	var replies, ends int
	for range 5_000 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		reply, err := m.Send(ctx, []byte(r1))
		switch {
		case err == nil && string(reply) == a1:
			replies++
		case errors.Is(err, context.Canceled):
			ends++
		default:
			t.Fatalf("got %s, %v", reply, err)
		}
	}
	if held := transport.HeldBy(m); held != (transport.Held{}) {
		t.Errorf("the Mux still has %+v", held)
	}
	t.Logf("%d replies, %d ends", replies, ends)
}

// Calls that were given up leave nothing behind.
func TestMuxAbandonedCalls(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 10_000
		r := newRig(t, nil, transport.MuxOptions{Cancel: transport.CancelMCP})
		go func() { // the peer reads, and says nothing
			for {
				if _, err := r.peer.Read(context.Background()); err != nil {
					return
				}
			}
		}()
		ctx, cancel := context.WithCancel(t.Context())
		var calls sync.WaitGroup
		for i := range n {
			calls.Go(func() {
				payload := request(fmt.Sprint(i))
				if i%2 == 0 {
					payload = batch(payload, request(fmt.Sprintf(`"%d"`, i)))
				}
				if _, err := r.mux.Send(ctx, []byte(payload)); !errors.Is(err, context.Canceled) {
					t.Errorf("got %v", err)
				}
			})
		}
		synctest.Wait()
		if held := transport.HeldBy(r.mux); held.Calls != n || held.IDs != n+n/2 {
			t.Errorf("in flight: %+v", held)
		}
		cancel()
		calls.Wait()
		synctest.Wait()
		r.checkEmpty()
	})
}
