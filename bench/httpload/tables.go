package main

import (
	"fmt"
	"math"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// What the project sets itself. The report shows it next to the figures; nothing
// fails over it.
const (
	aimOne   = 0.85 // of net/http, with one caller
	aimMany  = 0.9  // of net/http, with many
	aimBatch = 20.0 // times single calls
)

// summaryTable holds the ratios that there are aims for.
func summaryTable(r rates) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{"rpcwire", "calls/s", "ratio", "aim"}}
	row := func(title string, l, other load, name string, aim float64) {
		ratio := r.ratio(l, selfName, other, name)
		t.Add(title, figures.Count(r.rate(l, selfName)), figures.Ratio(ratio), figures.Ratio(aim))
	}
	row("1 caller, against "+rawName, oneCaller, oneCaller, rawName, aimOne)
	row("64 callers, against "+rawName, manyCallers, manyCallers, rawName, aimMany)
	row("batches of 100, against single calls", oneBatch, oneCaller, selfName, aimBatch)
	return t
}

// rateTable holds everybody who took a load.
func rateTable(l load, r rates) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		l.title, "calls/s", "spread", "of " + rawName, "rpcwire is … times as fast",
	}}
	if l.batch > 0 {
		t.Header[3] = "times single calls"
	}
	for _, im := range implementations() {
		rate := r.rate(l, im.name)
		if math.IsNaN(rate) {
			continue
		}
		t.Add(label(im.name), figures.Count(rate), figures.Percent(r.spread(l, im.name)),
			figures.Ratio(r.overBase(l, im.name)), r.against(l, im.name))
	}
	return t
}

// overBase returns the ratio to net/http, or for batches to the single calls of
// the same implementation.
func (r rates) overBase(l load, name string) float64 {
	if l.batch > 0 {
		return r.ratio(l, name, oneCaller, name)
	}
	return r.ratio(l, name, l, rawName)
}

// against writes how many times as fast as somebody else rpcwire is.
func (r rates) against(l load, name string) string {
	if name == selfName {
		return figures.None
	}
	return figures.Ratio(r.ratio(l, selfName, l, name))
}

// label names an implementation in a table.
func label(name string) string {
	if name == rawName {
		return "limit: " + name
	}
	return name
}

// crowdTable holds what became of the calls that wait.
func crowdTable(crowds map[string][]crowd) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"calls that wait", "errors", "seconds", "peak memory of the server, MB", "goroutines left, server", "client",
	}}
	for _, im := range implementations() {
		all := crowds[im.name]
		if len(all) == 0 {
			continue
		}
		t.Add(im.name,
			figures.Count(worst(all, func(c crowd) int { return c.errors })),
			fmt.Sprintf("%.2f", middle(all, func(c crowd) float64 { return c.seconds })),
			figures.Number(middle(all, func(c crowd) float64 { return c.memory })),
			figures.Count(worst(all, func(c crowd) int { return c.atServer })),
			figures.Count(worst(all, func(c crowd) int { return c.atClient })))
	}
	return t
}

// nonsenseTable holds the replies to the batch of numbers.
func nonsenseTable(all []nonsense) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"a batch of numbers", "status", "bytes of the reply", "peak memory of the server, MB",
	}}
	for _, n := range all {
		t.Add(n.name, n.status, figures.Count(float64(n.size)), figures.Number(n.memory))
	}
	return t
}

// implementationTable says what is called of whom.
func implementationTable(versions map[string]string) *figures.Table {
	t := &figures.Table{Header: []string{"name", "module", "version", "client; server"}}
	for _, im := range implementations() {
		module, version := im.module, versions[im.module]
		if module == "" {
			module, version = "the standard library", "that of Go"
		}
		t.Add(label(im.name), module, version, im.about)
	}
	return t
}
