package main

import (
	"fmt"
	"math"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
	"github.com/rpcwire/rpcwire/bench/pipe"
)

// What the project sets itself. The report shows it next to the figures; nothing fails
// over it.
const (
	aimWSMany = 1.5  // of the raw echo, with 64 calls in flight
	aimWSOne  = 0.85 // of the raw echo, with one
	aimStream = 0.7  // of the raw echo, with 64
	aimPipe   = 1.3  // times lsp.dev
	aimZMQ    = 3.5  // times REQ/REP
	aimBroker = 2.0  // times the proxy
	aimIdle   = 6.0  // KiB
)

// pipeBase is whom calls in process are compared with.
const pipeBase = "lsp.dev"

// summaryTable holds the ratios that there are aims for.
func summaryTable(r rates) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{"rpcwire", "calls/s", "ratio", "transport alone, calls/s", "ratio", "aim"}}
	row := func(title, field, framing string, inFlight int, base cell, aim float64) {
		self, bare := r[cell{field, selfName + framing, inFlight}], r[cell{field, bareName + framing, inFlight}]
		if len(self) == 0 {
			return
		}
		t.Add(title, figures.Count(middle(self, rateOf)), figures.Ratio(ratio(self, r[base], rateOf)),
			figures.Count(middle(bare, rateOf)), figures.Ratio(ratio(bare, r[base], rateOf)), figures.Ratio(aim))
	}
	row("WebSocket, 64 in flight, against "+rawName, "ws", "", 64, cell{"ws", rawName, 64}, aimWSMany)
	row("WebSocket, 1 in flight, against "+rawName, "ws", "", 1, cell{"ws", rawName, 1}, aimWSOne)
	for _, network := range []string{"tcp", "unix"} {
		for _, framing := range []namedFraming{lineFraming, headerFraming} {
			row(network+framing.suffix+", 64 in flight, against "+rawName, network, framing.suffix, 64,
				cell{network, rawName, 64}, aimStream)
		}
	}
	row("ZeroMQ, 64 in flight, against "+reqName, "zmq", "", 64, cell{"zmq", reqName, 1}, aimZMQ)
	return t
}

// pipeSummary holds the calls in process beside those that there are aims for.
func pipeSummary(p pipes) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{
		"in process, against " + pipeBase, "calls/s", "ratio", "aim", "allocations per call", "aim",
	}}
	for _, s := range pipe.Shapes() {
		self, base := p[pipeKey{s.Name, pipe.SelfName}], p[pipeKey{s.Name, pipeBase}]
		if len(self) == 0 {
			continue
		}
		t.Add(s.Name, figures.Count(middle(self, pipeRateOf)), figures.Ratio(ratio(self, base, pipeRateOf)), figures.Ratio(aimPipe),
			figures.Count(middle(self, allocsOf)), figures.Count(middle(base, allocsOf)))
	}
	return t
}

// otherSummary holds what there are other aims for.
func otherSummary(r *results) *figures.Table {
	t := &figures.Table{Right: true, Header: []string{"rpcwire", "figure", "aim"}}
	for _, i := range r.idles {
		if i.name == selfName {
			t.Add("memory of an idle WebSocket connection, KiB", kibibytes(i.fresh), fmt.Sprintf("at most %.1f", aimIdle))
		}
	}
	times := ratio(r.brokers[brokerName], r.brokers[proxyName], brokerRateOf)
	if !math.IsNaN(times) {
		t.Add(brokerName+", times the calls per second of "+proxyName, figures.Ratio(times), figures.Ratio(aimBroker))
	}
	return t
}
