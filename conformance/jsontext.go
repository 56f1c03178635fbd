package conformance

import (
	"regexp"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
	"github.com/rpcwire/rpcwire/protocol"
)

// quotedPlaceholder is a string that is nothing but a placeholder.
var quotedPlaceholder = regexp.MustCompile(`"(` + placeholder.String() + `)"`)

// A jsonText is a JSON value that is expected: a certain one, any, or none.
type jsonText struct {
	text   template
	any    bool // "*"
	absent bool // "!"
}

// readJSONText returns the value that v describes: a string holds JSON text, everything
// else stands for itself.
func readJSONText(v *source.Value, known func(hole) bool) *jsonText {
	if v.Kind() != source.String {
		v.Portable()
		text := quotedPlaceholder.ReplaceAllString(v.Raw().String(), "$1")
		return &jsonText{text: readTemplate(v, text, known)}
	}
	switch v.Text() {
	case "*":
		return &jsonText{any: true}
	case "!":
		return &jsonText{absent: true}
	}
	t := readTemplate(v, v.Text(), known)
	if t.plain() {
		if err := protocol.Raw(t.text).Validate(); err != nil {
			v.Errorf("%q is no JSON text: %v", t.text, err)
		}
	}
	return &jsonText{text: t}
}

// textOf returns an expectation of a certain value.
func textOf(raw protocol.Raw) *jsonText { return &jsonText{text: template{text: string(raw)}} }

// value returns the value with everything filled in.
func (t *jsonText) value(values scope) (protocol.Raw, error) {
	text, err := t.text.appendTo(nil, values)
	return protocol.Raw(text), err
}

// String returns what is expected, for messages.
func (t *jsonText) String() string {
	switch {
	case t == nil || t.absent:
		return "nothing"
	case t.any:
		return "any value"
	}
	return t.text.text
}
