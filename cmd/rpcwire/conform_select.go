package main

import (
	"flag"

	"github.com/rpcwire/rpcwire/conformance"
)

// selectionFlags are the flags that select cases.
type selectionFlags struct {
	specs   repeated
	levels  repeated
	set     string
	profile string
	run     repeated
	skip    repeated
}

func (f *selectionFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.specs, "spec", "only cases for `2.0|1.0`; may be repeated")
	fs.Var(&f.levels, "level", "only cases of level `must|should|may`; may be repeated")
	fs.StringVar(&f.set, "set", "", "only cases of a frozen set, `YEAR-MONTH`")
	fs.StringVar(&f.profile, "profile", "", "what a server offers, `full|bare`: the methods of this suite, or not (default full)")
	fs.Var(&f.run, "run", "only cases whose ids match `PATTERN`, such as server/id or 'server/*/string-*'; may be repeated")
	fs.Var(&f.skip, "skip", "not the cases whose ids match `PATTERN`; may be repeated")
}

// selection returns what the flags select.
func (f *selectionFlags) selection() conformance.Selection {
	selected := conformance.Selection{
		Versions: f.specs,
		Profile:  conformance.Profile(f.profile),
		Set:      f.set,
		Run:      f.run,
		Skip:     f.skip,
	}
	for _, level := range f.levels {
		selected.Levels = append(selected.Levels, conformance.Level(level))
	}
	return selected
}
