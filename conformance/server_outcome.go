package conformance

import (
	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// A serverOutcome is something that a server may do. Of the fields behind http exactly
// one is set, or none where only http counts.
type serverOutcome struct {
	graded
	http *httpMatcher

	response *responseMatcher
	whole    *jsonText
	batch    []responseMatcher
	none     bool
	refused  bool
	any      bool
}

// A responseMatcher is what a response must be.
type responseMatcher struct {
	version string
	id      *jsonText // nil: that of the request
	result  *jsonText
	err     *errorMatcher
	only    bool // no unknown members
	lacks   []string

	// In a batch there are two other forms.
	each  *responseMatcher // as many responses like this
	times int
	any   []responseMatcher // one of these
}

// An errorMatcher is what an error must be.
type errorMatcher struct {
	any     bool
	codes   []string
	message *string
	data    *jsonText
	raw     *jsonText // a 1.0 error of another form
}

func readServerOutcome(v *source.Value, version string, known func(hole) bool) serverOutcome {
	if v.Kind() == source.String {
		o := serverOutcome{graded: graded{grade: Pass}}
		switch readEnum(v, "none", "refused", "any") {
		case "none":
			o.none = true
		case "refused":
			o.refused = true
		case "any":
			o.any = true
		}
		return o
	}
	m := v.Members()
	defer m.End()
	o := serverOutcome{graded: readGraded(m)}
	if h := m.Get("http"); h != nil {
		o.http = readHTTPMatcher(h)
	}
	name, value := m.Only(o.http == nil, "result", "error", "reply", "batch", "none", "refused", "any")
	switch name {
	case "result", "error":
		r := readResponse(m, version, known)
		o.response = &r
	case "reply":
		o.whole = readJSONText(value, known)
	case "batch":
		for _, e := range value.Elements() {
			o.batch = append(o.batch, readBatchMatcher(e, version, known))
		}
		if len(o.batch) == 0 {
			value.Errorf("a reply is never an empty array")
		}
	case "none":
		o.none = isTrue(value)
	case "refused":
		o.refused = isTrue(value)
	case "any":
		o.any = isTrue(value)
	}
	return o
}

// isTrue returns true; any other value is an error.
func isTrue(v *source.Value) bool {
	if !v.True() {
		v.Errorf("this can only be true")
	}
	return true
}

// readResponse returns a response that consists of members of an outcome.
func readResponse(m *source.Members, version string, known func(hole) bool) responseMatcher {
	r := responseMatcher{version: version, lacks: m.Texts("lacks")}
	if v := m.Get("version"); v != nil {
		r.version = readEnum(v, "2.0", "1.0")
	}
	if v := m.Get("id"); v != nil {
		r.id = readJSONText(v, known)
	}
	if v := m.Get("result"); v != nil {
		r.result = readJSONText(v, known)
	}
	if v := m.Get("error"); v != nil {
		r.err = readErrorMatcher(v, known)
	}
	if v := m.Get("members"); v != nil {
		r.only = readEnum(v, "only") == "only"
	}
	return r
}

// readBatchMatcher returns what one or several members of a reply to a batch must be.
func readBatchMatcher(v *source.Value, version string, known func(hole) bool) responseMatcher {
	m := v.Members()
	defer m.End()
	name, value := m.Only(true, "result", "error", "each", "any")
	switch name {
	case "each":
		r := responseMatcher{times: readTimes(m)}
		each := readBatchMatcher(value, version, func(h hole) bool { return h.name == "i" || known(h) })
		r.each = &each
		return r
	case "any":
		var r responseMatcher
		for _, e := range value.Elements() {
			r.any = append(r.any, readBatchMatcher(e, version, known))
		}
		return r
	}
	r := readResponse(m, version, known)
	if r.id == nil {
		v.Errorf("in a batch the id has to be given")
	}
	return r
}

// readErrorMatcher returns what an error must be: a code, a list of codes, "*" or an
// object.
func readErrorMatcher(v *source.Value, known func(hole) bool) *errorMatcher {
	e := new(errorMatcher)
	switch v.Kind() {
	case source.Object:
		m := v.Members()
		defer m.End()
		if raw := m.Get("raw"); raw != nil {
			e.raw = readJSONText(raw, known)
			return e
		}
		if code := m.Get("code"); code != nil {
			e.codes = readCodes(code)
		}
		if message := m.Get("message"); message != nil {
			text := message.Text()
			e.message = &text
		}
		if data := m.Get("data"); data != nil {
			e.data = readJSONText(data, known)
		}
	case source.String:
		e.any = readEnum(v, "*") == "*"
	default:
		e.codes = readCodes(v)
	}
	return e
}

// readCodes returns a code or a list of codes.
func readCodes(v *source.Value) []string {
	var codes []string
	for _, e := range list(v) {
		e.Int()
		codes = append(codes, e.Raw().String())
	}
	return codes
}
