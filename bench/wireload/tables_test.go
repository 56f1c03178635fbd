package main

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// someResults are two rounds in which everybody is half as fast in the second one.
func someResults() *results {
	halved := func(rate float64) []sample { return []sample{{rate, 0.5}, {rate / 2, 0.5}} }
	return &results{
		options: options{rounds: 2, time: time.Second},
		rates: rates{
			{"ws", selfName, 64}: halved(3000), {"ws", bareName, 64}: halved(4000), {"ws", rawName, 64}: halved(2000),
		},
		pipes: pipes{
			{"void", selfName}: {{rate: 300, allocs: 2}, {rate: 150, allocs: 2}},
			{"void", pipeBase}: {{rate: 200, allocs: 1}, {rate: 100, allocs: 1}},
		},
		idles:     []idle{{name: selfName, fresh: 5 * 1024, used: 6 * 1024, resident: math.NaN()}},
		brokers:   map[string][]dispatch{brokerName: {{rate: 500}}, proxyName: {{rate: 200}}},
		comebacks: []comeback{{half: 1, all: 2, attempts: 3, peak: 5}, {half: 3, all: 4, attempts: 5, peak: 4}},
	}
}

func TestTables(t *testing.T) {
	r := someResults()
	tests := []struct {
		name, got string
		want      string
		reason    string
	}{
		{"summary", summaryTable(r.rates).String(), "| 2,250 | 1.50 | 3,000 | 2.00 | 1.50 |",
			"ratios are taken within each round"},
		{"summary of pipes", pipeSummary(r.pipes).String(), "| 225 | 1.50 | 1.30 | 2 | 1 |",
			"the aim for allocations is what the base has"},
		{"others", otherSummary(r).String(), "| 5.0 | at most 6.0 |", "memory is that before a call"},
		{"others", otherSummary(r).String(), "| 2.50 | 2.00 |", "brokers are compared by their rates"},
		{"rates", rateTable(fields()[0], 64, r.rates).String(), "| limit: raw echo | 1,500 | ±33% | 1.00 | 0.50 |",
			"a limit is called one, and compared with itself"},
		{"comebacks", comebackTable(r.comebacks).String(), "| 2.00 | 3.00 | 4.0 | 5 |",
			"the peak is the largest one"},
		{"idle", idleTable(r.idles).String(), "| 5.0 | 6.0 | – |", "what nobody tells is a dash"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if !strings.Contains(oneSpace(tt.got), oneSpace(tt.want)) {
				t.Errorf("%s, but %q is not in\n%s", tt.reason, tt.want, tt.got)
			}
		})
	}
}

// oneSpace makes one space of many.
func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

func TestRateTableLeavesOut(t *testing.T) {
	if got := rateTable(fields()[0], 1, someResults().rates); len(got.Rows) > 0 {
		t.Errorf("rows = %v, want none of a load that nobody took", got.Rows)
	}
}

func TestDocument(t *testing.T) {
	d := newDocument(someResults())
	var b bytes.Buffer
	if err := d.printTables(&b); err != nil || !strings.Contains(b.String(), "WebSocket, 64 in flight") {
		t.Errorf("printTables: %v\n%s", err, b.String())
	}
	path := filepath.Join(t.TempDir(), "report.md")
	if err := d.writeFile(path); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Summary", "\n\n| clients that return", "\n\n## What the numbers mean"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	if strings.Contains(string(text), "\n\n\n") {
		t.Error("the report has two empty lines together")
	}
}

func TestMost(t *testing.T) {
	start := time.Now()
	var times []time.Time
	for _, seconds := range []float64{0, 0.5, 0.9, 1.4, 3, 3.1} {
		times = append(times, start.Add(time.Duration(seconds*float64(time.Second))))
	}
	if got := most(times, time.Second); got != 3 {
		t.Errorf("most = %d, want 3: 0, 0.5 and 0.9", got)
	}
	if got := most(nil, time.Second); got != 0 {
		t.Errorf("most of nothing = %d", got)
	}
}
