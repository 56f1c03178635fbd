package conformance

import (
	"errors"
	"fmt"
	"path"
	"slices"
)

// ErrNothingSelected is a selection that no case is in.
var ErrNothingSelected = errors.New("no case is selected")

// A Profile says what a server offers.
type Profile string

// The profiles.
const (
	Full Profile = "full" // the reference methods: see [Methods]
	Bare Profile = "bare" // no methods of this suite
)

// A Selection says which cases to run; the zero value selects all of them.
type Selection struct {
	// Versions are those of JSON-RPC; none means all of them.
	Versions []string `json:"versions,omitempty"`

	// Levels are those of the cases; none means all of them.
	Levels []Level `json:"levels,omitempty"`

	// Profile, if it is Bare, leaves out what needs methods of this suite.
	Profile Profile `json:"profile,omitempty"`

	// Set names a frozen set: see [Sets].
	Set string `json:"set,omitempty"`

	// Run and Skip are ids or patterns of them, as of [path.Match]; "server/id" stands for
	// "server/id/*", and "server" for all cases of that role. A case must match Run, if
	// there is any, and not Skip.
	Run  []string `json:"run,omitempty"`
	Skip []string `json:"skip,omitempty"`
}

// Select returns the cases of a role that are in the selection, in their order. If there
// are none, the error is [ErrNothingSelected]; others say what is wrong with the
// selection.
func (s Selection) Select(role Role) ([]*Case, error) {
	if err := s.check(); err != nil {
		return nil, err
	}
	var set []string
	if s.Set != "" {
		var err error
		if set, err = FrozenSet(s.Set); err != nil {
			return nil, err
		}
	}
	var selected []*Case
	for _, c := range embeddedCases() {
		if c.Role == role && s.has(c) && (s.Set == "" || slices.Contains(set, c.ID)) {
			selected = append(selected, c)
		}
	}
	if len(selected) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNothingSelected, role)
	}
	return selected, nil
}

// check returns what is wrong with the selection.
func (s *Selection) check() error {
	for _, v := range s.Versions {
		if v != "2.0" && v != "1.0" {
			return fmt.Errorf("there is no version %q of JSON-RPC: it is 2.0 or 1.0", v)
		}
	}
	for _, l := range s.Levels {
		if l != Must && l != Should && l != May {
			return fmt.Errorf("there is no level %q: it is must, should or may", l)
		}
	}
	if s.Profile != "" && s.Profile != Full && s.Profile != Bare {
		return fmt.Errorf("there is no profile %q: it is full or bare", s.Profile)
	}
	for _, pattern := range slices.Concat(s.Run, s.Skip) {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("%q: %w", pattern, err)
		}
	}
	return nil
}

// has reports whether a case is in the selection, its role and the set left aside.
func (s *Selection) has(c *Case) bool {
	return (len(s.Versions) == 0 || c.Version == "" || slices.Contains(s.Versions, c.Version)) &&
		(len(s.Levels) == 0 || slices.Contains(s.Levels, c.Level)) &&
		(s.Profile != Bare || c.IsBare()) &&
		(len(s.Run) == 0 || matchesAny(s.Run, c.ID)) &&
		!matchesAny(s.Skip, c.ID)
}

func matchesAny(patterns []string, id string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matchesID(p, id) })
}

// matchesID reports whether a pattern stands for a case.
func matchesID(pattern, id string) bool {
	for _, p := range []string{pattern, pattern + "/*", pattern + "/*/*"} {
		if ok, err := path.Match(p, id); ok && err == nil {
			return true
		}
	}
	return false
}
