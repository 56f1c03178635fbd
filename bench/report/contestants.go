package main

import (
	"cmp"
	"slices"

	"github.com/rpcwire/rpcwire/bench"
)

// The names that the summary singles out.
const (
	selfName    = "rpcwire"
	mainPeer    = "lsp.dev"
	mainLimit   = "sonic.Valid"
	decodeGroup = "Decode"
	encodeGroup = "Encode"
)

// A contestant is one implementation in one group of benchmarks.
type contestant struct {
	name   string
	module string
	role   bench.Role
	about  string
}

// decodeContestants returns those who decode.
func decodeContestants() []contestant {
	var all []contestant
	for _, d := range bench.Decoders() {
		all = append(all, contestant{d.Name, d.Module, d.Role, d.About})
	}
	return all
}

// encodeContestants returns those who encode.
func encodeContestants() []contestant {
	var all []contestant
	for _, e := range bench.Encoders() {
		all = append(all, contestant{e.Name, e.Module, e.Role, e.About})
	}
	return all
}

// An entry is a contestant with its measurements on one input.
type entry struct {
	contestant
	*cell
}

// entries returns who was measured on an input: rpcwire, then the peers and then
// the limits, both from the fastest to the slowest.
func (r *results) entries(group, input string, all []contestant) []entry {
	var found []entry
	for _, c := range all {
		if measured := r.cells[key{group, input, c.name}]; measured != nil {
			found = append(found, entry{c, measured})
		}
	}
	slices.SortStableFunc(found, func(a, b entry) int {
		if a.role == bench.Self && b.role == bench.Self {
			return 0
		}
		return cmp.Or(cmp.Compare(a.role, b.role), cmp.Compare(a.time(), b.time()))
	})
	return found
}

// named returns the entry with a name.
func named(entries []entry, name string) (entry, bool) {
	for _, e := range entries {
		if e.name == name {
			return e, true
		}
	}
	return entry{}, false
}

// fastest returns the fastest entry with a role.
func fastest(entries []entry, role bench.Role) (entry, bool) {
	for _, e := range entries { // sorted within a role
		if e.role == role {
			return e, true
		}
	}
	return entry{}, false
}
