package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"text/template"
	"time"

	"github.com/rpcwire/rpcwire/bench/internal/figures"
	"github.com/rpcwire/rpcwire/bench/pipe"
)

//go:embed document.md.tmpl
var documentText string

// documentTemplate is the report around the tables.
var documentTemplate = template.Must(template.New("document").Parse(documentText))

// A document is what the template shows.
type document struct {
	Machine    figures.Machine
	Rounds     int
	FewRounds  int
	Time       time.Duration
	Conns      string
	Calls      string
	Clients    string
	HasZMQ     bool
	Summaries  []*figures.Table
	Rates      []*figures.Table
	Pipes      []*figures.Table
	Idle       *figures.Table
	Brokers    *figures.Table
	Crowds     *figures.Table
	Comebacks  *figures.Table
	Contenders *figures.Table
}

// newDocument makes tables of the results.
func newDocument(r *results) *document {
	o := r.options
	d := &document{
		Machine:    figures.DescribeMachine(figures.CPUName()),
		Rounds:     o.rounds,
		FewRounds:  min(o.rounds, fewRounds),
		Time:       o.time,
		Conns:      figures.Count(float64(o.conns)),
		Calls:      figures.Count(float64(o.calls)),
		Clients:    figures.Count(float64(o.clients)),
		HasZMQ:     len(zmqFields()) > 0,
		Summaries:  []*figures.Table{summaryTable(r.rates), pipeSummary(r.pipes), otherSummary(r)},
		Idle:       idleTable(r.idles),
		Brokers:    brokerTable(r.brokers),
		Crowds:     crowdTable(r.crowds),
		Comebacks:  comebackTable(r.comebacks),
		Contenders: contenderTable(figures.ModuleVersions()),
	}
	for _, f := range fields() {
		for _, n := range f.inFlight {
			d.Rates = append(d.Rates, rateTable(f, n, r.rates))
		}
	}
	for _, s := range pipe.Shapes() {
		d.Pipes = append(d.Pipes, pipeTable(s, r.pipes))
	}
	return d
}

// printTables writes the figures without the prose, as far as there are any.
func (d *document) printTables(w io.Writer) error {
	var b bytes.Buffer
	tables := append(append([]*figures.Table(nil), d.Rates...), d.Pipes...)
	tables = append(tables, d.Idle, d.Brokers, d.Crowds, d.Comebacks)
	for _, t := range append(tables, d.Summaries...) {
		if len(t.Rows) > 0 {
			fmt.Fprintln(&b, t)
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// writeFile writes the whole report.
func (d *document) writeFile(path string) error {
	var b bytes.Buffer
	if err := documentTemplate.Execute(&b, d); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
