package transport_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

func TestGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		debug := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		connected := make(chan *transport.Mux, 10)
		g := transport.NewGroup(obliging, transport.MuxOptions{Logger: debug}, func(m *transport.Mux) { connected <- m })
		var all []*rig
		var conns []*faulty
		for range 3 {
			near, peer := pipe()
			f := newFaulty(near)
			m, err := g.Add(f)
			if err != nil || m != <-connected {
				t.Fatalf("%v, or not the one that is told", err)
			}
			conns = append(conns, f)
			all = append(all, &rig{t: t, mux: m, near: near, peer: peer})
		}
		if g.Len() != 3 || len(g.All()) != 3 {
			t.Errorf("there are %d", g.Len())
		}
		for _, r := range all {
			r.say(r1)
			r.expect(a1)
		}
		_ = all[0].peer.Close()
		conns[1].reads <- errBroken
		<-all[0].mux.Done()
		<-all[1].mux.Done()
		if g.Len() != 1 || g.All()[0] != all[2].mux {
			t.Errorf("there are %d", g.Len())
		}
		if got := log.String(); strings.Count(got, "a connection ended") != 1 || !strings.Contains(got, "broken") {
			t.Errorf("logged %s", got)
		}
		if err := g.Shutdown(t.Context()); err != nil || g.Len() != 0 {
			t.Errorf("%v, and %d are left", err, g.Len())
		}
		<-all[2].mux.Done()
		near, peer := pipe()
		m, err := g.Add(near)
		checkFailure(t, err, transport.ErrClosed, false)
		if m != nil {
			t.Error("it was added all the same")
		}
		if _, err := peer.Read(t.Context()); err == nil {
			t.Error("it was not closed")
		}
		if err := g.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// All connections share the time that a shutdown has.
func TestGroupShutdown(t *testing.T) {
	cause := errors.New("enough")
	for _, test := range []struct {
		reason string
		time   time.Duration
		want   error
		lasts  time.Duration
	}{
		{"enough time", time.Minute, nil, 10 * time.Second},
		{"not enough", time.Second, cause, time.Second},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := transport.NewGroup(slow(10*time.Second), transport.MuxOptions{}, nil)
				for range 3 {
					near, peer := pipe()
					if _, err := g.Add(near); err != nil {
						t.Fatal(err)
					}
					(&rig{t: t, near: near, peer: peer}).say(r1)
				}
				synctest.Wait()
				ctx, cancel := context.WithTimeoutCause(t.Context(), test.time, cause)
				defer cancel()
				began := time.Now()
				shutDown(ctx, t, g).ends(test.want)
				if d := time.Since(began); d != test.lasts {
					t.Errorf("it took %v", d)
				}
				synctest.Wait()
				if g.Len() != 0 {
					t.Errorf("%d are left", g.Len())
				}
			})
		})
	}
	t.Run("a farewell that fails is nobody's business", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := transport.NewGroup(nil, transport.MuxOptions{}, nil)
			near, _ := pipe()
			p := &polite{faulty: newFaulty(near), drain: func(context.Context) error { return errBroken }}
			if _, err := g.Add(p); err != nil {
				t.Fatal(err)
			}
			if err := g.Shutdown(t.Context()); err != nil || g.Len() != 0 {
				t.Errorf("%v, and %d are left", err, g.Len())
			}
		})
	})
}
