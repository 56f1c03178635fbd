package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// A count is how some results ended.
type count struct {
	outcomes map[conformance.Outcome]int
	failed   map[conformance.Level]int // without those that are known
	known    int
}

func tally(results []conformance.Result) count {
	s := conformance.Summarize(results)
	return count{s.Outcomes, s.Failed, s.Known}
}

// ran returns how many were not skipped.
func (c count) ran() int {
	n := 0
	for o, m := range c.outcomes {
		if o != conformance.Skip {
			n += m
		}
	}
	return n
}

// A group is the results of one theme, in their order.
type group struct {
	name    string
	results []conformance.Result
}

// byTheme returns the results by the theme of their cases: what stands between the
// slashes of an id.
func byTheme(results []conformance.Result) []group {
	var groups []group
	for _, r := range results {
		name := theme(r.Case)
		i := slices.IndexFunc(groups, func(g group) bool { return g.name == name })
		if i < 0 {
			i = len(groups)
			groups = append(groups, group{name: name})
		}
		groups[i].results = append(groups[i].results, r)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.name, b.name) })
	return groups
}

func theme(id string) string {
	_, rest, _ := strings.Cut(id, "/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}
