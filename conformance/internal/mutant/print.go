package mutant

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rpcwire/rpcwire/conformance"
)

// Print prints the matrix: a table for each role, of its mutants and the themes of its
// cases, and what is wrong with it.
func (m *Matrix) Print(w io.Writer) {
	for _, role := range Roles {
		m.printRole(w, role)
	}
	broad := m.BroadOnly()
	fmt.Fprintf(w, "%d mutants, %d cases; %d mutants survive, %d cases kill none, %d cases kill broad mutants only (%d %%)\n",
		len(m.Mutants), len(m.Cases), len(m.Survivors()), len(m.Idle()), len(broad), len(broad)*100/max(1, len(m.Cases)))
	for _, mutant := range m.Survivors() {
		fmt.Fprintf(w, "survives: %s: %s\n", mutant, mutant.Defect)
	}
	for _, c := range m.Idle() {
		fmt.Fprintf(w, "kills none: %s\n", c.ID)
	}
	for _, c := range broad {
		fmt.Fprintf(w, "kills broad mutants only: %s\n", c.ID)
	}
}

func (m *Matrix) printRole(w io.Writer, role conformance.Role) {
	themes, mutants, total := m.of(role)
	if len(mutants) == 0 {
		return
	}
	columns := tabwriter.NewWriter(w, 0, 0, 1, ' ', tabwriter.AlignRight)
	t := io.Writer(columns)
	fmt.Fprintf(t, "%s\t%s\tall\tseconds\t\n", role, strings.Join(themes, "\t"))
	sums := make([]int, len(themes)+1)
	for _, mutant := range mutants {
		fmt.Fprintf(t, "%s\t", mutant.Name)
		kills := m.Kills(mutant)
		for i, theme := range themes {
			n := 0
			for _, id := range kills {
				if strings.HasPrefix(id, string(role)+"/"+theme+"/") {
					n++
				}
			}
			sums[i] += n
			fmt.Fprintf(t, "%s\t", count(n))
		}
		sums[len(themes)] += len(kills)
		fmt.Fprintf(t, "%d\t%.1f\t\n", len(kills), m.Took[mutant].Seconds())
	}
	fmt.Fprint(t, "kills")
	for _, n := range sums {
		fmt.Fprintf(t, "\t%d", n)
	}
	fmt.Fprint(t, "\t\t\ncases")
	for _, theme := range themes {
		fmt.Fprintf(t, "\t%d", total[theme])
	}
	fmt.Fprintf(t, "\t%d\t\t\n\n", total[""])
	_ = columns.Flush() // people see whether it arrives
}

// count returns a number, and a point for none.
func count(n int) string {
	if n == 0 {
		return "."
	}
	return fmt.Sprint(n)
}

// of returns the themes and the mutants of a role, and how many cases the themes have;
// "" is all of them.
func (m *Matrix) of(role conformance.Role) (themes []string, mutants []*Mutant, total map[string]int) {
	total = make(map[string]int)
	for _, c := range m.Cases {
		if c.Role != role {
			continue
		}
		if !slices.Contains(themes, c.Theme()) {
			themes = append(themes, c.Theme())
		}
		total[c.Theme()]++
		total[""]++
	}
	for _, mutant := range m.Mutants {
		if mutant.Role == role {
			mutants = append(mutants, mutant)
		}
	}
	return themes, mutants, total
}

// PrintKills prints which cases kill each mutant.
func (m *Matrix) PrintKills(w io.Writer) {
	for _, mutant := range m.Mutants {
		fmt.Fprintf(w, "%s: %s\n", mutant, mutant.Defect)
		for _, id := range m.Kills(mutant) {
			fmt.Fprintf(w, "    %s %s\n", m.Outcome(mutant, id), id)
		}
	}
}
