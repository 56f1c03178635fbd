package conformance

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// placeholder is a piece of text that is filled in when a case runs: a name, the
// position in a batch, a number to add, and a form.
var placeholder = regexp.MustCompile(`\$\{([a-z]+)(\[\d+\])?([+-]\d+)?(\.[a-z]+)?\}`)

// A template is text with placeholders.
type template struct {
	text  string
	holes [][]int // indices of placeholders and their parts, or nil
}

// A hole is one placeholder.
type hole struct {
	name  string
	index int // -1 for none
	add   int
	form  string // "" for none
}

// newTemplate returns a template; "${" must begin a placeholder.
func newTemplate(text string) (template, error) {
	t := template{text: text}
	if !strings.Contains(text, "${") {
		return t, nil
	}
	t.holes = placeholder.FindAllStringSubmatchIndex(text, -1)
	if strings.Count(text, "${") != len(t.holes) {
		return t, fmt.Errorf("%q has a placeholder that does not exist", text)
	}
	return t, nil
}

// plain reports whether there are no placeholders.
func (t template) plain() bool { return t.holes == nil }

// all returns the placeholders.
func (t template) all() []hole {
	var all []hole
	for i := range t.holes {
		all = append(all, t.hole(i))
	}
	return all
}

func (t template) hole(i int) hole {
	part := func(n int) string {
		if m := t.holes[i]; m[2*n] >= 0 {
			return t.text[m[2*n]:m[2*n+1]]
		}
		return ""
	}
	h := hole{name: part(1), index: -1, form: strings.TrimPrefix(part(4), ".")}
	if index := part(2); index != "" {
		h.index, _ = strconv.Atoi(index[1 : len(index)-1])
	}
	if add := part(3); add != "" {
		h.add, _ = strconv.Atoi(add)
	}
	return h
}

// A scope gives placeholders their values.
type scope func(hole) (string, error)

// appendTo appends the text with everything filled in.
func (t template) appendTo(dst []byte, values scope) ([]byte, error) {
	end := 0
	for i, m := range t.holes {
		value, err := values.value(t.hole(i))
		if err != nil {
			return dst, err
		}
		dst = append(append(dst, t.text[end:m[0]]...), value...)
		end = m[1]
	}
	return append(dst, t.text[end:]...), nil
}

// value returns the value of a placeholder.
func (s scope) value(h hole) (string, error) {
	if s == nil {
		return "", fmt.Errorf("${%s} has no value here", h.name)
	}
	return s(h)
}

// with returns a scope that knows the counter i too.
func (s scope) with(i int) scope {
	return func(h hole) (string, error) {
		if h.name == "i" {
			return strconv.Itoa(i + h.add), nil
		}
		return s.value(h)
	}
}
