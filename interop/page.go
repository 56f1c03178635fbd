package main

import (
	"bytes"
	"io"
	"path/filepath"
	"slices"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/conformance/report"
)

// keptBytes is how much of what was sent and received the page has, so that one can load
// it though it has dozens of runs.
const keptBytes = 300

// writePage writes the page with all results.
func writePage(w io.Writer, outcomes []*outcome) error {
	var runs []*conformance.Run
	for _, o := range outcomes {
		if o.run != nil {
			runs = append(runs, trimmed(o.run))
		}
	}
	var page bytes.Buffer
	if err := report.WriteHTML(&page, runs, false); err != nil {
		return err
	}
	_, err := w.Write(bytes.ReplaceAll(page.Bytes(), []byte(repository()), []byte("...")))
	return err
}

// repository is the folder above the current one. Some peers show it, in stack traces, to
// whoever asks; it is of no interest to readers.
func repository() string {
	folder, err := filepath.Abs("..")
	if err != nil {
		return ".."
	}
	return folder
}

// trimmed returns a run without what was skipped and without bytes, but for the beginning
// of those of the steps that cases failed in.
func trimmed(run *conformance.Run) *conformance.Run {
	short := *run
	short.Results = slices.DeleteFunc(slices.Clone(run.Results), func(r conformance.Result) bool { return r.Outcome == conformance.Skip })
	for i := range short.Results {
		r := &short.Results[i]
		if r.Outcome != conformance.Fail || len(r.Exchanges) == 0 {
			r.Exchanges = nil
			continue
		}
		last := r.Exchanges[len(r.Exchanges)-1]
		last.Sent, last.Received, last.Reported = cut(last.Sent), cut(last.Received), cut(last.Reported)
		r.Exchanges = []conformance.Exchange{last}
	}
	return &short
}

// cut returns the beginning of data.
func cut(d *conformance.Data) *conformance.Data {
	if d == nil || len(d.Bytes()) <= keptBytes {
		return d
	}
	short := conformance.NewData(d.Bytes()[:keptBytes])
	short.Size = d.Size
	return short
}
