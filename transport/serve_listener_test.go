package transport_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A crowd is a ServeListener with its clients.
type crowd struct {
	*server
	listener *memory
	cancel   func()
}

func newCrowd(t *testing.T, h transport.Handler, o transport.ListenOptions) *crowd {
	t.Helper()
	l := newMemory()
	ctx, cancel := context.WithCancel(context.Background())
	c := &crowd{listener: l, cancel: cancel}
	c.server = start(t, func() error { return transport.ServeListener(ctx, l, h, o) })
	t.Cleanup(func() {
		cancel()
		<-c.done
	})
	return c
}

// client returns a Mux that is connected, nil if it is not accepted.
func (c *crowd) client() *transport.Mux {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	conn, err := c.listener.dial(ctx)
	if err != nil {
		return nil
	}
	m := transport.NewMux(conn, nil, transport.MuxOptions{})
	c.t.Cleanup(func() {
		_ = m.Close()
		<-m.Done()
	})
	return m
}

func TestServeListener(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, obliging, transport.ListenOptions{})
		for range 10 {
			send(t.Context(), t, c.client(), r1).gets(a1)
		}
		c.waits()
		last := c.client()
		c.cancel()
		c.returns(nil)
		<-last.Done()
		if c.client() != nil {
			t.Error("it still accepts")
		}
	})
}

// Handlers have the time that Grace says, on all connections together.
func TestServeListenerGrace(t *testing.T) {
	for _, test := range []struct {
		reason string
		grace  time.Duration
		lasts  time.Duration
		served bool
	}{
		{"enough", time.Minute, 10 * time.Second, true},
		{"not enough", time.Second, time.Second, false},
		{"none", 0, 0, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCrowd(t, slow(10*time.Second), transport.ListenOptions{Mux: transport.MuxOptions{Grace: test.grace}})
				var calls []*sent
				for range 3 {
					calls = append(calls, send(t.Context(), t, c.client(), r1))
				}
				synctest.Wait()
				began := time.Now()
				c.cancel()
				c.returns(nil)
				if d := time.Since(began); d != test.lasts {
					t.Errorf("it took %v", d)
				}
				for _, call := range calls {
					if test.served {
						call.gets(a1)
					} else {
						call.fails(transport.ErrDisconnected, true)
					}
				}
			})
		})
	}
}

// It returns when all handlers have, also those that do not care for their contexts.
func TestServeListenerWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate()
		c := newCrowd(t, g, transport.ListenOptions{})
		call := send(t.Context(), t, c.client(), r1)
		<-g.entered
		c.cancel()
		call.fails(transport.ErrDisconnected, true)
		c.waits()
		g.reply <- ""
		c.returns(nil)
	})
}

// No more connections are accepted than there are places.
func TestServeListenerConns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, obliging, transport.ListenOptions{Conns: 2})
		first, second := c.client(), c.client()
		if c.client() != nil {
			t.Error("a third was accepted")
		}
		_ = first.Close()
		third := c.client()
		if third == nil || c.client() != nil {
			t.Fatal("there is not one more place")
		}
		send(t.Context(), t, second, r1).gets(a1)
		send(t.Context(), t, third, r1).gets(a1)
		c.listener.errs <- errBroken // costs no place
		_ = second.Close()
		if c.client() == nil || c.client() != nil {
			t.Error("there is not one more place")
		}
		c.cancel()
		c.returns(nil)
	})
}

func TestServeListenerAcceptFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		c := newCrowd(t, obliging, transport.ListenOptions{Mux: transport.MuxOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))}})
		began := time.Now()
		for range 3 {
			c.listener.errs <- errBroken
		}
		send(t.Context(), t, c.client(), r1).gets(a1)
		if d := time.Since(began); d != 3*transport.AcceptPause {
			t.Errorf("it took %v", d)
		}
		if n := strings.Count(log.String(), "broken"); n != 3 {
			t.Errorf("logged %s", log.String())
		}
		c.listener.errs <- errBroken // while it rests
		synctest.Wait()
		c.cancel()
		c.returns(nil)
	})
}

// When the listener ends, so does serving, with everything that it began.
func TestServeListenerIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCrowd(t, obliging, transport.ListenOptions{})
		m := c.client()
		_ = c.listener.Close()
		c.returns(transport.ErrClosed)
		<-m.Done()
	})
}

// A server calls its clients, by what OnConnect has told it.
func TestServeListenerPushes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		muxes := make(chan *transport.Mux, 1)
		c := newCrowd(t, nil, transport.ListenOptions{OnConnect: func(m *transport.Mux) { muxes <- m }})
		conn, err := c.listener.dial(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		client := transport.NewMux(conn, obliging, transport.MuxOptions{})
		m := <-muxes
		send(t.Context(), t, m, r1).gets(a1)
		_ = client.Close()
		<-m.Done()
		<-client.Done()
	})
}

// Over real sockets as well.
func TestServeListenerSockets(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	knows := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		if p := transport.PeerFrom(ctx); p == nil || p.Transport != "lines" {
			t.Errorf("the peer is %v", p)
		}
		return obliging(ctx, payload)
	})
	s := start(t, func() error { return transport.ServeListener(ctx, sockets{l}, knows, transport.ListenOptions{}) })
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() {
			c, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Error(err)
				return
			}
			m := transport.NewMux(newLines(c), nil, transport.MuxOptions{})
			defer func() {
				_ = m.Close()
				<-m.Done()
			}()
			for i := range 100 {
				id := string(rune('0' + i%10))
				if reply, err := m.Send(ctx, []byte(request(id))); err != nil || string(reply) != answer(id) {
					t.Errorf("got %s, %v", reply, err)
				}
			}
		})
	}
	clients.Wait()
	cancel()
	if s.returns(nil); errors.Is(s.err, transport.ErrClosed) {
		t.Error(s.err)
	}
}
