package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"os"
	"text/template"

	"github.com/rpcwire/rpcwire/bench"
	"github.com/rpcwire/rpcwire/bench/internal/figures"
)

//go:embed document.md.tmpl
var documentText string

// documentTemplate is the report around the tables.
var documentTemplate = template.Must(template.New("document").Parse(documentText))

// A section is one input with its table.
type section struct {
	Title string
	Table *figures.Table
}

// A document is what the template shows.
type document struct {
	Machine       figures.Machine
	Rounds        int
	Benchtime     string
	SonicIsNative bool
	Summaries     []*figures.Table
	Sections      []section
	Contestants   *figures.Table
	Probes        *figures.Table
}

// newDocument makes tables of the results.
func newDocument(o options, payloads []bench.Payload, r *results) *document {
	all := inputs(payloads)
	doc := &document{
		Machine:       figures.DescribeMachine(r.cpu),
		Rounds:        o.rounds,
		Benchtime:     o.benchtime,
		SonicIsNative: bench.SonicIsNative,
		Contestants:   contestantTable(figures.ModuleVersions()),
		Probes:        probeTable(),
	}
	for _, group := range []string{decodeGroup, encodeGroup} {
		if t := summaryTable(group, all, r); len(t.Rows) > 0 {
			doc.Summaries = append(doc.Summaries, t)
		}
	}
	for _, in := range all {
		if t := inputTable(in, r); len(t.Rows) > 0 {
			doc.Sections = append(doc.Sections, section{in.group + " " + in.title(), t})
		}
	}
	return doc
}

// printTables writes the figures without the prose.
func (d *document) printTables(w io.Writer) error {
	var b bytes.Buffer
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "%s\n%s\n", s.Title, s.Table)
	}
	for _, t := range d.Summaries {
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
