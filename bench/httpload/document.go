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
)

//go:embed document.md.tmpl
var documentText string

// documentTemplate is the report around the tables.
var documentTemplate = template.Must(template.New("document").Parse(documentText))

// A document is what the template shows.
type document struct {
	Machine         figures.Machine
	Rounds          int
	Time            time.Duration
	Calls           string
	CrowdRounds     int
	Summary         *figures.Table
	Rates           []*figures.Table
	Crowds          *figures.Table
	Nonsense        *figures.Table
	Implementations *figures.Table
}

// newDocument makes tables of the results.
func newDocument(r *results) *document {
	d := &document{
		Machine:         figures.DescribeMachine(figures.CPUName()),
		Rounds:          r.options.rounds,
		Time:            r.options.time,
		Calls:           figures.Count(float64(r.options.calls)),
		CrowdRounds:     min(r.options.rounds, crowdRounds),
		Summary:         summaryTable(r.rates),
		Crowds:          crowdTable(r.crowds),
		Nonsense:        nonsenseTable(r.nonsense),
		Implementations: implementationTable(figures.ModuleVersions()),
	}
	for _, l := range loads {
		d.Rates = append(d.Rates, rateTable(l, r.rates))
	}
	return d
}

// printTables writes the figures without the prose.
func (d *document) printTables(w io.Writer) error {
	var b bytes.Buffer
	for _, t := range append(d.Rates, d.Crowds, d.Nonsense, d.Summary) {
		fmt.Fprintln(&b, t)
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
