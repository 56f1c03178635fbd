package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/conformance/report"
)

func TestWriteFailure(t *testing.T) {
	var b strings.Builder
	if err := report.WriteFailure(&b, &sample()[1].Results[0]); err != nil {
		t.Fatal(err)
	}
	want := `FAIL server/id/string-empty (must)
  2.0/5-11  id is the same as the value of the id of the request.
  reason    A reason with <b>markup</b> & more.
  sent      {"jsonrpc":"2.0","method":"<script>alert(1)</script>","id":""}
  received  {"id":null}\x00\xff
  event     HTTP 200
  expected  the error -32601 with id ""
            or anything (lenient: whatever)
  wrong     the id is null and not "" (at /id)
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestVerdict(t *testing.T) {
	runs := sample()
	few := &conformance.Run{Results: []conformance.Result{result("server/id/fraction", conformance.Should, conformance.Fail)}}
	few.Summary = conformance.Summarize(few.Results)
	lenient := &conformance.Run{Results: runs[1].Results[1:2]}
	lenient.Summary = conformance.Summarize(lenient.Results)
	known := &conformance.Run{Results: runs[1].Results[2:3]}
	known.Summary = conformance.Summarize(known.Results)
	stale := &conformance.Run{Results: runs[0].Results, Summary: runs[1].Summary}
	for _, test := range []struct {
		reason   string
		run      *conformance.Run
		strict   bool
		want     string
		expected bool
	}{
		{"nothing to complain about", runs[0], true, "conformant: every case passes", true},
		{"a must fails", runs[1], false, "not conformant: 1 unexpected failures", false},
		{"strictly, lenient is a failure too", runs[1], true, "not conformant: 2 unexpected failures", false},
		{"it broke off", runs[2], false, "no verdict: the run is not complete", false},
		{"it was never finished", &conformance.Run{}, false, "no verdict: the run is not complete", false},
		{"only a should fails", few, false, "conformant: every must passes; 1 should and 0 may do not", true},
		{"which strictly counts", few, true, "not conformant: 1 unexpected failures", false},
		{"only lenient", lenient, false, "conformant: nothing fails; 1 cases pass leniently", true},
		{"only what is known", known, true, "as expected: 1 known failures, and no other", true},
		{"a list that is too long", stale, false, "as expected, but the list of known failures is stale", false},
	} {
		if got := report.Verdict(test.run, test.strict); got != test.want {
			t.Errorf("%s: %s, want %s", test.reason, got, test.want)
		}
		if got := report.AsExpected(test.run, test.strict); got != test.expected {
			t.Errorf("%s: as expected is %t", test.reason, got)
		}
	}
}

func TestWriteSummary(t *testing.T) {
	var b strings.Builder
	for _, run := range sample() {
		if err := report.WriteSummary(&b, run, false); err != nil {
			t.Fatal(err)
		}
	}
	want := `server good: 2 cases, 2 pass
conformant: every case passes
server bad: 4 cases, 0 pass, 1 lenient, 2 fail, 1 skip (1 of them known)
known to fail, but it does not: server/http
not conformant: 1 unexpected failures
codec died: 1 cases, 1 pass
the run broke off: the driver has died
no verdict: the run is not complete
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWriteMarkdown(t *testing.T) {
	var b strings.Builder
	if err := report.WriteMarkdown(&b, sample(), false); err != nil {
		t.Fatal(err)
	}
	want := `## Servers

| | good 1.2, http | bad, tcp |
| --- | ---: | ---: |
| batch | 1/1 | 0/1 |
| id | 1/1 | 1/2 |
| v1 | – | – |
| **all** | **2/2** | **1/3** |

### good 1.2, http

2 cases, 2 pass. conformant: every case passes.

### bad, tcp

4 cases, 0 pass, 1 lenient, 2 fail, 1 skip (1 of them known). not conformant: 1 unexpected failures.

| case | level | what is wrong |
| --- | --- | --- |
| server/id/string-empty | must | the id is null and not "" (at /id) |
| server/batch/nested | must | no reply (known: it never could \| do that) |

## Codecs

| | died |
| --- | ---: |
| id | 1/1 |
| **all** | **1/1** |

### died

1 cases, 1 pass. no verdict: the run is not complete.

`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWriteBadge(t *testing.T) {
	for i, want := range []string{"JSON-RPC server: conformant, 2 cases", "JSON-RPC server: 1 of 3", "JSON-RPC codec: no verdict"} {
		var b strings.Builder
		if err := report.WriteBadge(&b, sample()[i], false); err != nil {
			t.Fatal(err)
		}
		var image struct {
			XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
			Title   string   `xml:"title"`
		}
		if err := xml.Unmarshal([]byte(b.String()), &image); err != nil || image.Title != want {
			t.Errorf("the badge says %q (%v), want %q", image.Title, err, want)
		}
	}
}

// TestWriteHTML checks that nothing in the data can become part of the page.
func TestWriteHTML(t *testing.T) {
	var b strings.Builder
	if err := report.WriteHTML(&b, sample(), false); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "<script"); n != 2 {
		t.Errorf("the page has %d scripts, want its data and its own", n)
	}
	for _, foreign := range []string{"http://www", "https://", "<link rel=\"stylesheet\"", "src=\""} {
		if strings.Contains(b.String(), foreign) {
			t.Errorf("the page needs %s", foreign)
		}
	}
}

// A brokenWriter takes so many writes.
type brokenWriter struct{ left int }

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.left--; w.left < 0 {
		return 0, errors.New("disk full")
	}
	return len(p), nil
}

func TestWriteErrors(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"failure":  func(w io.Writer) error { return report.WriteFailure(w, &sample()[1].Results[0]) },
		"summary":  func(w io.Writer) error { return report.WriteSummary(w, sample()[0], false) },
		"JUnit":    func(w io.Writer) error { return report.WriteJUnit(w, sample(), false) },
		"Markdown": func(w io.Writer) error { return report.WriteMarkdown(w, sample(), false) },
		"HTML":     func(w io.Writer) error { return report.WriteHTML(w, sample(), false) },
		"badge":    func(w io.Writer) error { return report.WriteBadge(w, sample()[0], false) },
	} {
		for left := range 2 {
			err := write(&brokenWriter{left})
			if left == 0 && err == nil {
				t.Errorf("%s: a full disk is no error", name)
			}
		}
	}
}
