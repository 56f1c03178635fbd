package conformance

import (
	"slices"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// A clientOutcome is something that a client may report. One of the others is set.
type clientOutcome struct {
	graded
	result   *jsonText
	err      *errorMatcher
	failures []string // "*": any
	exactly  bool     // no other failure will do
	sent     bool
	batch    []clientOutcome // one for every call, notifications left out
}

// Failures are the kinds of failures that clients report.
var Failures = []string{"transport", "timeout", "parse_error", "invalid_response", "id_mismatch", "no_response"}

func readClientOutcome(v *source.Value, s *clientStep, known func(hole) bool) clientOutcome {
	m := v.Members()
	defer m.End()
	o := clientOutcome{graded: readGraded(m), exactly: m.True("exactly")}
	names := []string{"result", "error", "failure"}
	calls := len(slices.DeleteFunc(slices.Clone(s.calls), func(c clientCall) bool { return c.notify }))
	switch {
	case s.batch && calls > 0:
		names = []string{"batch"}
	case calls == 0:
		names = []string{"sent", "failure"}
	}
	switch name, value := m.Only(true, names...); name {
	case "result":
		o.result = readJSONText(value, known)
	case "error":
		o.err = readErrorMatcher(value, known)
	case "failure":
		o.failures = readFailures(value)
	case "sent":
		o.sent = isTrue(value)
	case "batch":
		single := clientStep{calls: []clientCall{{}}}
		for _, e := range value.Elements() {
			part := readClientOutcome(e, &single, known)
			part.numbers = part.numbers || o.numbers
			o.batch = append(o.batch, part)
		}
		if len(o.batch) != calls {
			value.Errorf("%d outcomes for %d calls", len(o.batch), calls)
		}
	}
	return o
}

func readFailures(v *source.Value) []string {
	var kinds []string
	for _, e := range list(v) {
		kinds = append(kinds, readEnum(e, append([]string{"*"}, Failures...)...))
	}
	return kinds
}

// A requestMatcher is what the bytes of a client must be, beside valid. What is set must
// hold.
type requestMatcher struct {
	graded
	params *jsonText
	id     *jsonText
	types  []string // of the id
	only   bool     // no unknown members
	whole  *jsonText
	lacks  []string
	http   *httpMatcher
}

func readRequestMatcher(v *source.Value, known func(hole) bool) requestMatcher {
	m := v.Members()
	defer m.End()
	r := requestMatcher{graded: readGraded(m), lacks: m.Texts("lacks")}
	if v := m.Get("params"); v != nil {
		r.params = readJSONText(v, known)
	}
	if v := m.Get("id"); v != nil {
		r.id = readJSONText(v, known)
	}
	for _, e := range m.Elements("id_type") {
		r.types = append(r.types, readEnum(e, "string", "number", "null"))
	}
	if v := m.Get("members"); v != nil {
		r.only = readEnum(v, "only") == "only"
	}
	if v := m.Get("whole"); v != nil {
		r.whole = readJSONText(v, known)
	}
	if v := m.Get("http"); v != nil {
		r.http = readHTTPMatcher(v)
	}
	return r
}
