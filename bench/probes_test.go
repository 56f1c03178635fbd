package bench

import (
	"encoding/json"
	"testing"
)

// TestProbes checks that each probe is told apart by its one defect: validators
// refuse what is not JSON, rpcwire refuses them all, and everybody takes a call
// without a defect.
func TestProbes(t *testing.T) {
	for _, p := range Probes() {
		// encoding/json does not look at UTF-8.
		want := p.IsJSON || p.Name == "invalid UTF-8"
		if got := json.Valid(p.Data); got != want {
			t.Errorf("json.Valid(%s) = %t, want %t", p.Data, got, want)
		}
	}
	for _, d := range self() {
		for _, p := range Probes() {
			if !p.Refuses(d) {
				t.Errorf("%s accepts %s", d.Name, p.Data)
			}
		}
	}
	sound := Probe{Data: call(`[1,"a",2]`)}
	for _, d := range Decoders() {
		if sound.Refuses(d) {
			t.Errorf("%s refuses a sound call", d.Name)
		}
	}
}
