package compare

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// Numbers says how numbers are compared.
type Numbers bool

// The ways to compare numbers.
const (
	ByText  Numbers = false // 1.50 is not 1.5
	ByValue Numbers = true  // 1, 1.0 and 1e0 are equal
)

// A Difference is the first place where two values differ.
type Difference struct {
	Pointer string // a JSON Pointer (RFC 6901); "" is the whole value
	Text    string // what is different there
}

// excerptSize is how much of a value is shown.
const excerptSize = 120

// Excerpt returns the beginning of a text.
func Excerpt(text []byte) string {
	if len(text) <= excerptSize {
		return string(text)
	}
	return fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(string(text[:excerptSize]), ""), len(text))
}

// Values returns the first difference between two values, or nil if they are equal.
// Both must be valid JSON.
func Values(want, got protocol.Raw, n Numbers) *Difference {
	c := comparison{numbers: n}
	if !c.equal(want, got) {
		return &Difference{c.pointer(), c.text}
	}
	return nil
}

// A comparison is one on its way through two values.
type comparison struct {
	numbers Numbers
	path    []string
	text    string
}

// pointer returns the way to the difference.
func (c *comparison) pointer() string {
	var b strings.Builder
	for _, step := range c.path {
		b.WriteByte('/')
		b.WriteString(Escape(step))
	}
	return b.String()
}

// Escape returns the name of a member as it stands in a JSON Pointer.
func Escape(name string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// differ notes a difference.
func (c *comparison) differ(format string, args ...any) bool {
	c.text = fmt.Sprintf(format, args...)
	return false
}

// equal reports whether two values are equal; where not, path and text are set.
func (c *comparison) equal(want, got protocol.Raw) bool {
	switch {
	case want.IsObject() && got.IsObject():
		return c.objects(want, got)
	case want.IsArray() && got.IsArray():
		return c.arrays(want, got)
	}
	if c.scalars(want, got) {
		return true
	}
	return c.differ("%s instead of %s", Excerpt(got), Excerpt(want))
}

func (c *comparison) objects(want, got protocol.Raw) bool {
	values := make(map[string]protocol.Raw)
	for name, value := range got.Members() {
		if _, ok := values[name]; ok {
			c.path = append(c.path, name)
			return c.differ("the member is there twice")
		}
		values[name] = value
	}
	n := 0
	for name, value := range want.Members() {
		n++
		found, ok := values[name]
		c.path = append(c.path, name)
		if !ok {
			return c.differ("the member is missing")
		}
		if !c.equal(value, found) {
			return false
		}
		c.path = c.path[:len(c.path)-1]
		delete(values, name)
	}
	for name := range got.Members() {
		if _, ok := values[name]; ok {
			c.path = append(c.path, name)
			return c.differ("the member should not be there")
		}
	}
	return true
}

func (c *comparison) arrays(want, got protocol.Raw) bool {
	var wants []protocol.Raw
	for e := range want.Elements() {
		wants = append(wants, e)
	}
	i := 0
	for e := range got.Elements() {
		if i < len(wants) {
			c.path = append(c.path, strconv.Itoa(i))
			if !c.equal(wants[i], e) {
				return false
			}
			c.path = c.path[:len(c.path)-1]
		}
		i++
	}
	if i != len(wants) {
		return c.differ("%d elements instead of %d", i, len(wants))
	}
	return true
}

// scalars reports whether two values, which are not both structured in the same way, are
// equal.
func (c *comparison) scalars(want, got protocol.Raw) bool {
	w, err := protocol.ParseRaw(want)
	if err != nil {
		return false
	}
	g, err := protocol.ParseRaw(got)
	if err != nil {
		return false
	}
	wantText, wantIs := w.Text()
	gotText, gotIs := g.Text()
	switch {
	case wantIs || gotIs:
		return wantIs && gotIs && wantText == gotText
	case c.numbers == ByValue:
		return equalNumbers(w, g)
	}
	return string(w) == string(g)
}

// equalNumbers reports whether two scalars that are no strings are equal, numbers by
// value.
func equalNumbers(a, b protocol.Raw) bool {
	x, err := protocol.ParseID(a)
	if err != nil {
		return false
	}
	y, err := protocol.ParseID(b)
	return err == nil && x.Equal(y)
}
