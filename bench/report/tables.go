package main

import (
	"fmt"

	"github.com/rpcwire/rpcwire/bench"
	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

// An input is a payload or a message as the report names it.
type input struct {
	group    string
	name     string
	about    string
	size     int64 // bytes decoded by one operation, 0 for messages
	messages int   // in one operation
	all      []contestant
	aim      aim
}

// inputs returns everything that is decoded or encoded.
func inputs(payloads []bench.Payload) []input {
	var all []input
	for _, p := range payloads {
		all = append(all, input{decodeGroup, p.Name, p.About, p.Size(), p.Messages, decodeContestants(), decodeAims[p.Name]})
	}
	for _, m := range bench.Messages() {
		all = append(all, input{encodeGroup, m.Name, m.About, 0, 1, encodeContestants(), encodeAims[m.Name]})
	}
	return all
}

// title names the input in a heading.
func (in input) title() string {
	if in.size == 0 {
		return fmt.Sprintf("%s: %s", in.name, in.about)
	}
	return fmt.Sprintf("%s: %s (%s bytes)", in.name, in.about, figures.Count(float64(in.size)))
}

// summaryTable holds rpcwire against the one peer and the one limit that count
// most, and against the fastest peer, for each input of a group.
func summaryTable(group string, all []input, r *results) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{group, "rpcwire ns/op", "allocs/op", "vs " + mainPeer, "vs the fastest peer"}}
	if group == decodeGroup {
		t.Header = append(t.Header, "vs "+mainLimit)
	}
	for _, in := range all {
		entries := r.entries(in.group, in.name, in.all)
		own, ok := named(entries, selfName)
		if in.group != group || !ok {
			continue
		}
		row := []string{in.name, figures.Number(own.time()), figures.Count(figures.Median(own.allocs)),
			against(own, entries, mainPeer, in.aim.peer), againstFastest(own, entries)}
		if group == decodeGroup {
			row = append(row, against(own, entries, mainLimit, in.aim.limit))
		}
		t.Add(row...)
	}
	return t
}

// against writes how many times as fast as another entry own is, and what it
// aims at.
func against(own entry, entries []entry, name string, aim float64) string {
	other, ok := named(entries, name)
	if !ok {
		return figures.None
	}
	ratio := figures.Ratio(other.time() / own.time())
	if aim == 0 {
		return ratio
	}
	return fmt.Sprintf("%s (aim %.1f)", ratio, aim)
}

// againstFastest writes the same for the fastest peer.
func againstFastest(own entry, entries []entry) string {
	other, ok := fastest(entries, bench.Peer)
	if !ok {
		return figures.None
	}
	return fmt.Sprintf("%s %s", other.name, figures.Ratio(other.time()/own.time()))
}

// inputTable holds everything that was measured on one input.
func inputTable(in input, r *results) *figures.Table {
	entries := r.entries(in.group, in.name, in.all)
	own, compared := named(entries, selfName)
	t := &figures.Table{Right: true, Header: []string{
		in.name, "ns/op", "spread", "B/op", "allocs/op", "rpcwire is … times as fast",
	}}
	if in.messages > 1 {
		t.Header = append(t.Header, "ns/message")
	}
	for _, e := range entries {
		ratio := figures.None
		if compared && e.name != selfName {
			ratio = figures.Ratio(e.time() / own.time())
		}
		row := []string{label(e.contestant), figures.Number(e.time()), figures.Percent(e.spread()),
			figures.Count(figures.Median(e.bytes)), figures.Count(figures.Median(e.allocs)), ratio}
		if in.messages > 1 {
			row = append(row, figures.Number(e.time()/float64(in.messages)))
		}
		t.Add(row...)
	}
	return t
}

// label names a contestant in a table.
func label(c contestant) string {
	if c.role == bench.Limit {
		return "limit: " + c.name
	}
	return c.name
}

// probeTable holds who refuses which defect.
func probeTable() *figures.Table {
	t := &figures.Table{Header: []string{"refuses"}}
	for _, p := range bench.Probes() {
		t.Header = append(t.Header, p.Name)
	}
	for _, d := range bench.Decoders() {
		row := []string{label(contestant{name: d.Name, role: d.Role})}
		for _, p := range bench.Probes() {
			row = append(row, verdict(d, p))
		}
		t.Add(row...)
	}
	return t
}

// verdict writes whether d refuses p.
func verdict(d bench.Decoder, p bench.Probe) string {
	switch {
	case d.Role == bench.Limit && p.IsJSON:
		return figures.None
	case p.Refuses(d):
		return "yes"
	}
	return "no"
}

// contestantTable says what is called of whom.
func contestantTable(versions map[string]string) *figures.Table {
	t := &figures.Table{Header: []string{"name", "module", "version", "decode", "encode"}}
	encodes := make(map[string]string)
	for _, c := range encodeContestants() {
		encodes[c.name] = c.about
	}
	for _, c := range decodeContestants() {
		module, version := c.module, versions[c.module]
		if module == "" {
			module, version = "the standard library", "that of Go"
		}
		encode := encodes[c.name]
		if encode == "" {
			encode = figures.None
		}
		t.Add(label(c), module, version, c.about, encode)
	}
	return t
}
