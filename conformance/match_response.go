package conformance

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

// A matching is what responses are compared in view of.
type matching struct {
	numbers compare.Numbers
	values  scope
	id      protocol.Raw // of the request, or nil
}

// match compares a response with what it must be.
func (r *responseMatcher) match(got protocol.Raw, in matching) *mismatch {
	if len(r.any) > 0 {
		return r.matchAny(got, in)
	}
	object, m := members(got)
	if m == nil {
		m = r.matchVersion(object)
	}
	if m == nil {
		m = r.matchParts(object, in)
	}
	if m == nil {
		m = r.matchID(object, in)
	}
	if m == nil {
		m = r.matchRest(got, object)
	}
	return m
}

func (r *responseMatcher) matchAny(got protocol.Raw, in matching) *mismatch {
	var first *mismatch
	for i := range r.any {
		m := r.any[i].match(got, in)
		if m == nil {
			return nil
		}
		if first == nil {
			first = m
		}
	}
	return first
}

func (r *responseMatcher) matchVersion(object map[string]protocol.Raw) *mismatch {
	version, ok := object["jsonrpc"]
	text, _ := version.Text()
	switch {
	case r.version == "2.0" && !ok:
		return at("/jsonrpc", "it is missing")
	case ok && text != r.version:
		return at("/jsonrpc", "%s instead of %q", compare.Excerpt(version), r.version)
	}
	return nil
}

// matchParts compares result and error.
func (r *responseMatcher) matchParts(object map[string]protocol.Raw, in matching) *mismatch {
	result, hasResult := object["result"]
	failure, hasError := object["error"]
	if r.version == "1.0" {
		switch {
		case !hasResult || !hasError:
			return at("", "in 1.0 both result and error are there, one of them null")
		case r.err != nil:
			hasResult = !result.IsNull()
		default:
			hasError = !failure.IsNull()
		}
	}
	switch {
	case r.err == nil && hasError:
		return at("/error", "%s where a result is expected", compare.Excerpt(failure))
	case r.err == nil:
		return r.result.matchMember(object, "result", in.numbers, in.values)
	case hasResult:
		return at("/result", "%s where an error is expected", compare.Excerpt(result))
	case !hasError:
		return at("/error", "it is missing")
	}
	return r.err.match(failure, r.version, in).under("error")
}

func (r *responseMatcher) matchID(object map[string]protocol.Raw, in matching) *mismatch {
	want := r.id
	if want == nil {
		want = textOf(in.id)
	}
	return want.matchMember(object, "id", in.numbers, in.values)
}

// responseMembers are those that responses of both versions have.
var responseMembers = []string{"jsonrpc", "result", "error", "id"}

func (r *responseMatcher) matchRest(got protocol.Raw, object map[string]protocol.Raw) *mismatch {
	if r.only {
		for name := range object {
			if !slices.Contains(responseMembers, name) {
				return at("", "a response does not have this member").under(name)
			}
		}
	}
	return lacks(got, r.lacks)
}

// lacks compares bytes with texts that must not be in them.
func lacks(got []byte, texts []string) *mismatch {
	for _, text := range texts {
		if bytes.Contains(got, []byte(text)) {
			return at("", "it contains %q", text)
		}
	}
	return nil
}

// match compares an error, which is there and not null.
func (e *errorMatcher) match(got protocol.Raw, version string, in matching) *mismatch {
	if got.IsNull() {
		return at("", "it is null")
	}
	if e.raw != nil {
		return e.raw.match(got, in.numbers, in.values)
	}
	if version == "1.0" && e.any {
		return nil
	}
	object, m := members(got)
	if m != nil {
		return m
	}
	code, ok := integer(object["code"])
	if !ok {
		return at("/code", "%s is no integer", orMissing(object["code"]))
	}
	if !e.any && e.codes != nil && !slices.Contains(e.codes, strconv.FormatInt(code, 10)) {
		return at("/code", "%d instead of %s", code, oneOf(e.codes))
	}
	message, ok := object["message"].Text()
	switch {
	case !ok && (version == "2.0" || e.message != nil):
		return at("/message", "%s is no string", orMissing(object["message"]))
	case e.message != nil && message != *e.message:
		return at("/message", "%q instead of %q", message, *e.message)
	}
	return e.data.matchMember(object, "data", in.numbers, in.values)
}

// orMissing returns what stands somewhere, for messages.
func orMissing(raw protocol.Raw) string {
	if raw == nil {
		return "what is missing"
	}
	return compare.Excerpt(raw)
}

// matchBatch compares a reply to a batch, whose responses come in any order.
func matchBatch(matchers []responseMatcher, got protocol.Raw, in matching) *mismatch {
	if !got.IsArray() {
		return at("", "%s is no array", compare.Excerpt(got))
	}
	var a assignment
	for raw := range got.Elements() {
		a.add(raw)
	}
	for i := range matchers {
		a.expand(&matchers[i], in)
	}
	if len(a.got) != len(a.want) {
		return at("", "%d responses instead of %d", len(a.got), len(a.want))
	}
	return a.solve()
}
