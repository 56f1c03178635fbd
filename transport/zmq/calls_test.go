package zmq

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

func noWake() {}

// queued adds a call to a table.
func queued(t *testing.T, s *calls, payload string) *call {
	t.Helper()
	c := newCall([]byte(payload))
	if err := s.add(c); err != nil {
		t.Fatal(err)
	}
	return c
}

// sent hands n calls to the network, and returns those.
func sent(s *calls, n int) []*call {
	batch := s.take(make([]*call, 0, n))
	s.settle(batch, len(batch))
	return batch
}

// isOver reports whether a call has its ending.
func isOver(c *call) bool { return len(c.ended) == 1 }

// underWay returns how many calls wait for their replies.
func (s *calls) underWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sent)
}

func TestCallsReply(t *testing.T) {
	s := newCalls(0, noWake)
	s.connected()
	first, second := queued(t, s, callText), queued(t, s, callText)
	sent(s, 10)
	s.answer([]reply{
		{number: second.number, ending: ending{reply: []byte("two")}},
		{number: 77, ending: ending{reply: []byte("stray")}},
		{number: second.number, ending: ending{reply: []byte("again")}},
	})
	if isOver(first) || !isOver(second) || string((<-second.ended).reply) != "two" {
		t.Error("the reply did not find its call")
	}
	if n := s.pending(); n != 1 {
		t.Errorf("%d calls are pending, want 1", n)
	}
}

func TestCallsNotification(t *testing.T) {
	s := newCalls(0, noWake)
	s.connected()
	c := queued(t, s, notificationText)
	sent(s, 1)
	if !isOver(c) || s.pending() != 0 {
		t.Error("a notification ends when it is sent")
	}
}

func TestCallsSettle(t *testing.T) {
	s := newCalls(0, noWake)
	s.connected()
	a, b, c := queued(t, s, callText), queued(t, s, callText), queued(t, s, callText)
	s.settle(s.take(make([]*call, 0, 2)), 1)
	if a.stage != stageSent || b.stage != stageQueued || c.stage != stageQueued {
		t.Errorf("got the stages %d, %d, %d", a.stage, b.stage, c.stage)
	}
	if batch := sent(s, 5); len(batch) != 2 || batch[0] != b || batch[1] != c {
		t.Error("what was not sent is no longer in its place")
	}
}

func TestCallsAbandon(t *testing.T) {
	for _, test := range []struct {
		reason    string
		prepare   func(s *calls, c *call)
		sent, was bool
	}{
		{"in the queue", func(*calls, *call) {}, false, true},
		{"sent", func(s *calls, _ *call) { sent(s, 9) }, true, true},
		{"answered", func(s *calls, c *call) { sent(s, 9); s.answer([]reply{{number: c.number}}) }, false, false},
		{"the connection was lost", func(s *calls, _ *call) { sent(s, 9); s.disconnected() }, false, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := newCalls(0, noWake)
			s.connected()
			before, c, after := queued(t, s, callText), queued(t, s, callText), queued(t, s, callText)
			test.prepare(s, c)
			wasSent, was := s.abandon(c)
			if wasSent != test.sent || was != test.was {
				t.Errorf("got %t, %t", wasSent, was)
			}
			if was == isOver(c) {
				t.Error("either it was given up or it has an ending")
			}
			s.abandon(before)
			s.abandon(after)
			if s.pending() != 0 || len(s.sent) != 0 || s.head != nil || s.tail != nil {
				t.Errorf("%d calls are left", s.pending())
			}
		})
	}
}

// A call that is just being sent can be given up only afterwards: the payload is in use.
func TestCallsAbandonWhileSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newCalls(0, noWake)
		s.connected()
		c := queued(t, s, callText)
		batch := s.take(make([]*call, 0, 1))
		gaveUp := make(chan bool)
		go func() {
			wasSent, _ := s.abandon(c)
			gaveUp <- wasSent
		}()
		synctest.Wait()
		if len(gaveUp) != 0 {
			t.Fatal("it did not wait")
		}
		s.settle(batch, 1)
		if !<-gaveUp {
			t.Error("it was sent")
		}
	})
}

func TestCallsDisconnected(t *testing.T) {
	s := newCalls(0, noWake)
	s.connected()
	flying := queued(t, s, callText)
	sent(s, 1)
	waits := queued(t, s, callText)
	s.disconnected()
	end := <-flying.ended
	if !end.sent || !errors.Is(end.err, transport.ErrDisconnected) {
		t.Errorf("got %+v", end)
	}
	if isOver(waits) {
		t.Error("a call that was not sent waits for the next connection")
	}
	s.connected()
	if batch := sent(s, 5); len(batch) != 1 || batch[0] != waits {
		t.Error("it was not sent then")
	}
}

func TestCallsWaitForConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newCalls(10*time.Second, noWake)
		early := queued(t, s, callText)
		time.Sleep(4 * time.Second)
		late := queued(t, s, callText)
		s.refused(&HandshakeError{Denied: true, Code: 400})
		time.Sleep(6 * time.Second)
		synctest.Wait()
		if !isOver(early) || isOver(late) {
			t.Fatal("just the first one has waited for ten seconds")
		}
		end := <-early.ended
		want := "not connected for 10s: handshake refused: the peer does not accept the key (status 400)"
		if end.sent || end.err.Error() != want || !errors.Is(end.err, ErrNotConnected) {
			t.Errorf("got %+v", end)
		}
		e := &transport.Error{Op: "send", Err: end.err}
		if h, ok := errors.AsType[*HandshakeError](error(e)); !ok || !h.Denied || !e.Timeout() {
			t.Error("the error does not tell about the handshake, or that it is a timeout")
		}
		s.connected()
		time.Sleep(time.Minute)
		if isOver(late) {
			t.Error("with a connection, there is no limit")
		}
		s.disconnected()
		time.Sleep(9 * time.Second)
		if isOver(late) {
			t.Error("the wait begins anew when the connection is lost")
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if !isOver(late) {
			t.Error("and ends again")
		}
		if s.pending() != 0 {
			t.Errorf("%d calls are left", s.pending())
		}
	})
}

func TestCallsClose(t *testing.T) {
	s := newCalls(time.Hour, noWake)
	s.connected()
	flying := queued(t, s, callText)
	sent(s, 1)
	sending := queued(t, s, callText)
	batch := s.take(make([]*call, 0, 1))
	waits := queued(t, s, callText)
	s.disconnected() // which arms the timer
	<-flying.ended
	s.close()
	s.settle(batch, 0)
	for reason, c := range map[string]*call{"one that is being sent": sending, "one in the queue": waits} {
		if end := <-c.ended; end.sent || !errors.Is(end.err, transport.ErrClosed) {
			t.Errorf("%s: %+v", reason, end)
		}
	}
	if err := s.add(newCall([]byte(callText))); !errors.Is(err, transport.ErrClosed) {
		t.Errorf("got %v", err)
	}
	if _, _, closed := s.state(); !errors.Is(closed, transport.ErrClosed) {
		t.Errorf("got %v", closed)
	}
}

func TestCallsDrain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newCalls(0, noWake)
		s.connected()
		c := queued(t, s, callText)
		drained := make(chan struct{})
		go func() { s.drain(func() bool { return false }); close(drained) }()
		synctest.Wait()
		if err := s.add(newCall([]byte(callText))); !errors.Is(err, transport.ErrClosed) {
			t.Errorf("a new call got %v", err)
		}
		sent(s, 1)
		select {
		case <-drained:
			t.Error("a call is under way")
		default:
		}
		s.answer([]reply{{number: c.number}})
		<-drained

		ctx, cancel := context.WithCancel(t.Context())
		s = newCalls(0, noWake)
		queued(t, s, callText)
		context.AfterFunc(ctx, s.nudge)
		time.AfterFunc(time.Second, cancel)
		s.drain(func() bool { return ctx.Err() != nil })
	})
}

func TestConnectError(t *testing.T) {
	cause := errors.New("the user left")
	e := &ConnectError{Cause: cause, Wait: 1500 * time.Microsecond, Handshake: &HandshakeError{Code: 3}}
	if want := "the user left (not connected for 2ms: handshake failed (code 3): another key, mechanism or protocol)"; e.Error() != want {
		t.Errorf("got %q", e)
	}
	if !errors.Is(e, cause) || !errors.Is(e, ErrNotConnected) || e.Timeout() {
		t.Error("it does not match its causes")
	}
}
