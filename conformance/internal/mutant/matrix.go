package mutant

import (
	"errors"
	"path"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
)

// A Matrix says which cases kill which mutants.
type Matrix struct {
	Mutants []*Mutant
	Cases   []*conformance.Case
	Took    map[*Mutant]time.Duration

	outcomes map[*Mutant]map[string]conformance.Outcome
}

// String returns "role/name".
func (m *Mutant) String() string { return string(m.Role) + "/" + m.Name }

func (m *Mutant) matches(pattern string) bool {
	ok, err := path.Match(pattern, m.String())
	return ok && err == nil || pattern == string(m.Role)
}

// errorIsNothing reports whether a run had nothing to do.
func errorIsNothing(err error) bool { return errors.Is(err, conformance.ErrNothingSelected) }

// Outcome returns how a case ended for a mutant; "" if it was not run.
func (m *Matrix) Outcome(mutant *Mutant, caseID string) conformance.Outcome {
	return m.outcomes[mutant][caseID]
}

// Killed reports whether a case kills a mutant: the reference passes all of them.
func (m *Matrix) Killed(mutant *Mutant, caseID string) bool {
	o := m.Outcome(mutant, caseID)
	return o == conformance.Fail || o == conformance.Lenient
}

// Kills returns the ids of the cases that kill a mutant.
func (m *Matrix) Kills(mutant *Mutant) []string {
	var ids []string
	for _, c := range m.Cases {
		if c.Role == mutant.Role && m.Killed(mutant, c.ID) {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// Killers returns the mutants that a case kills.
func (m *Matrix) Killers(c *conformance.Case) []*Mutant {
	var mutants []*Mutant
	for _, mutant := range m.Mutants {
		if mutant.Role == c.Role && m.Killed(mutant, c.ID) {
			mutants = append(mutants, mutant)
		}
	}
	return mutants
}

// broad is the share of the cases of its role, in percent, from which on a mutant is
// broad: it is wrong nearly everywhere, and proves little about a single case.
const broad = 20

// IsBroad reports whether a mutant is wrong nearly everywhere.
func (m *Matrix) IsBroad(mutant *Mutant) bool {
	total := 0
	for _, c := range m.Cases {
		if c.Role == mutant.Role {
			total++
		}
	}
	return len(m.Kills(mutant))*100 > total*broad
}

// Survivors are the mutants that no case kills.
func (m *Matrix) Survivors() []*Mutant {
	var left []*Mutant
	for _, mutant := range m.Mutants {
		if len(m.Kills(mutant)) == 0 {
			left = append(left, mutant)
		}
	}
	return left
}

// Idle are the cases that kill no mutant.
func (m *Matrix) Idle() []*conformance.Case {
	var left []*conformance.Case
	for _, c := range m.Cases {
		if len(m.Killers(c)) == 0 {
			left = append(left, c)
		}
	}
	return left
}

// BroadOnly are the cases that kill broad mutants and no other.
func (m *Matrix) BroadOnly() []*conformance.Case {
	isBroad := make(map[*Mutant]bool)
	for _, mutant := range m.Mutants {
		isBroad[mutant] = m.IsBroad(mutant)
	}
	var left []*conformance.Case
	for _, c := range m.Cases {
		killers := m.Killers(c)
		all := len(killers) > 0
		for _, mutant := range killers {
			all = all && isBroad[mutant]
		}
		if all {
			left = append(left, c)
		}
	}
	return left
}
