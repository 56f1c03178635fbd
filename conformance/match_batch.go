package conformance

import (
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// An assignment finds for every response that is expected one that came, and no response
// is used twice. Where only one way is right it finds that one, in whatever order the
// responses came.
type assignment struct {
	got  []protocol.Raw
	byID map[protocol.ID][]int // positions in got by canonical id
	want []wanted

	owner []int // for every response that came, who got it, or -1

	// shared are the candidates of matchers that are repeated without a counter.
	shared map[*responseMatcher][]int
}

// wanted is one response that is expected.
type wanted struct {
	matcher    *responseMatcher
	in         matching
	candidates []int // positions of those that match
	known      bool  // whether candidates are determined
}

// add adds a response that came.
func (a *assignment) add(raw protocol.Raw) {
	if a.byID == nil {
		a.byID = make(map[protocol.ID][]int)
	}
	id := idOf(raw)
	a.byID[id] = append(a.byID[id], len(a.got))
	a.got = append(a.got, raw)
	a.owner = append(a.owner, -1)
}

// idOf returns the canonical id of a response, absent if it has none.
func idOf(raw protocol.Raw) protocol.ID {
	for name, value := range raw.Members() {
		if name == "id" {
			id, err := protocol.ParseID(value)
			if err != nil {
				break
			}
			return id.Canonical()
		}
	}
	return protocol.ID{}
}

// expand adds what a matcher expects: one response, or several.
func (a *assignment) expand(r *responseMatcher, in matching) {
	if r.each == nil {
		a.want = append(a.want, wanted{matcher: r, in: in})
		return
	}
	for i := range r.times {
		each := in
		each.values = in.values.with(i)
		a.expand(r.each, each)
	}
}

// solve returns nil if every response that is expected has one, else why the first one
// that does not has none.
func (a *assignment) solve() *mismatch {
	for i := range a.want {
		if !a.place(i, make(map[int]bool)) {
			return a.complain(i)
		}
	}
	return nil
}

// place finds a response for expectation i, and moves others for it if need be.
func (a *assignment) place(i int, tried map[int]bool) bool {
	candidates := a.candidates(i)
	for _, n := range candidates {
		if a.owner[n] < 0 {
			a.owner[n] = i
			return true
		}
	}
	for _, n := range candidates {
		if tried[n] {
			continue
		}
		tried[n] = true
		if a.place(a.owner[n], tried) {
			a.owner[n] = i
			return true
		}
	}
	return false
}

// candidates returns the responses that match expectation i.
func (a *assignment) candidates(i int) []int {
	w := &a.want[i]
	if shared, ok := a.shared[w.matcher]; ok {
		return shared
	}
	if w.known {
		return w.candidates
	}
	for _, n := range a.likely(w) {
		if w.matcher.match(a.got[n], w.in) == nil {
			w.candidates = append(w.candidates, n)
		}
	}
	w.known = true
	if w.matcher.plain() {
		if a.shared == nil {
			a.shared = make(map[*responseMatcher][]int)
		}
		a.shared[w.matcher] = w.candidates
	}
	return w.candidates
}

// plain reports whether nothing in the matcher depends on a counter.
func (r *responseMatcher) plain() bool {
	for _, t := range []*jsonText{r.id, r.result} {
		if t != nil && !t.text.plain() {
			return false
		}
	}
	return len(r.any) == 0 && (r.err == nil || (r.err.data == nil || r.err.data.text.plain()) && (r.err.raw == nil || r.err.raw.text.plain()))
}

// likely returns the responses that have the id that is expected, or all of them where
// there is no single one.
func (a *assignment) likely(w *wanted) []int {
	if id := w.matcher.id; id != nil && !id.any && !id.absent {
		raw, err := id.value(w.in.values)
		if err == nil && !raw.IsArray() && !raw.IsObject() {
			if id, err := protocol.ParseID(raw); err == nil {
				return a.byID[id.Canonical()]
			}
		}
	}
	all := make([]int, len(a.got))
	for n := range all {
		all[n] = n
	}
	return all
}

// complain says why there is no response for expectation i.
func (a *assignment) complain(i int) *mismatch {
	w := &a.want[i]
	what := w.matcher.describe(w.in.values)
	for _, n := range a.likely(w) {
		if a.owner[n] < 0 {
			m := w.matcher.match(a.got[n], w.in)
			if m == nil {
				break
			}
			return (&mismatch{"no response is " + what + ": " + m.text, m.pointer}).under(strconv.Itoa(n))
		}
	}
	return at("", "no response is %s", what)
}
