package conformance

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// KnownFailures are cases that are known to fail, with the reasons. Whoever runs the
// suite marks results with it: see [Options].
type KnownFailures struct {
	entries []knownFailure
}

type knownFailure struct {
	pattern string
	reason  string
	used    bool // a case failed for it
}

// ReadKnownFailures reads a list of known failures: lines of an id, or a pattern as of
// [Selection].Run, white space, "#" and the reason. Empty lines and lines that begin with
// "#" do not count. The name of the file is for errors, which have its line.
func ReadKnownFailures(name string, r io.Reader) (*KnownFailures, error) {
	k := new(KnownFailures)
	lines := bufio.NewScanner(r)
	seen := make(map[string]int)
	for n := 1; lines.Scan(); n++ {
		pattern, reason, _ := strings.Cut(lines.Text(), "#")
		pattern, reason = strings.TrimSpace(pattern), strings.TrimSpace(reason)
		_, malformed := path.Match(pattern, "")
		switch {
		case pattern == "":
			continue
		case malformed != nil || strings.ContainsAny(pattern, " \t"):
			return nil, fmt.Errorf("%s:%d: %q is neither an id nor a pattern", name, n, pattern)
		case reason == "":
			return nil, fmt.Errorf("%s:%d: %s has no reason: write it behind a #", name, n, pattern)
		case seen[pattern] != 0:
			return nil, fmt.Errorf("%s:%d: %s is there already, in line %d", name, n, pattern, seen[pattern])
		}
		seen[pattern] = n
		k.entries = append(k.entries, knownFailure{pattern: pattern, reason: reason})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return k, nil
}

// WriteKnownFailures writes a list of the results that failed, with what is wrong in the
// place of reasons, to be replaced by better ones.
func WriteKnownFailures(w io.Writer, results []Result) error {
	for i := range results {
		r := &results[i]
		reason := r.Known
		if reason == "" {
			reason = strings.Join(strings.Fields(r.Message), " ")
		}
		if r.Outcome != Fail {
			continue
		}
		if _, err := fmt.Fprintf(w, "%s # %s\n", r.Case, reason); err != nil {
			return err
		}
	}
	return nil
}

// Mark sets the reason of a result that failed and is on the list.
func (k *KnownFailures) Mark(r *Result) {
	if k == nil || r.Outcome != Fail {
		return
	}
	for i := range k.entries {
		if e := &k.entries[i]; matchesID(e.pattern, r.Case) {
			r.Known, e.used = e.reason, true
			return
		}
	}
}

// Stale returns the entries, ids or patterns, that should be taken off the list: those of
// whose cases some are among the results and none failed, and those that stand for no
// case of the suite at all.
func (k *KnownFailures) Stale(results []Result) []string {
	if k == nil {
		return nil
	}
	var stale []string
	for _, e := range k.entries {
		ran := slices.ContainsFunc(results, func(r Result) bool { return r.Outcome != Skip && matchesID(e.pattern, r.Case) })
		exists := slices.ContainsFunc(embeddedCases(), func(c *Case) bool { return matchesID(e.pattern, c.ID) })
		if !e.used && (ran || !exists) {
			stale = append(stale, e.pattern)
		}
	}
	return stale
}
