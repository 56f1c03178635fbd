package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/rpcwire/rpcwire/conformance"
	conformreport "github.com/rpcwire/rpcwire/conformance/report"
)

// reportFlags are the flags that name the files of reports; "-" is standard output.
type reportFlags struct {
	json, junit, html, markdown, badge string
}

func (f *reportFlags) register(fs *flag.FlagSet) {
	fs.StringVar(&f.json, "json", "", "write the results as JSON lines to `FILE`; - is standard output")
	fs.StringVar(&f.junit, "junit", "", "write a report as JUnit XML to `FILE`")
	fs.StringVar(&f.html, "html", "", "write a report as a page of HTML to `FILE`")
	fs.StringVar(&f.markdown, "md", "", "write a report as Markdown to `FILE`")
	fs.StringVar(&f.badge, "badge", "", "write a badge, an SVG image, to `FILE`")
}

// An output is a report in one form.
type output struct {
	flag, file string
	write      func(w io.Writer, runs []*conformance.Run, strict bool) error
}

func (f *reportFlags) all() []output {
	return []output{
		{"--json", f.json, writeResults},
		{"--junit", f.junit, conformreport.WriteJUnit},
		{"--html", f.html, conformreport.WriteHTML},
		{"--md", f.markdown, conformreport.WriteMarkdown},
		{"--badge", f.badge, writeBadge},
	}
}

func writeResults(w io.Writer, runs []*conformance.Run, _ bool) error {
	for _, run := range runs {
		if err := conformance.NewWriter(w).All(run); err != nil {
			return err
		}
	}
	return nil
}

func writeBadge(w io.Writer, runs []*conformance.Run, strict bool) error {
	return conformreport.WriteBadge(w, runs[0], strict)
}

// usesStdout reports whether a report goes to standard output.
func (f *reportFlags) usesStdout() bool {
	for _, o := range f.all() {
		if o.file == "-" {
			return true
		}
	}
	return false
}

// check returns what is wrong with the flags.
func (f *reportFlags) check() error {
	onStdout := ""
	for _, o := range f.all() {
		if o.file != "-" {
			continue
		}
		if onStdout != "" {
			return fmt.Errorf("%s and %s cannot both go to standard output", onStdout, o.flag)
		}
		onStdout = o.flag
	}
	return nil
}

// write writes the reports that were asked for.
func (f *reportFlags) write(runs []*conformance.Run, strict bool, s std) error {
	for _, o := range f.all() {
		if o.file == "" {
			continue
		}
		var b bytes.Buffer
		err := o.write(&b, runs, strict)
		switch {
		case err != nil:
		case o.file == "-":
			_, err = s.out.Write(b.Bytes())
		default:
			err = os.WriteFile(o.file, b.Bytes(), 0o644)
		}
		if err != nil {
			return exitError{exitInvalid, fmt.Errorf("%s: %w", o.flag, err)}
		}
	}
	return nil
}

// report makes reports of the results of earlier runs.
func (f *conformFlags) report(files []string, s std) error {
	runs, err := readRuns(files)
	if err != nil {
		return err
	}
	if err := f.outputs.check(); err != nil {
		return err
	}
	expected := true
	for _, run := range runs {
		for i := range run.Results {
			if r := &run.Results[i]; f.trace || r.Outcome == conformance.Fail && r.Known == "" {
				_ = conformreport.WriteFailure(f.console(s), r) // the summary tells if nobody reads
			}
		}
		if err := conformreport.WriteSummary(f.console(s), run, f.strict); err != nil {
			return exitError{exitInvalid, err}
		}
		expected = expected && conformreport.AsExpected(run, f.strict)
	}
	if err := f.outputs.write(runs, f.strict, s); err != nil {
		return err
	}
	if !expected {
		return exitError{exitInvalid, nil} // it has been told
	}
	return nil
}

// merge prints the results of several files as one.
func (f *conformFlags) merge(files []string, s std) error {
	runs, err := readRuns(files)
	if err != nil {
		return err
	}
	if f.outputs.json == "" {
		f.outputs.json = "-"
	}
	return f.outputs.write(runs, f.strict, s)
}

// readRuns reads files of results.
func readRuns(files []string) ([]*conformance.Run, error) {
	if len(files) == 0 {
		return nil, errors.New("which files of results?")
	}
	var runs []*conformance.Run
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		more, err := conformance.ReadRuns(name, bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		runs = append(runs, more...)
	}
	if len(runs) == 0 {
		return nil, errors.New("there are no results in these files")
	}
	return runs, nil
}
