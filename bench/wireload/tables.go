package main

import (
	"fmt"
	"math"
	"strings"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
	"github.com/rpcwire/rpcwire/bench/pipe"
)

// rateTable holds everybody of a field who took a load.
func rateTable(f field, inFlight int, r rates) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		fmt.Sprintf("%s, %d in flight", f.title, inFlight), "calls/s", "spread", "of " + f.baseOf(inFlight).name, "writes per call",
	}}
	base := r[f.baseOf(inFlight)]
	for _, c := range f.contenders {
		samples := r[cell{f.name, c.name, inFlight}]
		if len(samples) == 0 {
			continue
		}
		t.Add(label(c.name), figures.Count(middle(samples, rateOf)), figures.Percent(spread(samples, rateOf)),
			figures.Ratio(ratio(samples, base, rateOf)), f.writes(samples))
	}
	return t
}

// writes tells how often is written for a call.
func (f field) writes(samples []sample) string {
	n := middle(samples, writesOf)
	if f.hidesWrites || math.IsNaN(n) {
		return figures.None
	}
	return fmt.Sprintf("%.2f", n)
}

// pipeTable holds the calls of a shape within one process.
func pipeTable(s pipe.Shape, p pipes) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"in process, " + s.Name, "calls/s", "spread", "of " + pipeBase, "allocations per call", "bytes per call",
	}}
	base := p[pipeKey{s.Name, pipeBase}]
	for _, im := range pipe.Implementations() {
		all := p[pipeKey{s.Name, im.Name}]
		if len(all) == 0 {
			continue
		}
		t.Add(im.Name, figures.Count(middle(all, pipeRateOf)), figures.Percent(spread(all, pipeRateOf)),
			figures.Ratio(ratio(all, base, pipeRateOf)), figures.Count(middle(all, allocsOf)), figures.Count(middle(all, bytesOf)))
	}
	return t
}

// idleTable holds what connections cost that do nothing.
func idleTable(idles []idle) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"idle WebSocket connections", "KiB each", "after a call", "resident, after a call",
	}}
	for _, i := range idles {
		t.Add(i.name, kibibytes(i.fresh), kibibytes(i.used), kibibytes(i.resident))
	}
	return t
}

func kibibytes(n float64) string { return figures.Number(n / 1024) }

// crowdTable holds what became of the calls that wait.
func crowdTable(crowds map[string][]crowd) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"calls that wait", "errors", "seconds", "peak memory of the server, MB", "goroutines left, server", "client",
	}}
	for _, c := range crowdField().contenders {
		all := crowds[c.name]
		if len(all) == 0 {
			continue
		}
		t.Add(c.name,
			figures.Count(float64(worst(all, func(c crowd) int { return c.errors }))),
			fmt.Sprintf("%.2f", middle(all, func(c crowd) float64 { return c.seconds })),
			figures.Number(middle(all, func(c crowd) float64 { return c.memory })),
			figures.Count(float64(worst(all, func(c crowd) int { return c.atServer }))),
			figures.Count(float64(worst(all, func(c crowd) int { return c.atClient }))))
	}
	return t
}

// comebackTable holds how clients return.
func comebackTable(all []comeback) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"clients that return", "half are back after, s", "all, s", "attempts of each", "attempts within a second, at most",
	}}
	if len(all) > 0 {
		t.Add(selfName, fmt.Sprintf("%.2f", middle(all, func(c comeback) float64 { return c.half })),
			fmt.Sprintf("%.2f", middle(all, func(c comeback) float64 { return c.all })),
			figures.Number(middle(all, func(c comeback) float64 { return c.attempts })),
			figures.Count(worst(all, func(c comeback) float64 { return c.peak })))
	}
	return t
}

// brokerTable holds what spreads calls over workers.
func brokerTable(brokers map[string][]dispatch) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{"brokers", "calls/s", "of " + proxyName, "median, ms", "p99, ms"}}
	for _, f := range brokerFields() {
		for _, c := range f.contenders {
			all := brokers[c.name]
			if len(all) == 0 {
				continue
			}
			t.Add(c.name, figures.Count(middle(all, brokerRateOf)), figures.Ratio(ratio(all, brokers[proxyName], brokerRateOf)),
				figures.Number(middle(all, func(d dispatch) float64 { return d.half })),
				figures.Number(middle(all, func(d dispatch) float64 { return d.p99 })))
		}
	}
	return t
}

// contenderTable says what is called of whom.
func contenderTable(versions map[string]string) *figures.Table {
	t := &figures.Table{Header: []string{"where", "name", "module", "version", "what is called"}}
	add := func(where, name, module, about string) {
		version := versions[module]
		if module == "" {
			module, version = "the standard library", "that of Go"
		}
		t.Add(where, label(name), module, version, about)
	}
	for _, f := range append(fields(), brokerFields()...) {
		if f.name == "unix" {
			continue // as over tcp
		}
		for _, c := range f.contenders {
			add(strings.TrimPrefix(f.title, "Streams over "), c.name, c.module, c.about)
		}
	}
	for _, im := range pipe.Implementations() {
		add("in process", im.Name, im.Module, im.About)
	}
	return t
}
