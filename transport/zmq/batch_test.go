//go:build cgo

package zmq

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pebbe/zmq4"
)

// ports returns a DEALER and a ROUTER that are connected, with their ports.
func ports(t *testing.T) (dealer, router *port) {
	t.Helper()
	c, err := zmq4.NewContext()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Term() })
	open := func(kind zmq4.Type, about bool, attach func(*zmq4.Socket) error) *port {
		s, err := c.NewSocket(kind)
		if err != nil {
			t.Fatal(err)
		}
		p, err := newPort(s, about)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.close)
		if err := firstError(func() error { return s.SetLinger(0) }, func() error { return attach(s) }); err != nil {
			t.Fatal(err)
		}
		return p
	}
	router = open(zmq4.ROUTER, true, func(s *zmq4.Socket) error { return s.Bind(loopback) })
	endpoint, err := router.socket.GetLastEndpoint()
	if err != nil {
		t.Fatal(err)
	}
	return open(zmq4.DEALER, false, connectTo(endpoint)), router
}

// receiveNext waits for the next message.
func receiveNext(t *testing.T, p *port, r *received) {
	t.Helper()
	until(t, "a message", func() bool {
		p.look()
		err := p.receive(r)
		if err != nil && !isAgain(err) {
			t.Fatal(err)
		}
		return err == nil
	})
}

// Messages of all sizes, alone and many at a time, arrive as they were sent: those that fit
// into the buffers, that do not, and that end where the buffers do.
func TestPorts(t *testing.T) {
	dealer, router := ports(t)
	r := rand.New(rand.NewPCG(1, 2))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	sizes := []int{0, 1, 100, batchLarge, batchLarge + 1, batchBuffer - 1000, batchBuffer, batchBuffer + 1, 300_000}
	var got received
	got.router, got.pairs = true, true
	var identity []byte
	errs := make([]error, burst)
	for round := range 60 {
		var messages []outgoing
		for range 1 + r.IntN(burst) {
			o := outgoing{envelope: envelope{random(1 + r.IntN(200)), random(1 + r.IntN(200)), nil}, body: random(r.IntN(2000))}
			if r.IntN(8) == 0 {
				o.body = random(sizes[r.IntN(len(sizes))])
			}
			if r.IntN(4) == 0 {
				o.head = random(r.IntN(1000))
			}
			messages = append(messages, o)
		}
		if n := dealer.send(messages, true, errs); n != len(messages) {
			t.Fatalf("round %d: %d of %d messages were sent: %v", round, n, len(messages), errs[n-1])
		}
		for i, o := range messages {
			receiveNext(t, router, &got)
			e, body := got.detach()
			identity = e[0]
			want := [][]byte{o.envelope[0], o.envelope[1], nil, o.body}
			if o.head != nil {
				want = [][]byte{o.envelope[0], o.envelope[1], nil, o.head, o.body}
				body = append(bytes.Clone(body), got.second...)
				want[3] = append(bytes.Clone(o.head), o.body...)
				want = want[:4]
			}
			if diff := cmp.Diff(want, append([][]byte(e[1:]), body), cmp.Comparer(bytes.Equal)); diff != "" {
				t.Fatalf("round %d, message %d: %d bytes (-want +got):\n%.500s", round, i, len(o.body), diff)
			}
			if string(got.address) != "127.0.0.1" || len(got.key) != 0 {
				t.Fatalf("round %d: the address is %q, the key %q", round, got.address, got.key)
			}
		}
		if router.unseen() {
			t.Errorf("round %d: there is more", round)
		}
	}

	some := []outgoing{
		{envelope: frames("nobody", ""), body: []byte("1")},
		{envelope: envelope{identity, nil}, body: []byte("2")},
		{envelope: frames("nobody else", ""), body: make([]byte, batchLarge+1)},
		{envelope: envelope{identity, nil}, body: []byte("4")},
	}
	if err := router.socket.SetRouterMandatory(1); err != nil {
		t.Fatal(err)
	}
	if n := router.send(some, false, errs); n != 4 || !isGone(errs[0]) || errs[1] != nil || !isGone(errs[2]) || errs[3] != nil {
		t.Errorf("got %d: %v", n, errs[:4])
	}
	if n := router.send(some, true, errs); n != 1 || !isGone(errs[0]) {
		t.Errorf("with stop: got %d: %v", n, errs[:1])
	}
	got.router = false
	for _, want := range []string{"2", "4"} {
		if receiveNext(t, dealer, &got); string(got.body) != want {
			t.Errorf("got %q, want %q", got.body, want)
		}
	}
}

// isGone reports whether there is no such peer any more.
func isGone(err error) bool { return err != nil && zmq4.AsErrno(err) == zmq4.EHOSTUNREACH }
