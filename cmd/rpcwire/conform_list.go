package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// list prints the cases that are selected, a line each.
func (f *conformFlags) list(patterns []string, s std) error {
	selection := f.selection.selection()
	selection.Run = append(selection.Run, patterns...)
	var b bytes.Buffer
	for _, role := range []conformance.Role{conformance.RoleServer, conformance.RoleClient, conformance.RoleCodec} {
		cases, err := selection.Select(role)
		if errors.Is(err, conformance.ErrNothingSelected) {
			continue
		}
		if err != nil {
			return err
		}
		for _, c := range cases {
			fmt.Fprintf(&b, "%s\t%s\t%s\t%s\n", c.ID, c.Level, c.Version, strings.Join(c.Refs, " "))
		}
	}
	if b.Len() == 0 {
		return conformance.ErrNothingSelected
	}
	return printed(s, b.String())
}

// explain prints cases in full, with the sentences behind them; and sentences, with the
// cases that test them.
func explain(ids []string, s std) error {
	if len(ids) == 0 {
		return errors.New("which case, or which sentence?")
	}
	var b bytes.Buffer
	for _, id := range ids {
		switch c, r := lookupCase(id), conformance.LookupRequirement(id); {
		case c != nil:
			explainCase(&b, c)
		case r != nil:
			explainSentence(&b, r)
		default:
			return fmt.Errorf("there is neither a case nor a sentence %q", id)
		}
	}
	return printed(s, b.String())
}

func lookupCase(id string) *conformance.Case {
	for _, c := range conformance.Cases() {
		if c.ID == id {
			return c
		}
	}
	return nil
}

func explainCase(b *bytes.Buffer, c *conformance.Case) {
	fmt.Fprintf(b, "%s\n  level    %s\n", c.ID, c.Level)
	if c.Version != "" {
		fmt.Fprintf(b, "  version  %s\n", c.Version)
	}
	if len(c.Needs) > 0 {
		fmt.Fprintf(b, "  needs    %s\n", strings.Join(c.Needs, ", "))
	}
	fmt.Fprintf(b, "  reason   %s\n", c.Reason)
	for _, id := range c.Refs {
		if r := conformance.LookupRequirement(id); r != nil {
			fmt.Fprintf(b, "  %-8s %s\n", id, r.Text)
		}
	}
	fmt.Fprintf(b, "\n%s\n\n", bytes.TrimSpace(c.Source()))
}

func explainSentence(b *bytes.Buffer, r *conformance.Requirement) {
	fmt.Fprintf(b, "%s (%s)\n  %s, section %s, %s\n  %s\n", r.ID, r.Level, r.Document.Title, r.Section.Number, r.Section.Title, r.Text)
	if r.Excluded != "" {
		fmt.Fprintf(b, "  no cases: %s\n", r.Excluded)
	}
	for _, c := range conformance.Cases() {
		if slices.Contains(c.Refs, r.ID) {
			fmt.Fprintf(b, "  %s\n", c.ID)
		}
	}
	b.WriteString("\n")
}
