package main

import (
	"math"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/bench"
)

// Two rounds of output; the second shows the names of a machine with one
// processor.
const (
	firstRound = `goos: linux
cpu: Some CPU
BenchmarkDecode/tiny/peer-2          100    300.0 ns/op    200 MB/s    80 B/op    1 allocs/op
BenchmarkDecode/tiny/rpcwire-2       100    100.0 ns/op    600 MB/s     0 B/op    0 allocs/op
PASS
`
	secondRound = `cpu: Some CPU
BenchmarkDecode/tiny/peer            100    500.0 ns/op    120 MB/s    80 B/op    1 allocs/op
BenchmarkDecode/tiny/rpcwire         100    100.0 ns/op    600 MB/s     0 B/op    0 allocs/op
`
)

func TestResults(t *testing.T) {
	r := newResults()
	for _, round := range []string{firstRound, secondRound} {
		if err := r.read(strings.NewReader(round)); err != nil {
			t.Fatal(err)
		}
	}
	if r.cpu != "Some CPU" {
		t.Errorf("cpu = %q, want %q", r.cpu, "Some CPU")
	}
	peer := contestant{name: "peer", role: bench.Peer}
	entries := r.entries("Decode", "tiny", []contestant{peer, {name: selfName, role: bench.Self}})
	if len(entries) != 2 || entries[0].name != selfName {
		t.Fatalf("entries = %v, want %s and then the peer", entries, selfName)
	}
	if got := entries[1].time(); math.Abs(got-400) > 1e-6 {
		t.Errorf("time of the peer = %v, want 400", got)
	}
	if got := entries[1].spread(); math.Abs(got-0.25) > 1e-9 {
		t.Errorf("spread of the peer = %v, want 0.25", got)
	}
	if got, want := against(entries[0], entries, "peer", 1.5), "4.00 (aim 1.5)"; got != want {
		t.Errorf("against the peer: %q, want %q", got, want)
	}
}

func TestResultsRefuseOtherNames(t *testing.T) {
	err := newResults().read(strings.NewReader("BenchmarkDecode/tiny 1 2 ns/op\n"))
	if err == nil {
		t.Error("read succeeded, want an error about the name")
	}
}
