package conformance_test

import (
	"slices"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
)

func TestRequirements(t *testing.T) {
	seen := make(map[string]bool)
	for _, r := range conformance.Requirements() {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		if (len(r.Roles) == 0) == (r.Excluded == "") {
			t.Errorf("%s needs either roles or the reason why it is excluded", r.ID)
		}
	}
	if r := conformance.LookupRequirement("2.0/4.1-3"); r == nil || r.Section.Number != "4.1" || r.Document.Name != "2.0" {
		t.Errorf("2.0/4.1-3 is %v", r)
	}
	if r := conformance.LookupRequirement("2.0/99"); r != nil {
		t.Errorf("2.0/99 is %v", r)
	}
}

// Every sentence has a case for each of its roles, or a written exclusion.
func TestRequirementsHaveCases(t *testing.T) {
	covered := make(map[string][]conformance.Role)
	for _, c := range conformance.Cases() {
		for _, ref := range c.Refs {
			covered[ref] = append(covered[ref], c.Role)
		}
	}
	for _, r := range conformance.Requirements() {
		for _, role := range r.Roles {
			if !slices.Contains(covered[r.ID], role) {
				t.Errorf("%s has no %s case: %s", r.ID, role, r.Text)
			}
		}
	}
}
