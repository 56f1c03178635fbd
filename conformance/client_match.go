package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

// match compares what the client said about one call.
func (o *clientOutcome) match(report []byte, j *judgement) (Outcome, string, *mismatch) {
	raw, m := parse(report)
	if m != nil {
		return Fail, "", m.of("what the client printed")
	}
	object, m := members(raw)
	if m != nil {
		return Fail, "", m.of("what the client printed")
	}
	values := j.script.ids(j.script.request)
	kind, failed := object["failure"].Text()
	switch {
	case o.failures != nil && failed:
		return o.matchFailure(kind)
	case o.failures != nil:
		return Fail, "", at("", "%s where a failure is expected", compare.Excerpt(raw)).of("the client reported")
	case failed:
		message, _ := object["message"].Text()
		return Fail, "", differs("the client reported the failure %s: %s", kind, message)
	case o.result != nil:
		m = o.result.matchMember(object, "result", o.numbers, values)
	case object["error"] == nil:
		m = at("/error", "it is missing")
	default:
		m = o.err.match(object["error"], "2.0", matching{numbers: o.numbers, values: values}).under("error")
	}
	if m != nil {
		return Fail, "", m.of("the client reported")
	}
	return o.grade, o.note, nil
}

// matchFailure compares the kind of a failure. Another one than the one expected is
// lenient: the client has not taken a bad reply for a good one.
func (o *clientOutcome) matchFailure(kind string) (Outcome, string, *mismatch) {
	if slices.Contains(o.failures, kind) || slices.Contains(o.failures, "*") {
		return o.grade, o.note, nil
	}
	if o.exactly {
		return Fail, "", differs("the client reported the failure %q instead of %s", kind, oneOf(o.failures))
	}
	return worse(o.grade, Lenient), fmt.Sprintf("reported as %s, not as %s", kind, oneOf(o.failures)), nil
}

// describe returns the outcome in words.
func (o *clientOutcome) describe() string {
	switch {
	case o.result != nil:
		return o.graded.describe("the result " + o.result.describe(nil))
	case o.err != nil:
		return o.graded.describe(o.err.describe(nil))
	case o.failures != nil:
		return o.graded.describe("the failure " + oneOf(o.failures))
	case o.sent:
		return o.graded.describe("that it was sent")
	}
	var parts []string
	for i := range o.batch {
		parts = append(parts, o.batch[i].describe())
	}
	return o.graded.describe(strings.Join(parts, "; "))
}

// requestMembers are those that requests have.
var requestMembers = []string{"jsonrpc", "method", "params", "id"}

// match compares the bytes of a client with what is demanded of them here.
func (r *requestMatcher) match(j *judgement, first protocol.Raw) *mismatch {
	if r.http != nil {
		if m := r.http.matchRequest(j.script); m != nil {
			return m
		}
	}
	whole := protocol.Raw(j.script.request)
	if r.whole != nil {
		raw, m := parse(whole)
		if m == nil {
			m = r.whole.match(raw, r.numbers, j.script.ids(j.script.request))
		}
		if m != nil {
			return m
		}
	}
	if m := lacks(whole, r.lacks); m != nil {
		return m
	}
	requests := []protocol.Raw{first}
	if j.job.Batch {
		requests = slices.Collect(whole.Elements())
	}
	for _, request := range requests {
		if m := r.matchMembers(j, request); m != nil {
			return m
		}
	}
	return nil
}

// matchMembers compares one request.
func (r *requestMatcher) matchMembers(j *judgement, request protocol.Raw) *mismatch {
	object, m := members(request)
	if m != nil {
		return m
	}
	values := j.script.ids(j.script.request)
	if m := r.params.matchMember(object, "params", r.numbers, values); m != nil {
		return m
	}
	if m := r.id.matchMember(object, "id", r.numbers, values); m != nil {
		return m
	}
	if id, ok := object["id"]; ok && r.types != nil && !slices.Contains(r.types, typeOf(id)) {
		return at("/id", "%s is of type %s, not %s", compare.Excerpt(id), typeOf(id), oneOf(r.types))
	}
	for name := range object {
		if r.only && !slices.Contains(requestMembers, name) {
			return at("", "a request does not have this member").under(name)
		}
	}
	return nil
}

// typeOf returns the type of an id.
func typeOf(raw protocol.Raw) string {
	id, err := protocol.ParseID(raw)
	switch {
	case err != nil:
		return "nothing"
	case id.IsString():
		return "string"
	case id.IsNumber():
		return "number"
	case id.IsNull():
		return "null"
	}
	return "another type"
}

// matchRequest compares the HTTP side of a request.
func (h *httpMatcher) matchRequest(s *script) *mismatch {
	if h.method != "" && s.method != h.method {
		return differs("HTTP method %q instead of %q", s.method, h.method)
	}
	return matchHeaders(h.headers, s.header)
}
