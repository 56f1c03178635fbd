package zmq

import (
	"fmt"
	"slices"
	"testing"
)

func to(peer string, size int) outgoing {
	return outgoing{envelope: frames(peer, ""), body: make([]byte, size)}
}

func TestWaitingBounds(t *testing.T) {
	const limit = 1000 + overhead
	w := newWaiting(limit)
	for _, test := range []struct {
		reason string
		peer   string
		size   int
		want   bool
	}{
		{"the first one, although it is larger than allowed", "a", 5000, true},
		{"no more of this peer", "a", 0, false},
		{"another peer has room", "b", 500, true},
		{"until that is full", "b", 501, false},
		{"of small ones, the overhead counts", "c", 0, true},
	} {
		if got := w.add(to(test.peer, test.size)); got != test.want {
			t.Errorf("%s: got %t", test.reason, got)
		}
	}
	for i := 0; w.bytes < w.total-limit; i++ {
		w.add(to(fmt.Sprint("peer", i), 1000))
	}
	w.add(to("last but one", 1000))
	if w.add(to("last", 1000)) || w.bytes > w.total {
		t.Errorf("%d bytes wait, more than %d", w.bytes, w.total)
	}
	if w.has([]byte("last")) {
		t.Error("nothing waits for a peer whose message was dropped")
	}
}

func TestWaitingFlush(t *testing.T) {
	w := newWaiting(10_000)
	for i := range 3 {
		w.add(to("a", i))
		w.add(to("b", i))
	}
	var got []string
	room := map[string]int{"a": 2, "b": 0}
	send := func(o *outgoing) bool {
		peer := string(o.envelope[0])
		if room[peer] == 0 {
			return false
		}
		room[peer]--
		got = append(got, fmt.Sprint(peer, len(o.body)))
		return true
	}
	if !w.flush(send) || !slices.Equal(got, []string{"a0", "a1"}) {
		t.Errorf("got %v", got)
	}
	if w.flush(send) {
		t.Error("nothing was sent, but that is not what it says")
	}
	room["a"], room["b"] = 5, 5
	if w.flush(send); !w.empty() || w.bytes != 0 || len(got) != 6 || w.has([]byte("a")) {
		t.Errorf("%d peers and %d bytes are left, sent %v", len(w.peers), w.bytes, got)
	}
}
