package conformance

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// A Writer writes runs as JSON lines, which schema/result.schema.json describes. Every
// line is written at once, so that a run that breaks off can be read up to there.
type Writer struct{ w io.Writer }

// NewWriter returns a Writer on w.
func NewWriter(w io.Writer) *Writer { return &Writer{w} }

// The lines, with what tells them apart.
type (
	runLine struct {
		Type   string `json:"type"`
		Format int    `json:"format"`
		*Run
	}
	resultLine struct {
		Type string `json:"type"`
		*Result
		MS float64 `json:"ms"`
	}
	summaryLine struct {
		Type string `json:"type"`
		*Summary
		MS float64 `json:"ms"`
	}
)

// Run writes the beginning of a run, without its results.
func (w *Writer) Run(r *Run) error { return w.line(runLine{"run", Format, r}) }

// Result writes a result of the run that was begun last.
func (w *Writer) Result(r *Result) error {
	return w.line(resultLine{"result", r, milliseconds(r.Took)})
}

// Summary writes the end of the run.
func (w *Writer) Summary(s *Summary) error {
	return w.line(summaryLine{"summary", s, milliseconds(s.Took)})
}

// All writes a run with its results and its summary.
func (w *Writer) All(r *Run) error {
	if err := w.Run(r); err != nil {
		return err
	}
	for i := range r.Results {
		if err := w.Result(&r.Results[i]); err != nil {
			return err
		}
	}
	if r.Summary == nil {
		return nil
	}
	return w.Summary(r.Summary)
}

func (w *Writer) line(v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.w.Write(b.Bytes())
	return err
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// maxLine is the longest line of results that is read.
const maxLine = 16 << 20

// ReadRuns returns the runs that JSON lines describe. A run without a summary broke off.
// The name of the file is for errors, which have its line.
func ReadRuns(name string, r io.Reader) ([]*Run, error) {
	var runs []*Run
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		var err error
		if runs, err = readLine(runs, lines.Bytes()); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s:%d: %w", name, n+1, err)
	}
	return runs, nil
}

// readLine adds what a line says to the runs.
func readLine(runs []*Run, line []byte) ([]*Run, error) {
	var kind struct {
		Type   string  `json:"type"`
		Format int     `json:"format"`
		MS     float64 `json:"ms"`
	}
	if err := json.Unmarshal(line, &kind); err != nil {
		return nil, err
	}
	took := time.Duration(kind.MS * float64(time.Millisecond))
	if kind.Type == "run" {
		if kind.Format != Format {
			return nil, fmt.Errorf("format %d is not known", kind.Format)
		}
		run := new(Run)
		return append(runs, run), json.Unmarshal(line, run)
	}
	if len(runs) == 0 {
		return nil, errors.New("there is no run yet")
	}
	run := runs[len(runs)-1]
	switch kind.Type {
	case "result":
		r := Result{Took: took}
		err := json.Unmarshal(line, &r)
		run.Results = append(run.Results, r)
		return runs, err
	case "summary":
		run.Summary = &Summary{Took: took}
		return runs, json.Unmarshal(line, run.Summary)
	}
	return nil, fmt.Errorf("there are no lines of type %q", kind.Type)
}
