package mutant

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/raceflag"
)

func TestMain(m *testing.M) {
	code := m.Run()
	if code == 0 && leaked() {
		code = 1
	}
	os.Exit(code)
}

// leaked reports whether goroutines of this package are still there after a while.
func leaked() bool {
	buffer := make([]byte, 1<<20)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		stacks := string(buffer[:runtime.Stack(buffer, true)])
		left := 0
		for stack := range strings.SplitSeq(stacks, "\n\n") {
			if strings.Contains(stack, "/conformance") && !strings.Contains(stack, "TestMain") {
				left++
			}
		}
		if left == 0 {
			return false
		}
		if time.Now().After(deadline) {
			fmt.Println("goroutines are left:\n" + stacks)
			return true
		}
	}
}

// Without a defect, what mutants are made of passes every case: whatever kills a mutant
// is its defect.
func TestReference(t *testing.T) {
	for _, m := range []*Mutant{
		{Name: "local", Role: conformance.RoleServer, start: local()},
		{Name: "http", Role: conformance.RoleServer, start: overHTTP()},
		{Name: "http-rewritten", Role: conformance.RoleServer, start: overHTTP(requests(unchanged), responses(unchangedToo)), Cases: httpCommon},
		{Name: "two-way", Role: conformance.RoleServer, start: twoWay()},
		{Name: "two-way-in-order", Role: conformance.RoleServer, start: twoWay(serving(serveInOrder)), Cases: twoWayCommon},
		{Name: "http", Role: conformance.RoleClient, start: calling()},
		{Name: "http-rewritten", Role: conformance.RoleClient, start: calling(httpRequests(unchanged), httpResponses(unchangedAsWell)), Cases: clientHTTPCases},
		{Name: "two-way", Role: conformance.RoleClient, start: callingTwoWay()},
		{Name: "two-way-by-lines", Role: conformance.RoleClient, start: callingTwoWay(lines(judged)), Cases: []string{"client/two-way/stray*", "client/two-way/request*"}},
		{Name: "codec", Role: conformance.RoleCodec, start: coding()},
		{Name: "codec-rewritten", Role: conformance.RoleCodec, start: coding(
			saying(func(m object) object { return m }), encoding(func(m object) object { return m }), emitting(walk{}.payload))},
	} {
		t.Run(m.String(), func(t *testing.T) {
			t.Parallel()
			m.Timeout = 30 * time.Second
			if m.Cases == nil && !raceflag.Enabled && !testing.Short() {
				m.Cases = everything
			}
			outcomes, err := m.run(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			for id, o := range outcomes {
				if o == conformance.Fail || o == conformance.Lenient {
					t.Errorf("%s: %s", id, o)
				}
			}
		})
	}
}

// Every mutant is killed, and every case kills. This takes all of them; with the race
// detector, or in short tests, a few show that they can be run.
func TestMutants(t *testing.T) {
	o := Options{}
	if raceflag.Enabled || testing.Short() {
		o.Mutants = few()
	}
	m, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, mutant := range m.Survivors() {
		t.Errorf("the mutant %s survives: no case notices its defect: %s", mutant, mutant.Defect)
	}
	if o.Mutants != nil {
		return
	}
	for _, c := range m.Idle() {
		t.Errorf("the case %s kills no mutant, so that it proves nothing: %s:%d", c.ID, c.File, c.Line)
	}
	const most = 15 // percent
	if broad := m.BroadOnly(); len(broad)*100 > len(m.Cases)*most {
		t.Errorf("%d of %d cases kill only mutants that are wrong nearly everywhere", len(broad), len(m.Cases))
	}
	var table strings.Builder
	m.Print(&table)
	t.Log(table.String()[strings.LastIndex(table.String(), "\n\n"):])
}

// few are the names of some mutants of every role.
func few() []string {
	var names []string
	for i, m := range All() {
		if i%40 == 1 {
			names = append(names, m.String())
		}
	}
	return names
}

// The list is in order: names are unique, defects are sentences, and patterns of cases
// stand for some.
func TestList(t *testing.T) {
	seen := make(map[string]bool)
	for _, m := range All() {
		if seen[m.String()] {
			t.Errorf("%s is there twice", m)
		}
		seen[m.String()] = true
		if m.Defect == "" || !strings.HasSuffix(m.Defect, ".") || strings.ToUpper(m.Defect[:1]) != m.Defect[:1] && !strings.HasPrefix(m.Defect, "jsonrpc") && !strings.HasPrefix(m.Defect, "undefined") {
			t.Errorf("%s: the defect is no sentence: %s", m, m.Defect)
		}
		for _, pattern := range m.Cases {
			if pattern == "*" {
				continue
			}
			if _, err := (conformance.Selection{Run: []string{pattern}}).Select(m.Role); err != nil {
				t.Errorf("%s: %s: %v", m, pattern, err)
			}
		}
	}
}
