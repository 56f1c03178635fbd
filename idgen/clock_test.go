package idgen

import (
	"testing"
	"time"
)

func TestClockNeverStandsStill(t *testing.T) {
	var c clock
	noon := time.UnixMilli(1_700_000_000_000)
	first := c.after(noon)
	if want := uint64(1_700_000_000_000) << 12; first != want {
		t.Errorf("got tick %d for a whole millisecond, want %d", first, want)
	}
	if got := c.after(noon); got != first+1 {
		t.Errorf("the same moment again: got tick %d, want the next one, %d", got, first+1)
	}
	if got := c.after(noon.Add(-time.Hour)); got != first+2 {
		t.Errorf("the clock set back: got tick %d, want the next one, %d", got, first+2)
	}
	half := c.after(noon.Add(time.Second + time.Millisecond/2))
	if want := uint64(1_700_000_001_000)<<12 | 1<<11; half != want {
		t.Errorf("got tick %d for half a millisecond, want %d", half, want)
	}
}
