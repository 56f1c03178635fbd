package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// The elements of JUnit XML that its readers have in common.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Time     string       `xml:"time,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name      string          `xml:"name,attr"`
		Tests     int             `xml:"tests,attr"`
		Failures  int             `xml:"failures,attr"`
		Errors    int             `xml:"errors,attr"`
		Skipped   int             `xml:"skipped,attr"`
		Time      string          `xml:"time,attr"`
		Timestamp string          `xml:"timestamp,attr,omitempty"`
		Hostname  string          `xml:"hostname,attr,omitempty"`
		Property  []junitProperty `xml:"properties>property,omitempty"`
		Cases     []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Name      string        `xml:"name,attr"`
		ClassName string        `xml:"classname,attr"`
		Time      string        `xml:"time,attr"`
		Skipped   *junitMessage `xml:"skipped"`
		Error     *junitMessage `xml:"error"`
		Failure   *junitMessage `xml:"failure"`
		Output    string        `xml:"system-out,omitempty"`
	}
	junitMessage struct {
		Message string `xml:"message,attr,omitempty"`
		Type    string `xml:"type,attr,omitempty"`
		Text    string `xml:",chardata"`
	}
)

// WriteJUnit writes runs as JUnit XML: a test suite for each run. An unexpected failure is
// a failure there; one that is known, or that is not of level must unless strict is set,
// is a test that was skipped, with the reason. A run that broke off has an error. The
// error is that of w.
func WriteJUnit(w io.Writer, runs []*conformance.Run, strict bool) error {
	all := junitSuites{Name: "JSON-RPC conformance"}
	var took time.Duration
	for _, run := range runs {
		suite, t := junitOf(run, strict)
		all.Suites = append(all.Suites, suite)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Errors += suite.Errors
		took += t
	}
	all.Time = seconds(took)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// junitOf returns a run as a test suite, and how long it took.
func junitOf(run *conformance.Run, strict bool) (junitSuite, time.Duration) {
	suite := junitSuite{Name: fmt.Sprintf("%s %s", run.Role, run.Target)}
	if !run.Started.IsZero() {
		suite.Timestamp = run.Started.UTC().Format("2006-01-02T15:04:05")
	}
	if run.Transport != "" {
		suite.Property = append(suite.Property, junitProperty{"transport", run.Transport})
	}
	var took time.Duration
	for i := range run.Results {
		c := junitCaseOf(&run.Results[i], strict)
		took += run.Results[i].Took
		suite.Tests++
		if c.Failure != nil {
			suite.Failures++
		}
		if c.Skipped != nil {
			suite.Skipped++
		}
		suite.Cases = append(suite.Cases, c)
	}
	if why := brokenOff(run); why != "" {
		suite.Tests++
		suite.Errors++
		suite.Cases = append(suite.Cases, junitCase{
			Name: "the whole run", ClassName: string(run.Role), Time: seconds(0),
			Error: &junitMessage{Message: clean(why), Type: "run"},
		})
	}
	for _, entry := range staleOf(run) {
		suite.Tests++
		suite.Failures++
		suite.Cases = append(suite.Cases, junitCase{
			Name: entry, ClassName: "known-failing", Time: seconds(0),
			Failure: &junitMessage{Message: "known to fail, but it does not", Type: "stale"},
		})
	}
	suite.Time = seconds(took)
	return suite, took
}

// brokenOff returns why a run was not finished, or "".
func brokenOff(run *conformance.Run) string {
	switch {
	case run.Summary == nil:
		return "the run was not finished"
	case run.Summary.Error != "":
		return run.Summary.Error
	}
	return ""
}

func staleOf(run *conformance.Run) []string {
	if run.Summary == nil {
		return nil
	}
	return run.Summary.Stale
}

func junitCaseOf(r *conformance.Result, strict bool) junitCase {
	c := junitCase{
		Name:      r.Case,
		ClassName: string(r.Role) + "." + theme(r.Case),
		Time:      seconds(r.Took),
	}
	switch {
	case r.Failed(strict):
		c.Failure = &junitMessage{Message: clean(first(wrong(r), r.Note)), Type: string(r.Level), Text: clean(details(r))}
	case r.Known != "":
		c.Skipped = &junitMessage{Message: clean("known: " + r.Known)}
	case r.Outcome == conformance.Fail:
		c.Skipped = &junitMessage{Message: clean(fmt.Sprintf("fails, but it is only a %s: %s", r.Level, wrong(r)))}
	case r.Outcome == conformance.Skip:
		c.Skipped = &junitMessage{Message: clean(r.Note)}
	case r.Outcome != conformance.Pass:
		c.Output = clean(fmt.Sprintf("%s: %s", r.Outcome, r.Note))
	}
	return c
}

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// details returns what WriteFailure writes.
func details(r *conformance.Result) string {
	var b strings.Builder
	_ = WriteFailure(&b, r) // it has room
	return b.String()
}

// clean replaces characters that XML cannot hold, not even escaped.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0xFFFE || r == 0xFFFF {
			return 0xFFFD
		}
		return r
	}, text)
}

// seconds returns a time as JUnit has it.
func seconds(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()) }
