package conformance_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

// sample is a run that has everything.
func sample() *conformance.Run {
	pointer := "/id"
	run := &conformance.Run{
		Role: conformance.RoleServer, Target: "x", TargetVersion: "1.2", Address: "http://x/", Transport: "http",
		Selection: conformance.Selection{Versions: []string{"2.0"}, Levels: []conformance.Level{conformance.Must}, Profile: conformance.Bare, Run: []string{"server/id"}},
		Cases:     2, Started: time.Date(2026, 11, 22, 1, 2, 3, 0, time.UTC),
		Results: []conformance.Result{
			{Case: "server/id/zero", Role: conformance.RoleServer, Level: conformance.Must, Version: "2.0", Refs: []string{"2.0/5-11"}, Reason: "So.",
				Outcome: conformance.Fail, Message: "null instead of 0", Pointer: &pointer, Known: "a bug", Took: 1500 * time.Microsecond,
				Exchanges: []conformance.Exchange{{Sent: conformance.NewData([]byte("<&>")), Received: conformance.NewData([]byte{0xff}), Expected: []string{"the error -32601"}, Event: "HTTP 200"}}},
			{Case: "server/id/string-empty", Role: conformance.RoleServer, Level: conformance.Must, Version: "2.0", Refs: []string{"2.0/5-11"}, Reason: "So.", Outcome: conformance.Pass},
		},
	}
	run.Summary = conformance.Summarize(run.Results)
	run.Summary.Stale = []string{"server/id/gone"}
	return run
}

func TestJSONLines(t *testing.T) {
	want := []*conformance.Run{sample(), sample()}
	want[1].Summary = nil // it broke off
	var b bytes.Buffer
	w := conformance.NewWriter(&b)
	for _, run := range want {
		if err := w.All(run); err != nil {
			t.Fatal(err)
		}
	}
	s := loadSchema(t, "result")
	for line := range bytes.Lines(b.Bytes()) {
		s.check(t, string(line), line)
	}
	got, err := conformance.ReadRuns("x.jsonl", &b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestMalformedJSONLines(t *testing.T) {
	for _, test := range []struct{ reason, text, want string }{
		{"no run yet", `{"type":"summary"}`, "x.jsonl:1: there is no run yet"},
		{"another format", `{"type":"run","format":9}`, "x.jsonl:1: format 9 is not known"},
		{"another type", "{\"type\":\"run\",\"format\":1}\n\n{\"type\":\"noise\"}", `x.jsonl:3: there are no lines of type "noise"`},
		{"no JSON", "{", "x.jsonl:1: unexpected end of JSON input"},
	} {
		if _, err := conformance.ReadRuns("x.jsonl", strings.NewReader(test.text)); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.reason, err, test.want)
		}
	}
	if err := conformance.NewWriter(full{}).All(sample()); !errors.Is(err, errFull) {
		t.Errorf("a writer that fails: %v", err)
	}
}

var errFull = errors.New("the disk is full")

// full is a writer that fails.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestData(t *testing.T) {
	for _, test := range []struct {
		reason, data string
		text         string // what is kept, if it is text
		kept         int
	}{
		{"text", "abc", "abc", 3},
		{"nothing", "", "", 0},
		{"no text", "\xff\xfe", "", 2},
		{"much text, without half a character", strings.Repeat("é", 4000), strings.Repeat("é", 2048), 4096},
		{"the same, shifted by one", "x" + strings.Repeat("é", 4000), "x" + strings.Repeat("é", 2047), 4095},
		{"much of something else", strings.Repeat("\xff", 5000), "", 4096},
	} {
		d := conformance.NewData([]byte(test.data))
		if d.Text != test.text || len(d.Bytes()) != test.kept || d.Size != len(test.data) || d.IsCut() != (test.kept < len(test.data)) {
			t.Errorf("%s: %d bytes of text, %d kept, size %d, cut %t", test.reason, len(d.Text), len(d.Bytes()), d.Size, d.IsCut())
		}
		if !strings.HasPrefix(test.data, string(d.Bytes())) {
			t.Errorf("%s: other bytes are kept", test.reason)
		}
	}
	if conformance.NewData(nil) != nil {
		t.Error("nothing at all is something")
	}
}

func TestFailed(t *testing.T) {
	for _, test := range []struct {
		outcome conformance.Outcome
		level   conformance.Level
		known   string
		want    bool
		strict  bool
	}{
		{conformance.Pass, conformance.Must, "", false, false},
		{conformance.Info, conformance.Must, "", false, false},
		{conformance.Skip, conformance.Must, "", false, false},
		{conformance.Lenient, conformance.Must, "", false, true},
		{conformance.Fail, conformance.Must, "", true, true},
		{conformance.Fail, conformance.Should, "", false, true},
		{conformance.Fail, conformance.May, "", false, true},
		{conformance.Fail, conformance.Must, "a bug", false, false},
	} {
		r := conformance.Result{Outcome: test.outcome, Level: test.level, Known: test.known}
		if r.Failed(false) != test.want || r.Failed(true) != test.strict {
			t.Errorf("%+v: %t and %t", test, r.Failed(false), r.Failed(true))
		}
	}
}

func TestSets(t *testing.T) {
	exists := make(map[string]bool)
	for _, c := range conformance.Cases() {
		exists[c.ID] = true
	}
	for _, set := range conformance.Sets() {
		ids, err := conformance.FrozenSet(set)
		if err != nil || len(ids) == 0 {
			t.Errorf("%s: %d cases, %v", set, len(ids), err)
		}
		seen := make(map[string]bool)
		for _, id := range ids {
			if !exists[id] || seen[id] {
				t.Errorf("%s: %s is there twice, or not a case any more", set, id)
			}
			seen[id] = true
		}
	}
}

func TestIDForms(t *testing.T) {
	for _, test := range []struct{ id, form, want string }{
		{"1", "", "1"}, {"1", "wrong", "2"}, {"1", "string", `"1"`}, {"1", "float", "1.0"}, {"1", "exponent", "1e0"}, {"1", "escaped", ""},
		{`"a"`, "", `"a"`}, {`"a"`, "wrong", `"a-other"`}, {`"a"`, "string", "1"}, {`"a"`, "float", ""}, {`"a"`, "escaped", `"\u0061"`},
		{`"7"`, "string", "7"}, {`"😀"`, "escaped", `"\ud83d\ude00"`}, {"1.5", "float", ""}, {"1.5", "wrong", "1"}, {"null", "wrong", "1"},
	} {
		if got := conformance.IDForm(test.id, test.form); got != test.want {
			t.Errorf("%s as %q is %s, want %s", test.id, test.form, got, test.want)
		}
	}
}
