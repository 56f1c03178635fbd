package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
)

// oneOf returns alternatives in words.
func oneOf(words []string) string { return strings.Join(words, " or ") }

// describe returns a value in words, with its placeholders filled in where that is
// possible.
func (t *jsonText) describe(values scope) string {
	if t == nil || t.any || t.absent {
		return t.String()
	}
	text, err := t.value(values)
	if err != nil {
		return t.text.text
	}
	return compare.Excerpt(text)
}

// graded adds the grade to a description.
func (g *graded) describe(text string) string {
	if g.numbers == compare.ByValue {
		text += ", numbers by value"
	}
	if g.grade == Pass {
		return text
	}
	return fmt.Sprintf("%s (%s: %s)", text, g.grade, g.note)
}

// describe returns the outcome in words.
func (o *serverOutcome) describe(values scope) string {
	var parts []string
	switch {
	case o.response != nil:
		parts = append(parts, o.response.describe(values))
	case o.whole != nil:
		parts = append(parts, "the reply "+o.whole.describe(values))
	case o.batch != nil:
		var responses []string
		for i := range o.batch {
			responses = append(responses, o.batch[i].describe(values))
		}
		parts = append(parts, "an array of "+strings.Join(responses, "; "))
	case o.none:
		parts = append(parts, "no reply")
	case o.refused:
		parts = append(parts, "a refusal by the transport")
	case o.any:
		parts = append(parts, "anything")
	}
	if o.http != nil {
		parts = append(parts, o.http.describe())
	}
	return o.graded.describe(strings.Join(parts, ", "))
}

func (h *httpMatcher) describe() string {
	var parts []string
	if h.method != "" {
		parts = append(parts, h.method)
	}
	if h.status != nil {
		parts = append(parts, "status "+oneOf(h.status))
	}
	for _, name := range slices.Sorted(maps.Keys(h.headers)) {
		if value := h.headers[name]; value == nil {
			parts = append(parts, "no "+name)
		} else {
			parts = append(parts, name+": "+*value)
		}
	}
	return "HTTP " + strings.Join(parts, ", ")
}

// describe returns the response in words.
func (r *responseMatcher) describe(values scope) string {
	switch {
	case r.each != nil:
		return fmt.Sprintf("%d times %s", r.times, r.each.describe(nil))
	case len(r.any) > 0:
		var parts []string
		for i := range r.any {
			parts = append(parts, r.any[i].describe(values))
		}
		return oneOf(parts)
	}
	text := "the result " + r.result.describe(values)
	if r.err != nil {
		text = r.err.describe(values)
	}
	if r.id != nil {
		text += " with id " + r.id.describe(values)
	}
	if r.version == "1.0" {
		text += " in 1.0"
	}
	if r.only {
		text += ", without other members"
	}
	for _, l := range r.lacks {
		text += fmt.Sprintf(", without %q", l)
	}
	return text
}

func (e *errorMatcher) describe(values scope) string {
	text := "the error"
	switch {
	case e.raw != nil:
		return "the error " + e.raw.describe(values)
	case e.codes != nil:
		text += " " + oneOf(e.codes)
	default:
		text = "an error"
	}
	if e.message != nil {
		text += fmt.Sprintf(" %q", *e.message)
	}
	if e.data != nil {
		text += " with data " + e.data.describe(values)
	}
	return text
}
