package transport

import (
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

func TestServingQueue(t *testing.T) {
	var s serving
	if s.pop() != nil {
		t.Error("something is in an empty queue")
	}
	a, b, c := new(task), new(task), new(task)
	for range 2 {
		s.push(a)
		s.push(b)
		if s.pop() != a || a.next != nil {
			t.Error("the first is not the first")
		}
		s.push(c)
		if s.pop() != b || s.pop() != c || s.pop() != nil || s.last != nil {
			t.Error("the others are not in their order")
		}
	}
}

func TestServingAdmits(t *testing.T) {
	for _, test := range []struct {
		reason             string
		bytes, size, limit int
		want               bool
	}{
		{"within the limit", 10, 5, 20, true},
		{"just so", 10, 10, 20, true},
		{"beyond it", 10, 11, 20, false},
		{"the first, whatever its size", 0, 1000, 20, true},
		{"no limit", 10, int(^uint(0) >> 1), int(^uint(0) >> 1), false},
	} {
		if s := (serving{bytes: test.bytes}); s.admits(test.size, test.limit) != test.want {
			t.Errorf("%s: not %t", test.reason, test.want)
		}
	}
}

func TestServingCancel(t *testing.T) {
	const method = `{"jsonrpc":"2.0","method":"m"`
	one, two := protocol.Int(1), protocol.Int(2)
	for _, test := range []struct {
		reason  string
		payload string
		cancel  []protocol.ID
		want    bool // the last of them cancels the task
		left    int  // ids
	}{
		{"its id", method + `,"id":1}`, []protocol.ID{one}, true, 0},
		{"another", method + `,"id":1}`, []protocol.ID{two}, false, 1},
		{"twice", method + `,"id":1}`, []protocol.ID{one, one}, false, 0},
		{"some of a batch", `[` + method + `,"id":1},` + method + `,"id":2}]`, []protocol.ID{two}, false, 1},
		{"one of a batch, twice", `[` + method + `,"id":1},` + method + `,"id":2}]`, []protocol.ID{two, two}, false, 1},
		{"all of a batch", `[` + method + `,"id":1},` + method + `,"id":2}]`, []protocol.ID{two, one}, true, 0},
		{"a batch with a notification", `[` + method + `,"id":1},` + method + `}]`, []protocol.ID{one}, false, 0},
		{"a batch with an invalid member", `[` + method + `,"id":1},7]`, []protocol.ID{one}, false, 0},
		{"a batch with equal ids", `[` + method + `,"id":1},` + method + `,"id":1.0}]`, []protocol.ID{one, one}, false, 0},
		{"a notification has none", method + `}`, []protocol.ID{protocol.Null(), {}}, false, 0},
	} {
		var s serving
		p, err := protocol.Parse([]byte(test.payload))
		if err != nil {
			t.Fatal(err)
		}
		tracked := new(task)
		s.track(tracked, &p)
		var got *task
		for _, id := range test.cancel {
			got = s.cancel(id)
		}
		if (got == tracked) != test.want || len(s.byID) != test.left {
			t.Errorf("%s: cancelled %t, %d ids are left", test.reason, got != nil, len(s.byID))
		}
		s.untrack(tracked)
		if len(s.byID) != 0 {
			t.Errorf("%s: %d ids are left in the end", test.reason, len(s.byID))
		}
	}
	t.Run("of equal ids the first is meant, and stays", func(t *testing.T) {
		var s serving
		p, _ := protocol.Parse([]byte(method + `,"id":1}`))
		first, second := new(task), new(task)
		s.track(first, &p)
		s.track(second, &p)
		s.untrack(second)
		if s.cancel(one) != first {
			t.Error("it was another")
		}
		third := new(task)
		s.track(third, &p) // the id is free
		s.untrack(first)
		if s.cancel(one) != third {
			t.Error("the end of the first has set it free again")
		}
	})
}
