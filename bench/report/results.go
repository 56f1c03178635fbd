package main

import (
	"fmt"
	"io"
	"strings"

	"golang.org/x/perf/benchfmt"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// A key names one cell: BenchmarkDecode/tiny/rpcwire is
// {"Decode", "tiny", "rpcwire"}.
type key struct {
	group string
	input string
	impl  string
}

// A cell holds the measurements of one benchmark, one of each kind a round.
type cell struct {
	ns     []float64 // per operation
	bytes  []float64 // allocated per operation
	allocs []float64 // per operation
}

// results are the measurements of all rounds.
type results struct {
	cpu   string
	cells map[key]*cell
}

func newResults() *results { return &results{cells: make(map[key]*cell)} }

// read adds the output of one round.
func (r *results) read(output io.Reader) error {
	reader := benchfmt.NewReader(output, "benchmarks")
	for reader.Scan() {
		switch record := reader.Result().(type) {
		case *benchfmt.Result:
			if err := r.add(record); err != nil {
				return err
			}
		case *benchfmt.SyntaxError:
			return record
		}
	}
	return reader.Err()
}

// add adds one measurement.
func (r *results) add(record *benchfmt.Result) error {
	k, err := parseKey(record.Name)
	if err != nil {
		return err
	}
	c := r.cells[k]
	if c == nil {
		c = new(cell)
		r.cells[k] = c
	}
	seconds, ok := record.Value("sec/op")
	if !ok {
		return fmt.Errorf("benchmark %s has no time", record.Name)
	}
	allocated, _ := record.Value("B/op")
	allocs, _ := record.Value("allocs/op")
	c.ns = append(c.ns, seconds*1e9)
	c.bytes = append(c.bytes, allocated)
	c.allocs = append(c.allocs, allocs)
	r.cpu = record.GetConfig("cpu")
	return nil
}

// parseKey takes the name of a benchmark apart.
func parseKey(name benchfmt.Name) (key, error) {
	base, parts := name.Parts()
	if len(parts) < 2 {
		return key{}, fmt.Errorf("benchmark %s: its name is not group/input/implementation", name)
	}
	return key{
		group: string(base),
		input: strings.TrimPrefix(string(parts[0]), "/"),
		impl:  strings.TrimPrefix(string(parts[1]), "/"),
	}, nil
}

// time returns the median time of one operation in nanoseconds.
func (c *cell) time() float64 { return figures.Median(c.ns) }

// spread returns how far the rounds are from the median: see [figures.Spread].
func (c *cell) spread() float64 { return figures.Spread(c.ns) }
