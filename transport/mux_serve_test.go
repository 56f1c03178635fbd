package transport_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A handler that does not return is answered for.
func TestMuxHandlerDoesNotReturn(t *testing.T) {
	internal := func(id string) string { return refused(id, "-32603", "Internal error") }
	panics := func(context.Context, []byte) []byte { panic("at the disco") }
	exits := func(context.Context, []byte) []byte { runtime.Goexit(); return nil }
	for _, test := range []struct {
		reason  string
		handler transport.HandlerFunc
		payload string
		want    string
		logged  string
	}{
		{"a panic", panics, r1, internal("1"), "at the disco"},
		{"a panic in 1.0", panics, `{"method":"m","params":[],"id":1}`, `{"result":null,"error":{"code":-32603,"message":"Internal error"},"id":1}`, "at the disco"},
		{"a panic of a notification", panics, notification, "", "at the disco"},
		{"a panic of a batch", panics, batch(r1, notification, "7"), batch(internal("1"), refused("null", "-32600", "Invalid Request")), "at the disco"},
		{"a panic of what is no payload", panics, "{", internal("null"), "at the disco"},
		{"a panic without a value", func(context.Context, []byte) []byte { panic(nil) }, r1, internal("1"), "panic called with nil argument"},
		{"the end of its goroutine", exits, r1, internal("1"), "mux_serve_test.go"},
		{"the end of its goroutine with a notification", exits, notification, "", "mux_serve_test.go"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				r := newRig(t, test.handler, transport.MuxOptions{Serving: 1, Logger: slog.New(slog.NewTextHandler(&log, nil))})
				for range 2 { // it takes no place for ever
					r.say(test.payload)
					if test.want != "" {
						r.expect(test.want)
					}
					r.silence()
				}
				r.checkEmpty()
				if !strings.Contains(log.String(), test.logged) {
					t.Errorf("logged %s", log.String())
				}
			})
		})
	}
}

// What is decoded to answer for a handler is decoded as the Mux does.
func TestMuxAnswersByItsOwnLimits(t *testing.T) {
	for _, test := range []struct {
		reason  string
		options transport.MuxOptions
		payload string
		want    string
	}{
		{"more messages in a batch", transport.MuxOptions{Limits: protocol.Limits{Batch: 2000}}, "[" + strings.Repeat(notification+",", 1500) + r1 + "]", batch(refused("1", "-32603", "Internal error"))},
		{"fewer messages in a batch", transport.MuxOptions{Limits: protocol.Limits{Batch: 1}}, batch(r1, r2), refused("null", "-32603", "Internal error")},
		{"another dialect", transport.MuxOptions{Dialect: protocol.Lenient}, `{"jsonrpc":"2.0","method":"m","params":1,"id":1}`, refused("1", "-32603", "Internal error")},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig(t, transport.HandlerFunc(func(context.Context, []byte) []byte { panic(0) }), test.options)
				r.say(test.payload)
				r.expect(test.want)
			})
		})
	}
}

// A reply that the connection does not take is answered as well, by an error.
func TestMuxReplyTooLarge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, peer := pipe()
		r := rigOn(t, limited{near, 100}, near, peer, transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
			return bytes.Repeat(payload, 100)
		}), transport.MuxOptions{})
		r.say(r1)
		r.expect(refused("1", "-32603", "reply too large"))
		r.say(notification) // there is nobody to tell
		r.silence()
		r.say(batch(r1, r2)) // this error is too large itself
		r.silence()
	})
}

// A limited Conn sends only small payloads.
type limited struct {
	transport.Conn
	limit int
}

func (c limited) Write(ctx context.Context, payload []byte) error {
	if len(payload) > c.limit {
		return &transport.Error{Op: "send", Err: transport.ErrPayloadTooLarge}
	}
	return c.Conn.Write(ctx, payload)
}

func TestMuxHandlersCallBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var later transport.Sender
		r := newRig(t, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			s := transport.SenderFrom(ctx)
			if _, err := s.Send(ctx, []byte(notification)); err != nil {
				t.Error(err)
			}
			reply, err := s.Send(ctx, []byte(r1)) // the id of the peer's own call
			if err != nil || string(reply) != a1 {
				t.Errorf("got %s, %v", reply, err)
			}
			later = s
			return obliging(ctx, payload)
		}), transport.MuxOptions{})
		r.say(r1)
		r.expect(notification)
		r.expect(r1)
		r.say(a1)
		r.expect(a1)
		r.silence()
		if later != transport.Sender(r.mux) {
			t.Errorf("got %v", later)
		}
		c := send(t.Context(), t, later, r2) // the handler has returned
		r.expect(r2)
		r.say(a2)
		c.gets(a2)
	})
	if s := transport.SenderFrom(t.Context()); s != nil {
		t.Errorf("without a Mux there is %v", s)
	}
}

// With one at a time, payloads are handled in their order, and neither replies nor
// cancellations wait for them.
func TestMuxServesInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Serving: 1, Cancel: lsp})
		c := r.call(t.Context(), r1)[0]
		const n = 50
		for i := range n {
			r.say(request(fmt.Sprint(i)))
		}
		synctest.Wait()
		if len(g.entered) != 1 {
			t.Errorf("%d are handled at once", len(g.entered))
		}
		r.say(a1)
		c.gets(a1)
		r.say(cancels(lsp, "0"))
		if cause := <-g.causes; cause != transport.ErrCancelled {
			t.Errorf("got %v", cause)
		}
		for i := range n {
			if got := <-g.entered; got != request(fmt.Sprint(i)) {
				t.Errorf("handled %s, want %d", got, i)
			}
			synctest.Wait()
			if len(g.entered) != 0 {
				t.Errorf("%s is handled as well", <-g.entered)
			}
			g.reply <- answer(fmt.Sprint(i))
			r.expect(answer(fmt.Sprint(i)))
		}
	})
}

// So many are handled at once, and no more.
func TestMuxServesAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Serving: 3})
		for i := range 10 {
			r.say(request(fmt.Sprint(i)))
		}
		for left := 10; left > 0; left-- {
			synctest.Wait()
			if want := min(3, left); len(g.entered) != want || transport.HeldBy(r.mux).Running != want {
				t.Fatalf("%d are handled, and %+v, with %d left", len(g.entered), transport.HeldBy(r.mux), left)
			}
			g.reply <- answer(idOf([]byte(<-g.entered)))
			r.hear()
		}
	})
}

// A handler gets a copy of the payload, and its context has what is known of the peer,
// also if that is known late.
func TestMuxHandlerContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, peer := pipe()
		conn := &knowing{Conn: near}
		peers := make(chan *transport.Peer, 1)
		r := rigOn(t, conn, near, peer, transport.HandlerFunc(func(ctx context.Context, _ []byte) []byte {
			peers <- transport.PeerFrom(ctx)
			return nil
		}), transport.MuxOptions{})
		r.say(notification)
		if p := <-peers; p != nil {
			t.Errorf("got %v", p)
		}
		conn.peer = &transport.Peer{Transport: "pipe"}
		for range 2 {
			r.say(notification)
			if p := <-peers; p != conn.peer {
				t.Errorf("got %v", p)
			}
		}
	})
}

// A knowing Conn has facts about its peer.
type knowing struct {
	transport.Conn
	peer *transport.Peer
}

func (c *knowing) Peer() *transport.Peer { return c.peer }
func (c *knowing) String() string        { return "pipe:there" }

func TestMuxDescribe(t *testing.T) {
	near, _ := pipe()
	for _, test := range []struct {
		reason string
		conn   transport.Conn
		want   string
	}{
		{"a connection that goes by a name", &knowing{Conn: near}, "[endpoint=pipe:there]"},
		{"one that does not", near, "[]"},
	} {
		m := transport.NewMux(test.conn, nil, transport.MuxOptions{})
		if got := fmt.Sprint(m.Describe(t.Context())); got != test.want {
			t.Errorf("%s: got %s", test.reason, got)
		}
		if m.Conn() != test.conn {
			t.Errorf("%s: another connection", test.reason)
		}
		_ = m.Close()
		<-m.Done()
	}
}

// A reply of the handler that cannot be sent is logged; a connection that broke tells
// the rest.
func TestMuxReplyCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		debug := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		g := newGate()
		r := newRig(t, g, transport.MuxOptions{Logger: debug, Linger: time.Hour})
		r.say(r1)
		<-g.entered
		_ = r.peer.Close()
		g.reply <- a1
		<-r.mux.Done()
		if !strings.Contains(log.String(), "a reply could not be sent") {
			t.Errorf("logged %s", log.String())
		}
	})
}
