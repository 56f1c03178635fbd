package mutant

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

var trailing = regexp.MustCompile(`(?m) +$`)

// What is wrong with a matrix is found and printed.
func TestMatrix(t *testing.T) {
	cases, err := conformance.Selection{Run: []string{"server/id/zero", "server/id/null", "server/id/string-empty", "server/batch/of-two", "server/batch/all-types", "server/examples/positional"}}.Select(conformance.RoleServer)
	if err != nil {
		t.Fatal(err)
	}
	const role = conformance.RoleServer
	wide := &Mutant{Name: "wide", Defect: "Everything is wrong.", Role: role}
	narrow := &Mutant{Name: "narrow", Defect: "One thing is wrong.", Role: role}
	immortal := &Mutant{Name: "immortal", Defect: "Nobody notices.", Role: role}
	m := &Matrix{Mutants: []*Mutant{wide, narrow, immortal}, Cases: cases, outcomes: map[*Mutant]map[string]conformance.Outcome{
		wide:     {"server/id/zero": conformance.Fail, "server/id/null": conformance.Lenient, "server/batch/of-two": conformance.Fail, "server/batch/all-types": conformance.Fail},
		narrow:   {"server/id/zero": conformance.Fail, "server/id/null": conformance.Info, "server/batch/of-two": conformance.Skip},
		immortal: {"server/id/zero": conformance.Pass},
	}}
	var got strings.Builder
	m.Print(&got)
	const want = `   server batch examples id all seconds
     wide     2        .  2   4     0.0
   narrow     .        .  1   1     0.0
 immortal     .        .  .   0     0.0
    kills     2        0  3   5
    cases     2        1  3   6

3 mutants, 6 cases; 1 mutants survive, 2 cases kill none, 3 cases kill broad mutants only (50 %)
survives: server/immortal: Nobody notices.
kills none: server/examples/positional
kills none: server/id/string-empty
kills broad mutants only: server/batch/of-two
kills broad mutants only: server/batch/all-types
kills broad mutants only: server/id/null
`
	if diff := cmp.Diff(want, trailing.ReplaceAllString(got.String(), "")); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got.Reset()
	m.PrintKills(&got)
	if want := "server/narrow: One thing is wrong.\n    fail server/id/zero\n"; !strings.Contains(got.String(), want) {
		t.Errorf("%q is missing in\n%s", want, got.String())
	}
}

// A mutant that cannot be started ends a run; patterns choose what is run.
func TestRun(t *testing.T) {
	m, err := Run(t.Context(), Options{Mutants: []string{"server/id-*"}, Cases: []string{"server/id/zero", "codec/id/zero"}})
	if err != nil {
		t.Fatal(err)
	}
	var killers []string
	for _, c := range m.Cases {
		for _, mutant := range m.Killers(c) {
			killers = append(killers, c.ID+" "+mutant.Name)
		}
	}
	want := []string{"server/id/zero id-as-string", "server/id/zero id-falsy-as-none"}
	if diff := cmp.Diff(want, killers); diff != "" {
		t.Errorf("killers (-want +got)\n%s", diff)
	}
	broken := &Mutant{Name: "broken", Role: conformance.RoleServer, start: func() (*target, error) { return nil, conformance.ErrTarget }}
	if _, err := broken.run(t.Context(), nil); err == nil {
		t.Error("a mutant that cannot be started is no error")
	}
}
