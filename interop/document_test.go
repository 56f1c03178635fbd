package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

// sample returns an outcome with some results.
func sample() *outcome {
	result := func(id string, level conformance.Level, o conformance.Outcome, known string) conformance.Result {
		r := conformance.Result{Case: id, Role: conformance.RoleServer, Level: level, Outcome: o, Known: known, Reason: "It matters."}
		r.Exchanges = []conformance.Exchange{{Sent: conformance.NewData([]byte("first"))}, {Sent: conformance.NewData(bytes.Repeat([]byte("x"), 5000))}}
		return r
	}
	const rounds = "it rounds <ids>"
	run := &conformance.Run{Role: conformance.RoleServer, Target: "p", Results: []conformance.Result{
		result("server/batch/one", conformance.Must, conformance.Pass, ""),
		result("server/batch/two", conformance.May, conformance.Skip, ""),
		result("server/id/a", conformance.Must, conformance.Fail, rounds),
		result("server/id/b", conformance.Should, conformance.Fail, rounds),
		result("server/id/c", conformance.Should, conformance.Lenient, ""),
		result("server/id/d", conformance.May, conformance.Fail, ""),
		result("server/id/e", conformance.May, conformance.Fail, rounds),
		result("server/id/f", conformance.May, conformance.Fail, rounds),
		result("server/v1/a", conformance.Must, conformance.Skip, ""),
	}}
	run.Summary = conformance.Summarize(run.Results)
	p := &peer{Name: "p", Version: "1.2", file: &peerFile{Language: "X"}}
	t := &trial{Role: conformance.RoleServer, Transport: "http", Note: "Behind y.", Skip: map[string]string{"server/limits": "it is slow", "server/http/*": "it is slow"}, peer: p}
	return &outcome{trial: t, run: run, deaths: 2}
}

func TestDocument(t *testing.T) {
	missing := &outcome{trial: sample().trial, missing: "it cannot be installed: *no* such thing"}
	_, got, _ := strings.Cut(string(document([]*outcome{sample(), missing})), "## Servers")
	const want = `

| implementation | language | over | run | not failed | must | should | may |
| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |
| p 1.2 | X | HTTP | 7 | 28 % | 1 | 1 | 3 |

| | batch | id | v1 |
| --- | ---: | ---: | ---: |
| p, HTTP | 1 | 1/6 | – |

## Why cases fail

### p 1.2, server over HTTP

Behind y.

Not run: server/http/\*, server/limits, since it is slow.

5 of 7 cases fail; the process died or hung 2 times and was started again.

- 4: it rounds &lt;ids> (id/a, id/b, id/e, …)
- 1: not explained yet (id/d)

## Not run

- p 1.2 (X), server over HTTP: it cannot be installed: \*no\* such thing
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The page has the bytes of what fails, cut off, and the run stays as it is.
func TestTrimmed(t *testing.T) {
	run := sample().run
	short := trimmed(run)
	if n := len(short.Results[0].Exchanges); n != 0 {
		t.Errorf("a pass has %d exchanges", n)
	}
	if n := len(short.Results); n != 7 {
		t.Errorf("%d results are left", n)
	}
	failed := short.Results[1].Exchanges
	if len(failed) != 1 || len(failed[0].Sent.Bytes()) != keptBytes || failed[0].Sent.Size != 5000 {
		t.Errorf("a failure has %+v", failed)
	}
	if diff := cmp.Diff(sample().run, run); diff != "" {
		t.Errorf("the run has changed (-want +got)\n%s", diff)
	}
}

func TestUpdated(t *testing.T) {
	run := sample().run
	run.Results[5].Message = "it is 1 #\n instead of 2"
	run.Summary.Stale = []string{"server/batch/one"}
	const list = "# X\nserver/id/a # it rounds <ids>\nserver/batch/one # it was so\n"
	const want = "# X\nserver/id/a # it rounds <ids>\n# not explained yet\nserver/id/d # it is 1 instead of 2\n"
	got := updated(list, run)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if _, err := conformance.ReadKnownFailures("list", strings.NewReader(got)); err != nil {
		t.Error(err)
	}
}
