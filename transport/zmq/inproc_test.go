package zmq

import (
	"slices"
	"testing"
)

func TestInprocNames(t *testing.T) {
	var n inprocNames
	calls := 0
	early := n.watch("a", func() { calls++ })
	other := n.watch("b", func() { t.Error("that is another endpoint") })
	n.set("a", true)
	n.set("a", true)
	late := n.watch("a", func() {})
	if got := late.take(); !slices.Equal(got, []bool{true}) {
		t.Errorf("who comes late sees %v", got)
	}
	n.set("a", false)
	if got := early.take(); !slices.Equal(got, []bool{true, false}) || calls != 2 {
		t.Errorf("got %v by %d calls", got, calls)
	}
	if early.take() != nil {
		t.Error("changes are taken once")
	}
	n.unwatch("a", early)
	n.unwatch("a", late)
	n.unwatch("b", other)
	n.set("a", true)
	if early.take() != nil || len(n.watchers) != 0 {
		t.Error("it is still watched")
	}
}
