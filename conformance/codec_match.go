package conformance

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

// A codecAnswer is an answer of a driver.
type codecAnswer struct {
	members map[string]protocol.Raw
	ok      bool
	batch   bool
	emitted []byte // what was encoded
}

// raw returns a member as it is.
func (a *codecAnswer) raw(name string) protocol.Raw { return a.members[name] }

func parseCodecAnswer(line []byte) (*codecAnswer, *mismatch) {
	raw, m := parse(line)
	if m != nil {
		return nil, m
	}
	object, m := members(raw)
	if m != nil {
		return nil, m
	}
	a := &codecAnswer{members: object, ok: string(object["ok"]) == "true", batch: string(object["batch"]) == "true"}
	if !a.ok && string(object["ok"]) != "false" {
		return nil, at("/ok", "ok is neither true nor false")
	}
	if text, isText := object["b64"].Text(); isText {
		data, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return nil, at("/b64", "b64: %v", err)
		}
		a.emitted = data
	}
	return a, nil
}

// match compares an answer with the outcome. Input is what was decoded, if anything.
func (o *codecOutcome) match(a *codecAnswer, input []byte) *mismatch {
	switch {
	case o.refused && a.ok:
		return at("/ok", "it is not refused")
	case o.refused && a.emitted != nil:
		return at("/b64", "it is refused, and something is emitted")
	case o.refused:
		return nil
	case o.code != nil && a.ok:
		return at("/ok", "the payload is taken")
	case o.code != nil:
		return o.code.matchMember(a.members, "code", o.numbers, nil)
	case !a.ok:
		return at("/ok", "refused: %s", orMissing(a.members["reason"]))
	case o.json != nil || o.same:
		return o.matchEmitted(a, input)
	}
	return o.matchMessages(a)
}

func (o *codecOutcome) matchEmitted(a *codecAnswer, input []byte) *mismatch {
	if a.emitted == nil {
		return at("/b64", "nothing is emitted")
	}
	raw, m := parse(a.emitted)
	if m != nil {
		return m
	}
	if o.json != nil {
		return o.json.match(raw, o.numbers, nil)
	}
	want, m := parse(input)
	if m != nil {
		return m
	}
	if d := compare.Values(want, raw, o.numbers); d != nil {
		return at(d.Pointer, "%s", d.Text)
	}
	return nil
}

func (o *codecOutcome) matchMessages(a *codecAnswer) *mismatch {
	var got []protocol.Raw
	for raw := range a.members["messages"].Elements() {
		got = append(got, raw)
	}
	if o.message != nil {
		if a.batch || len(got) != 1 {
			return at("", "a batch, or %d messages, where one message is expected", len(got))
		}
		return o.message.match(got[0], o.numbers, nil).under("0").under("messages")
	}
	if !a.batch {
		return at("/batch", "it is no batch")
	}
	i := 0
	for n := range o.batch {
		want, times := &o.batch[n], 1
		if want.each != nil {
			want, times = want.each, want.times
		}
		for j := range times {
			if i == len(got) {
				return at("/messages", "only %d messages", i)
			}
			if m := want.match(got[i], o.numbers, scope(nil).with(j)); m != nil {
				return m.under(strconv.Itoa(i)).under("messages")
			}
			i++
		}
	}
	if i < len(got) {
		return at("/messages", "%d messages instead of %d", len(got), i)
	}
	return nil
}

// match compares a message object.
func (m *codecMessage) match(got protocol.Raw, n compare.Numbers, values scope) *mismatch {
	object, wrong := members(got)
	if wrong != nil {
		return wrong
	}
	if kind, _ := object["kind"].Text(); kind != m.kind {
		return at("/kind", "%s instead of %q", orMissing(object["kind"]), m.kind)
	}
	if version, _ := object["version"].Text(); m.version != "" && version != m.version {
		return at("/version", "%s instead of %q", orMissing(object["version"]), m.version)
	}
	for _, part := range []struct {
		name string
		want *jsonText
	}{{"id", m.id}, {"params", m.params}, {"result", m.result}} {
		if wrong := matchText(part.want, object, part.name, n, values); wrong != nil {
			return wrong
		}
	}
	if wrong := orAbsent(m.method).matchMember(object, "method", n, values); wrong != nil {
		return wrong
	}
	if wrong := orAbsent(m.code).matchMember(object, "code", n, values); wrong != nil {
		return wrong
	}
	return m.err.match(object["error"], n, values).under("error")
}

// orAbsent returns what is expected where nothing is said: no value.
func orAbsent(t *jsonText) *jsonText {
	if t == nil {
		return &jsonText{absent: true}
	}
	return t
}

// matchText compares a member that is JSON text in a string.
func matchText(want *jsonText, object map[string]protocol.Raw, name string, n compare.Numbers, values scope) *mismatch {
	member, ok := object[name]
	if !ok {
		return orAbsent(want).match(nil, n, values).under(name)
	}
	text, ok := member.Text()
	if !ok {
		return at("", "%s is no JSON text in a string", compare.Excerpt(member)).under(name)
	}
	raw, wrong := parse([]byte(text))
	if wrong != nil {
		return at("", "%s", wrong.text).under(name)
	}
	if wrong := orAbsent(want).match(raw, n, values); wrong != nil {
		return at("", "%s", wrong.text+where(wrong)).under(name)
	}
	return nil
}

// where returns the place of a mismatch within a text, for messages.
func where(m *mismatch) string {
	if m.pointer == nil || *m.pointer == "" {
		return ""
	}
	return fmt.Sprintf(" (at %s)", *m.pointer)
}

// match compares the error of a message object, nil for none.
func (e *codecError) match(got protocol.Raw, n compare.Numbers, values scope) *mismatch {
	switch {
	case e == nil && got == nil:
		return nil
	case e == nil:
		return at("", "it should not be there")
	case got == nil:
		return at("", "it is missing")
	}
	object, m := members(got)
	if m != nil {
		return m
	}
	if m := matchText(e.raw, object, "raw", n, values); m != nil || e.raw != nil {
		return m
	}
	if m := matchText(e.code, object, "code", n, values); m != nil {
		return m
	}
	if m := orAbsent(e.message).matchMember(object, "message", n, values); m != nil {
		return m
	}
	return matchText(e.data, object, "data", n, values)
}

// describe returns the outcome in words.
func (o *codecOutcome) describe() string {
	switch {
	case o.code != nil:
		return o.graded.describe("refused with " + o.code.describe(nil))
	case o.refused:
		return o.graded.describe("refused")
	case o.json != nil:
		return o.graded.describe("the JSON " + o.json.describe(nil))
	case o.same:
		return o.graded.describe("the same JSON as went in")
	case o.message != nil:
		return o.graded.describe(o.message.describe())
	}
	var parts []string
	for i := range o.batch {
		parts = append(parts, o.batch[i].describe())
	}
	return o.graded.describe("a batch of " + strings.Join(parts, "; "))
}

// describe returns the message in words.
func (m *codecMessage) describe() string {
	if m.each != nil {
		return fmt.Sprintf("%d times %s", m.times, m.each.describe())
	}
	text := m.kind
	if m.version != "" {
		text += " " + m.version
	}
	for _, part := range []struct {
		name string
		want *jsonText
	}{{"id", m.id}, {"method", m.method}, {"params", m.params}, {"result", m.result}, {"code", m.code}} {
		if part.want != nil {
			text += ", " + part.name + " " + part.want.describe(nil)
		}
	}
	if m.err != nil {
		for _, part := range []*jsonText{m.err.code, m.err.message, m.err.data, m.err.raw} {
			if part != nil {
				text += ", error " + part.describe(nil)
			}
		}
	}
	return text
}
