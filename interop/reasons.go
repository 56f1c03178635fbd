package main

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
)

// examples is how many cases are named for each reason.
const examples = 3

// A reason is why some cases fail.
type reason struct {
	text  string
	cases []string
}

// reasons returns why cases of a run fail, the most frequent reason first.
func reasons(results []conformance.Result) []*reason {
	var all []*reason
	for i := range results {
		r := &results[i]
		if r.Outcome != conformance.Fail {
			continue
		}
		text := r.Known
		if text == "" {
			text = "not explained yet"
		}
		j := slices.IndexFunc(all, func(x *reason) bool { return x.text == text })
		if j < 0 {
			j = len(all)
			all = append(all, &reason{text: text})
		}
		all[j].cases = append(all[j].cases, r.Case)
	}
	slices.SortStableFunc(all, func(a, b *reason) int { return cmp.Compare(len(b.cases), len(a.cases)) })
	return all
}

// writeReasons writes what there is to say about a run.
func writeReasons(b *bytes.Buffer, o *outcome) {
	t := count(o.run.Results)
	fmt.Fprintf(b, "\n### %s, %s%s\n\n", o.label(), o.trial.Role, prefixed(" over ", o.over()))
	if o.trial.Note != "" {
		fmt.Fprintf(b, "%s\n\n", o.trial.Note)
	}
	writeSkipped(b, o.trial.Skip)
	if o.run.Summary != nil && o.run.Summary.Error != "" {
		fmt.Fprintf(b, "The run broke off: %s.\n\n", escape(o.run.Summary.Error))
	}
	if t.failed == 0 {
		fmt.Fprintf(b, "None of %d cases fails.\n", t.ran)
		return
	}
	fmt.Fprintf(b, "%d of %d cases fail%s.\n\n", t.failed, t.ran, died(o.deaths))
	for _, r := range reasons(o.run.Results) {
		fmt.Fprintf(b, "- %d: %s (%s)\n", len(r.cases), escape(r.text), named(r.cases))
	}
}

// writeSkipped writes which cases were not run, and why.
func writeSkipped(b *bytes.Buffer, skip map[string]string) {
	patterns := make(map[string][]string) // by reason
	for _, pattern := range slices.Sorted(maps.Keys(skip)) {
		patterns[skip[pattern]] = append(patterns[skip[pattern]], pattern)
	}
	for _, why := range slices.Sorted(maps.Keys(patterns)) {
		fmt.Fprintf(b, "Not run: %s, since %s.\n\n", escape(strings.Join(patterns[why], ", ")), escape(why))
	}
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// died says how often a peer had to be started again.
func died(times int) string {
	switch times {
	case 0:
		return ""
	case 1:
		return "; the process died or hung once and was started again"
	}
	return fmt.Sprintf("; the process died or hung %d times and was started again", times)
}

// named returns the first of some cases, without their role.
func named(cases []string) string {
	var short []string
	for _, id := range cases[:min(len(cases), examples)] {
		_, rest, _ := strings.Cut(id, "/")
		short = append(short, rest)
	}
	if len(cases) > examples {
		short = append(short, "…")
	}
	return strings.Join(short, ", ")
}
