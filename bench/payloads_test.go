package bench

import (
	"bytes"
	"testing"
)

// sizes pins about how large the generated payloads are: the reports speak of
// these sizes.
var sizes = map[string]struct{ low, high int64 }{
	"tiny":           {55, 65},
	"tiny-string-id": {60, 75},
	"medium":         {1_600, 1_800},
	"logs":           {1_000_000, 1_002_000},
	"text":           {1_000_000, 1_001_000},
	"nonascii":       {100_000, 101_000},
	"batch":          {6_000, 6_500},
	"error":          {100, 200},
}

func TestPayloadSizes(t *testing.T) {
	for _, p := range Payloads() {
		want, ok := sizes[p.Name]
		if size := p.Size(); !ok || size < want.low || size > want.high {
			t.Errorf("payload %s has %d bytes, want %d to %d", p.Name, size, want.low, want.high)
		}
	}
}

func TestPayloadsAreDeterministic(t *testing.T) {
	again := Payloads()
	for i, p := range Payloads() {
		for j, line := range p.Lines {
			if !bytes.Equal(line, again[i].Lines[j]) {
				t.Errorf("payload %s, line %d differs between two runs", p.Name, j+1)
			}
		}
	}
}
