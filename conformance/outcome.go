package conformance

import (
	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// An Outcome says how a case ended.
type Outcome string

// The outcomes. The first three are also the grades of what a case accepts.
const (
	Pass    Outcome = "pass"    // as it should be
	Info    Outcome = "info"    // one of several ways that are all right; the note says which
	Lenient Outcome = "lenient" // it works, but not as it should; the note says why
	Fail    Outcome = "fail"    // none of what is acceptable
	Skip    Outcome = "skip"    // the target lacks what the case needs
)

// worse returns the worse one of two outcomes.
func worse(a, b Outcome) Outcome {
	order := map[Outcome]int{Pass: 0, Info: 1, Lenient: 2, Skip: 3, Fail: 4}
	if order[b] > order[a] {
		return b
	}
	return a
}

// graded is what all acceptable outcomes have in common.
type graded struct {
	grade   Outcome
	note    string
	numbers compare.Numbers
}

func readGraded(m *source.Members) graded {
	g := graded{grade: Pass, note: m.Text("note")}
	if v := m.Get("grade"); v != nil {
		g.grade = Outcome(readEnum(v, string(Pass), string(Info), string(Lenient)))
	}
	if v := m.Get("numbers"); v != nil {
		g.numbers = readEnum(v, "exact", "value") == "value"
	}
	if g.grade != Pass && g.note == "" {
		m.Value().Errorf("an outcome that is %s needs a note", g.grade)
	}
	return g
}

// readEnum returns a string that must be one of the given ones.
func readEnum(v *source.Value, names ...string) string {
	text := v.Text()
	for _, name := range names {
		if text == name {
			return text
		}
	}
	v.Errorf("%q is none of %q", text, names)
	return names[0]
}

// list returns the elements of an array, and any other value as a list of one.
func list(v *source.Value) []*source.Value {
	if v.Kind() == source.Array {
		if len(v.Elements()) == 0 {
			v.Errorf("the list is empty")
		}
		return v.Elements()
	}
	return []*source.Value{v}
}

// checkOutcomes notes what is wrong with a list of outcomes as a whole.
func checkOutcomes(v *source.Value, grades []Outcome) {
	for _, g := range grades {
		if g != Lenient {
			return
		}
	}
	v.Errorf("all outcomes are lenient: none is as it should be")
}
