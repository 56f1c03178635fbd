package transport_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
)

// roomFor is a backlog of so many payloads that are no larger than r1.
func roomFor(n int) int { return n * (len(r1) + transport.TaskBytes) }

// fill lets the peer send payloads until the backlog and the pipe are full, and returns
// how many the Mux has taken.
func (r *rig) fill() int {
	r.t.Helper()
	for n := range 100 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		err := r.peer.Write(ctx, []byte(r1))
		cancel()
		if err != nil {
			return n
		}
	}
	r.t.Fatal("the peer is never held up")
	return 0
}

// With nothing in flight, a full backlog stops the reading, and room for one payload
// lets one more in.
func TestMuxStopsReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Backlog: roomFor(3)})
		// One more is with the reader, and one in the pipe.
		if n := r.fill(); n != 3+2 || len(g.entered) != 3 {
			t.Errorf("%d were taken, %d are handled", n, len(g.entered))
		}
		if held := transport.HeldBy(r.mux); held.Bytes != roomFor(3) {
			t.Errorf("the Mux has %+v", held)
		}
		r.silence()
		for range 5 {
			g.reply <- a1
			r.expect(a1)
		}
		synctest.Wait()
		r.checkEmpty()
	})
}

// A payload that is larger than the backlog is taken alone.
func TestMuxTakesLargePayloads(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Backlog: 1})
		for range 3 {
			r.say(r1)
		}
		synctest.Wait()
		if len(g.entered) != 1 {
			t.Errorf("%d are handled at once", len(g.entered))
		}
		for range 3 {
			<-g.entered
			g.reply <- a1
			r.expect(a1)
		}
	})
}

// While a call is in flight, reading goes on: its reply must not be held up.
func TestMuxOverloaded(t *testing.T) {
	for _, test := range []struct{ reason, says, want, logged string }{
		{"a request", r2, refused("2", "-32005", "overloaded"), ""},
		{"a request in 1.0", `{"method":"m","params":[],"id":2}`, `{"result":null,"error":{"code":-32005,"message":"overloaded"},"id":2}`, ""},
		{"an invalid request is answered with what is wrong with it", `{"jsonrpc":"2.0","method":7,"id":2}`, refused("2", "-32600", "Invalid Request"), ""},
		{"what is no payload", `{`, refused("null", "-32005", "overloaded"), ""},
		{"a notification is dropped", notification, "", "messages=1"},
		{"a batch", batch(r2, notification, notification, r3), batch(refused("2", "-32005", "overloaded"), refused("3", "-32005", "overloaded")), "messages=2"},
		{"a batch of notifications", batch(notification), "", "messages=1"},
		{"a batch with responses", batch(a2, r3), batch(refused("3", "-32005", "overloaded")), ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				g := newGate()
				r := newRig(t, g, transport.MuxOptions{Backlog: roomFor(1), Logger: slog.New(slog.NewTextHandler(&log, nil))})
				c := r.call(t.Context(), r1)[0]
				r.say(r1, test.says)
				if test.want != "" {
					r.expect(test.want)
				}
				r.silence()
				if got := log.String(); (got != "") != (test.logged != "") || !strings.Contains(got, test.logged) {
					t.Errorf("logged %q, want %s", got, test.logged)
				}
				r.say(a1)
				c.gets(a1)
				g.reply <- a1
				r.expect(a1)
				r.silence()
				if len(g.entered) != 1 {
					t.Errorf("%d were handled", len(g.entered))
				}
			})
		})
	}
}

// A call that is made while the reader waits for room sets it free.
func TestMuxCallFreesReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Backlog: roomFor(1)})
		r.fill()
		c := send(t.Context(), t, r.mux, r1)
		got := []string{r.hear(), r.hear(), r.hear()}
		slices.Sort(got)
		refusal := refused("1", "-32005", "overloaded")
		if diff := cmp.Diff([]string{refusal, refusal, r1}, got); diff != "" {
			t.Errorf("the peer got (-want +got):\n%s", diff)
		}
		r.say(a1)
		c.gets(a1)
		g.reply <- a1
		r.expect(a1)
	})
}

// Handlers that all call back, while the backlog is full, are no deadlock.
func TestMuxHandlersCallBackWithFullBacklog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 100
		callsBack := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			id := idOf(payload)
			reply, err := transport.SenderFrom(ctx).Send(ctx, []byte(request(id)))
			if err != nil || string(reply) != answer(id) {
				t.Errorf("called back: %s, %v", reply, err)
			}
			return reply
		})
		a, b := pipe()
		m := transport.NewMux(a, obliging, transport.MuxOptions{})
		served := transport.NewMux(b, callsBack, transport.MuxOptions{Backlog: roomFor(5)})
		var done, overloaded int
		var mu sync.Mutex
		var calls sync.WaitGroup
		for i := range n {
			calls.Go(func() {
				id := fmt.Sprint(i)
				reply, err := m.Send(t.Context(), []byte(request(id)))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil && string(reply) == answer(id):
					done++
				case err == nil && string(reply) == refused(id, "-32005", "overloaded"):
					overloaded++
				default:
					t.Errorf("got %s, %v", reply, err)
				}
			})
		}
		calls.Wait()
		if done == 0 || done+overloaded != n {
			t.Errorf("%d done, %d overloaded", done, overloaded)
		}
		_ = m.Close()
		<-m.Done()
		<-served.Done()
	})
}

// Two sides that flood each other, with small backlogs, go on: what a reader has to
// answer itself does not stop it.
func TestMuxesFloodEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const n = 2000
		a, b := pipe()
		sides := []*transport.Mux{
			transport.NewMux(a, obliging, transport.MuxOptions{Backlog: 1}),
			transport.NewMux(b, nil, transport.MuxOptions{Backlog: 1}), // answers all by itself
		}
		var calls sync.WaitGroup
		for _, m := range sides {
			for i := range n {
				calls.Go(func() {
					if reply, err := m.Send(t.Context(), []byte(request(fmt.Sprint(i)))); err != nil {
						t.Errorf("got %s, %v", reply, err)
					}
				})
			}
		}
		calls.Wait()
		for _, m := range sides {
			_ = m.Close()
			<-m.Done()
		}
	})
}

// A peer that asks, but reads nothing of what it is answered, is held up in the end: it
// costs so many bytes, and no more.
func TestMuxPeerThatDoesNotRead(t *testing.T) {
	for _, test := range []struct {
		reason  string
		handled bool
	}{
		{"refused for want of a handler", false},
		{"refused for want of room", true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate()
				var h transport.Handler
				if test.handled {
					h = g
				}
				r := newRig(t, h, transport.MuxOptions{Backlog: 1})
				c := send(t.Context(), t, r.mux, request("0")) // so that reading goes on
				synctest.Wait()
				asked := 0
				for r.ask(time.Second) {
					if asked++; asked > 1000 {
						t.Fatal("the peer is never held up")
					}
				}
				if held := transport.HeldBy(r.mux); held.Asides < transport.LeastAsides || held.Asides > transport.LeastAsides+20_000 {
					t.Errorf("the Mux has %+v", held)
				}
				for range cap(g.reply) {
					g.reply <- a1
				}
				for range asked + 1 { // it begins to read, and everything goes on
					r.hear()
				}
				r.say(answer("0"))
				c.gets(answer("0"))
				r.silence()
			})
		})
	}
}

// ask lets the peer send a large request, and reports whether it could.
func (r *rig) ask(patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return r.peer.Write(ctx, []byte(request(`"`+strings.Repeat("x", 10_000)+`"`))) == nil
}
