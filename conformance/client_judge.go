package conformance

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

// A judgement compares what a client did with what it should have done.
type judgement struct {
	step    *clientStep
	job     *ClientJob
	script  *script
	printed []byte
	err     error // of the client
}

// judge adds what the step came to to the result.
func (j *judgement) judge(r *Result) {
	grade, note, m := j.request()
	if m == nil {
		var o Outcome
		var n string
		o, n, m = j.report()
		grade, note = worse(grade, o), joinNotes(note, n)
	}
	if m != nil && errors.Is(j.script.err, errForm) {
		r.Outcome, r.Note = Skip, j.script.err.Error()
		return
	}
	if m != nil {
		r.Outcome, r.Message, r.Pointer = Fail, m.text, m.pointer
		return
	}
	r.Outcome, r.Note = worse(r.Outcome, grade), joinNotes(r.Note, note)
}

// request judges the bytes that the client sent.
func (j *judgement) request() (Outcome, string, *mismatch) {
	if j.script.count == 0 {
		return Fail, "", differs("the client sent nothing%s", because(errText(j.err)))
	}
	if j.script.count > 1 && j.step.answer.fault == "" {
		return Fail, "", differs("the client sent %d payloads for one", j.script.count)
	}
	requests, m := j.parse()
	if m != nil {
		return Fail, "", m.of("the request")
	}
	var first *mismatch
	for i := range j.step.request {
		o := &j.step.request[i]
		m := o.match(j, requests[0])
		if m == nil {
			return o.grade, o.note, nil
		}
		if first == nil {
			first = m
		}
	}
	if first != nil {
		return Fail, "", first.of("the request")
	}
	return Pass, "", nil
}

// of says what a mismatch is of.
func (m *mismatch) of(what string) *mismatch { return &mismatch{what + ": " + m.text, m.pointer} }

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// parse checks that the bytes of the client are what every client should send for the
// job, and returns the requests.
func (j *judgement) parse() ([]protocol.Raw, *mismatch) {
	raw, m := parse(j.script.request)
	if m != nil {
		return nil, m
	}
	requests := []protocol.Raw{raw}
	if j.job.Batch {
		if !raw.IsArray() {
			return nil, at("", "%s is no array", compare.Excerpt(raw))
		}
		if requests = slices.Collect(raw.Elements()); len(requests) != len(j.job.Calls) {
			return nil, at("", "%d messages instead of %d", len(requests), len(j.job.Calls))
		}
	}
	ids := make(map[protocol.ID]bool)
	for i, request := range requests {
		if m := j.matchCall(&j.job.Calls[i], request, ids); m != nil {
			if j.job.Batch {
				m = m.under(fmt.Sprint(i))
			}
			return nil, m
		}
	}
	return requests, nil
}

// matchCall compares a request with what the client was told. The ids of a batch are
// different.
func (j *judgement) matchCall(call *ClientRequest, got protocol.Raw, ids map[protocol.ID]bool) *mismatch {
	object, m := members(got)
	if m != nil {
		return m
	}
	version, hasVersion := object["jsonrpc"]
	text, _ := version.Text()
	switch {
	case j.job.Version == "2.0" && text != "2.0":
		return at("/jsonrpc", "%s instead of \"2.0\"", orMissing(version))
	case hasVersion && text != j.job.Version:
		return at("/jsonrpc", "%s in a %s request", compare.Excerpt(version), j.job.Version)
	}
	if method, ok := object["method"].Text(); !ok || method != call.Method {
		return at("/method", "%s instead of %q", orMissing(object["method"]), call.Method)
	}
	if m := j.matchParams(call, object["params"]); m != nil {
		return m.under("params")
	}
	return j.matchID(call, object, ids)
}

// matchParams compares params; none and empty ones are the same, but 1.0 always has an
// array.
func (j *judgement) matchParams(call *ClientRequest, got protocol.Raw) *mismatch {
	switch {
	case j.job.Version == "1.0" && !got.IsArray():
		return at("", "%s is no array, as 1.0 requires", orMissing(got))
	case isEmpty(call.Params) && (got == nil || isEmpty(got)):
		return nil
	case got == nil:
		return at("", "they are missing")
	case call.Params == nil:
		return at("", "%s where there are none", compare.Excerpt(got))
	}
	if d := compare.Values(call.Params, got, compare.ByText); d != nil {
		return at(d.Pointer, "%s", d.Text)
	}
	return nil
}

// isEmpty reports whether params are none, or hold nothing. Null is none of that.
func isEmpty(params protocol.Raw) bool {
	if params == nil {
		return true
	}
	for range params.Elements() {
		return false
	}
	for range params.Members() {
		return false
	}
	return params.IsArray() || params.IsObject()
}

func (j *judgement) matchID(call *ClientRequest, object map[string]protocol.Raw, ids map[protocol.ID]bool) *mismatch {
	raw, ok := object["id"]
	switch {
	case call.Notify && j.job.Version == "1.0" && !raw.IsNull():
		return at("/id", "%s in a 1.0 notification, where it is null", orMissing(raw))
	case call.Notify && j.job.Version == "2.0" && ok:
		return at("/id", "a notification has none")
	case call.Notify:
		return nil
	case !ok:
		return at("/id", "it is missing")
	case j.job.Version == "1.0" && raw.IsNull():
		return at("/id", "null makes it a notification")
	}
	id, err := protocol.ParseID(raw)
	if err != nil || j.job.Version == "2.0" && !id.ValidIn(protocol.V2) {
		return at("/id", "%s cannot be an id", compare.Excerpt(raw))
	}
	if call.ID != nil {
		if d := compare.Values(call.ID, raw, compare.ByText); d != nil {
			return at("/id", "%s", d.Text)
		}
	}
	if ids[id.Canonical()] {
		return at("/id", "%s is that of another call too", compare.Excerpt(raw))
	}
	ids[id.Canonical()] = true
	return nil
}

// report judges what the client said.
func (j *judgement) report() (Outcome, string, *mismatch) {
	var first *mismatch
	for i := range j.step.expect {
		o := &j.step.expect[i]
		grade, note, m := j.matchReport(o)
		if m == nil {
			return grade, note, nil
		}
		if first == nil {
			first = m
		}
	}
	return Fail, "", first
}

// matchReport compares what the client said with one outcome.
func (j *judgement) matchReport(o *clientOutcome) (Outcome, string, *mismatch) {
	var reports [][]byte
	for line := range bytes.Lines(j.printed) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			reports = append(reports, line)
		}
	}
	wanted := j.job.answered()
	if wanted == 0 {
		return j.matchSent(o, reports)
	}
	if len(reports) != wanted {
		return Fail, "", differs("the client reported %d outcomes for %d calls%s", len(reports), wanted, because(errText(j.err)))
	}
	outcomes := []clientOutcome{*o}
	if j.job.Batch {
		outcomes = o.batch
	}
	grade, note := o.grade, o.note
	for i := range outcomes {
		g, n, m := outcomes[i].match(reports[i], j)
		if m != nil {
			return Fail, "", m
		}
		grade, note = worse(grade, g), joinNotes(note, n)
	}
	return grade, note, nil
}

// matchSent compares what is said about a notification: nothing, {} or a failure.
func (j *judgement) matchSent(o *clientOutcome, reports [][]byte) (Outcome, string, *mismatch) {
	switch {
	case j.err != nil:
		return Fail, "", differs("%v", j.err)
	case len(reports) > 1:
		return Fail, "", differs("the client reported %d outcomes for a notification", len(reports))
	case !o.sent && len(reports) == 1:
		return o.match(reports[0], j)
	case len(reports) == 1 && !o.sent, len(reports) == 1 && string(reports[0]) != "{}":
		return Fail, "", differs("the client reported %s", compare.Excerpt(reports[0]))
	case !o.sent:
		return Fail, "", differs("the client reported no failure")
	}
	return o.grade, o.note, nil
}
