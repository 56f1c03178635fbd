package transport

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// callOf returns the call that a payload makes.
func callOf(payload string) *call {
	var s calls
	c := s.get()
	c.read([]byte(payload), protocol.Dialect{})
	return c
}

func TestCallIDs(t *testing.T) {
	for _, test := range []struct {
		reason, payload string
		want            []string
		batch           bool
	}{
		{"a request", `{"jsonrpc":"2.0","method":"m","id":1}`, []string{"1"}, false},
		{"ids stay as they are written", `{"jsonrpc":"2.0","method":"m","id":1.0}`, []string{"1.0"}, false},
		{"a notification", `{"jsonrpc":"2.0","method":"m"}`, nil, false},
		{"a response", `{"jsonrpc":"2.0","result":1,"id":1}`, nil, false},
		{"what is no payload", `{`, []string{"null"}, false},
		{"an empty batch", `[]`, []string{"null"}, false},
		{"a number", `1`, []string{"null"}, false},
		{"an invalid request with a usable id", `{"jsonrpc":"2.0","method":1,"id":"x"}`, []string{`"x"`}, false},
		{"an invalid request without one", `{"jsonrpc":"2.0","method":1,"id":[]}`, []string{"null"}, false},
		{"a batch", `[{"jsonrpc":"2.0","method":"m","id":2},{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","method":"m","id":1}]`, []string{"2", "1"}, true},
		{"equal ids in it (R11)", `[{"jsonrpc":"2.0","method":"m","id":2},{"jsonrpc":"2.0","method":"m","id":2.0}]`, []string{"2"}, true},
		{"invalid members", `[1,{"jsonrpc":"2.0","method":"m","id":2},2]`, []string{"null", "2"}, true},
		{"a batch that needs no answer", `[{"jsonrpc":"2.0","method":"m"},{"jsonrpc":"2.0","result":1,"id":1}]`, nil, true},
	} {
		c := callOf(test.payload)
		var got []string
		for _, id := range c.ids {
			got = append(got, id.String())
		}
		if diff := cmp.Diff(test.want, got); diff != "" || c.batch != test.batch {
			t.Errorf("%s: a batch: %t; ids (-want +got):\n%s", test.reason, c.batch, diff)
		}
	}
}

// Calls are used again, but not what makes them large.
func TestCallsAreKept(t *testing.T) {
	var s calls
	c := s.get()
	c.read([]byte(`[{"jsonrpc":"2.0","method":"m","id":"a secret"}]`), protocol.Dialect{})
	s.put(c)
	again := s.get()
	if again != c || len(again.ids) != 0 || again.batch || !again.ids[:1][0].IsAbsent() {
		t.Errorf("got %+v", again)
	}
	again.ids = make([]protocol.ID, 0, keptIDs+1)
	s.put(again)
	if s.get() == again {
		t.Error("a large one was kept")
	}
	for range 2 * keptCalls {
		s.put(new(call))
	}
	if len(s.kept) != keptCalls {
		t.Errorf("%d are kept", len(s.kept))
	}
}

func TestPending(t *testing.T) {
	var p pending
	p.init()
	one, other, both := callOf(`{"jsonrpc":"2.0","method":"m","id":1}`), callOf(`{"jsonrpc":"2.0","method":"m","id":1e0}`),
		callOf(`[{"jsonrpc":"2.0","method":"m","id":2},{"jsonrpc":"2.0","method":"m","id":3}]`)
	check := func(step string, ok bool, calls, ids int) {
		t.Helper()
		if !ok || p.calls != calls || len(p.byID) != ids {
			t.Errorf("%s: %t, with %d calls and %d ids", step, ok, p.calls, len(p.byID))
		}
	}
	check("one is added", p.add(one), 1, 1)
	check("an equal one is not", !p.add(other), 1, 1)
	check("nor is it there to be removed", !p.remove(other), 1, 1)
	check("a batch is added", p.add(both), 2, 3)
	check("with two, there is no only one", p.takeOnly() == nil, 2, 3)
	check("what is not there is not taken", p.take(protocol.Int(7)) == nil && p.take(protocol.ID{}) == nil, 2, 3)
	check("any id takes a batch", p.take(protocol.Int(3)) == both, 1, 1)
	check("the others are free then", p.find(protocol.Int(2)) == nil, 1, 1)
	check("it is removed once", !p.remove(both), 1, 1)
	check("the only one is taken", p.takeOnly() == one, 0, 0)
	check("then there is none", p.takeOnly() == nil && len(p.takeAll()) == 0, 0, 0)
	check("ids can be used again", p.add(other) && p.add(both), 2, 3)
	check("what is removed is gone", p.remove(both), 1, 1)
	check("a batch is added again", p.add(both), 2, 3)
	all := p.takeAll()
	check("all are taken, each once", len(all) == 2 && slices.Contains(all, both) && slices.Contains(all, other), 0, 0)
}
