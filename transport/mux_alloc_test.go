package transport_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"
	"weak"

	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/transport"
)

// A loop is a Conn whose peer answers every request at once, without allocating.
type loop struct {
	replies chan []byte
	closed  chan struct{}
	reply   []byte
}

func (l *loop) Read(context.Context) ([]byte, error) {
	select {
	case p := <-l.replies:
		return p, nil
	case <-l.closed:
		return nil, transport.ErrClosed
	}
}

func (l *loop) Write(context.Context, []byte) error {
	if l.reply != nil {
		l.replies <- l.reply
	}
	return nil
}

func (l *loop) Close() error {
	select {
	case <-l.closed:
	default:
		close(l.closed)
	}
	return nil
}

// What a Mux allocates itself: the reply, which belongs to the caller.
func TestMuxAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	for _, test := range []struct {
		reason, payload, reply string
		want                   float64
	}{
		{"a call", r1, a1, 1},
		{"a call with a string as id", request(`"x-1"`), answer(`"x-1"`), 3}, // and two copies of the id
		{"a notification", notification, "", 0},
	} {
		l := &loop{replies: make(chan []byte, 1), closed: make(chan struct{})}
		if test.reply != "" {
			l.reply = []byte(test.reply)
		}
		m := transport.NewMux(l, nil, transport.MuxOptions{})
		payload := []byte(test.payload)
		got := testing.AllocsPerRun(1000, func() {
			if _, err := m.Send(context.Background(), payload); err != nil {
				t.Error(err)
			}
		})
		if got > test.want {
			t.Errorf("%s: %v allocations, want %v", test.reason, got, test.want)
		}
		_ = m.Close()
		<-m.Done()
	}
}

// What a Mux allocates to have a payload handled: nothing.
func TestMuxServingAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	l := &loop{replies: make(chan []byte, 1), closed: make(chan struct{})}
	answered := make(chan bool, 1)
	reply := []byte(a1)
	m := transport.NewMux(l, transport.HandlerFunc(func(context.Context, []byte) []byte {
		answered <- true
		return reply
	}), transport.MuxOptions{})
	payload := []byte(r1)
	if got := testing.AllocsPerRun(1000, func() { l.replies <- payload; <-answered }); got > 0 {
		t.Errorf("%v allocations", got)
	}
	_ = m.Close()
	<-m.Done()
}

// A large payload is not held on to until the next one.
func TestMuxForgetsLargePayloads(t *testing.T) {
	l := &loop{replies: make(chan []byte), closed: make(chan struct{})}
	m := transport.NewMux(l, nil, transport.MuxOptions{})
	for _, format := range []string{"%1000000s", "[%1000000s]"} {
		kept := l.receive(fmt.Appendf(nil, format, a1))
		l.receive([]byte(a1)) // what came before has been read then
		if !eventually(func() bool { runtime.GC(); return kept.Value() == nil }) {
			t.Errorf("%s is still there", format)
		}
	}
	_ = m.Close()
	<-m.Done()
}

// receive lets a Mux receive a payload.
func (l *loop) receive(payload []byte) weak.Pointer[byte] {
	l.replies <- payload
	return weak.Make(&payload[0])
}

// eventually reports whether something becomes true before long.
func eventually(is func() bool) bool {
	for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); runtime.Gosched() {
		if is() {
			return true
		}
	}
	return false
}

func BenchmarkMux(b *testing.B) {
	near, peer := pipe()
	m, served := transport.NewMux(near, nil, transport.MuxOptions{}), transport.NewMux(peer, obliging, transport.MuxOptions{})
	defer func() {
		_ = m.Close()
		<-m.Done()
		<-served.Done()
	}()
	payload := []byte(r1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.Send(context.Background(), payload); err != nil {
			b.Fatal(err)
		}
	}
}
