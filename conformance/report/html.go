package report

import (
	_ "embed" // the page
	"encoding/json"
	"io"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

//go:embed page.html
var page string

// pageMarker is where the data goes in the page.
const pageMarker = `"DATA"`

// keptPass is how many bytes of an exchange the page has where the case passes.
const keptPass = 512

// The data of the page.
type (
	pageData struct {
		Sentences map[string]string   `json:"sentences"`
		Cases     map[string]pageCase `json:"cases"`
		Runs      []pageRun           `json:"runs"`
	}
	pageCase struct {
		Level   conformance.Level `json:"level"`
		Version string            `json:"version"`
		Refs    []string          `json:"refs"`
		Reason  string            `json:"reason"`
		Theme   string            `json:"theme"`
	}
	pageRun struct {
		Role      conformance.Role `json:"role"`
		Title     string           `json:"title"`
		Transport string           `json:"transport"`
		Address   string           `json:"address"`
		Counts    string           `json:"counts"`
		Verdict   string           `json:"verdict"`
		Good      bool             `json:"good"`
		Results   []pageResult     `json:"results"`
	}
	pageResult struct {
		Case      string              `json:"case"`
		Outcome   conformance.Outcome `json:"outcome"`
		Text      string              `json:"text,omitempty"`
		Known     string              `json:"known,omitempty"`
		Exchanges []pageExchange      `json:"exchanges,omitempty"`
	}
	pageExchange struct {
		Sent     string   `json:"sent,omitempty"`
		Received string   `json:"received,omitempty"`
		Reported string   `json:"reported,omitempty"`
		Event    string   `json:"event,omitempty"`
		Expected []string `json:"expected,omitempty"`
	}
)

// WriteHTML writes runs as one page of HTML that needs nothing else: implementations
// against themes, and behind every cell its cases, down to their bytes. The error is that
// of w.
func WriteHTML(w io.Writer, runs []*conformance.Run, strict bool) error {
	data := pageData{Sentences: make(map[string]string), Cases: make(map[string]pageCase), Runs: []pageRun{}}
	for _, run := range runs {
		data.add(run, strict)
	}
	text, err := json.Marshal(data) // < and > are escaped in it
	if err != nil {
		return err
	}
	before, after, _ := strings.Cut(page, pageMarker)
	for _, part := range []string{before, string(text), after} {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}

// add adds a run.
func (d *pageData) add(run *conformance.Run, strict bool) {
	p := pageRun{
		Role: run.Role, Title: run.Target, Transport: run.Transport, Address: run.Address,
		Counts: counts(run), Verdict: Verdict(run, strict), Good: AsExpected(run, strict),
		Results: []pageResult{},
	}
	if run.TargetVersion != "" {
		p.Title += " " + run.TargetVersion
	}
	for i := range run.Results {
		r := &run.Results[i]
		d.Cases[r.Case] = pageCase{r.Level, r.Version, r.Refs, r.Reason, theme(r.Case)}
		for _, id := range r.Refs {
			d.Sentences[id] = sentence(id)
		}
		p.Results = append(p.Results, pageResultOf(r))
	}
	d.Runs = append(d.Runs, p)
}

func pageResultOf(r *conformance.Result) pageResult {
	p := pageResult{Case: r.Case, Outcome: r.Outcome, Text: r.Note, Known: r.Known}
	if r.Message != "" {
		p.Text = strings.TrimSpace(wrong(r) + " " + r.Note)
	}
	for i := range r.Exchanges {
		e := &r.Exchanges[i]
		p.Exchanges = append(p.Exchanges, pageExchange{
			Sent:     shortened(e.Sent, r.Outcome),
			Received: shortened(e.Received, r.Outcome),
			Reported: shortened(e.Reported, r.Outcome),
			Event:    e.Event,
			Expected: e.Expected,
		})
	}
	return p
}

// shortened returns bytes as text, only the beginning of them where the case passes.
func shortened(d *conformance.Data, outcome conformance.Outcome) string {
	if d == nil {
		return ""
	}
	if kept := d.Bytes(); outcome == conformance.Pass && len(kept) > keptPass {
		cut := conformance.NewData(kept[:keptPass])
		cut.Size = d.Size
		d = cut
	}
	return printable(d)
}
