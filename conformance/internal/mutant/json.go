package mutant

import (
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

// A rewrite returns other bytes in place of some. It does not change those.
type rewrite func(payload []byte) []byte

// An object is a JSON object: all its members, doubles included, in their order.
type object []member

type member struct {
	name  string
	value protocol.Raw
}

// parseObject returns the members of an object.
func parseObject(raw protocol.Raw) object {
	var o object
	for name, value := range raw.Members() {
		o = append(o, member{name, value})
	}
	return o
}

// get returns the value of the first member of a name, or nil.
func (o object) get(name string) protocol.Raw {
	for _, m := range o {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// text returns the text of a member that is a string, else "".
func (o object) text(name string) string {
	text, _ := o.get(name).Text()
	return text
}

// with returns the object with another value of a member, which is added if it is not
// there.
func (o object) with(name string, value protocol.Raw) object {
	changed := slices.Clone(o)
	for i := range changed {
		if changed[i].name == name {
			changed[i].value = value
			return changed
		}
	}
	return append(changed, member{name, value})
}

// without returns the object without the members of some names.
func (o object) without(names ...string) object {
	return slices.DeleteFunc(slices.Clone(o), func(m member) bool { return slices.Contains(names, m.name) })
}

// renamed returns the object with other names.
func (o object) renamed(f func(string) string) object {
	changed := slices.Clone(o)
	for i := range changed {
		changed[i].name = f(changed[i].name)
	}
	return changed
}

// json returns the text of the object.
func (o object) json() protocol.Raw {
	text := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, quoted(m.name)...), ':')
		text = append(text, m.value...)
	}
	return append(text, '}')
}

// array returns the text of an array.
func array(elements []protocol.Raw) protocol.Raw {
	text := []byte{'['}
	for i, e := range elements {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, e...)
	}
	return append(text, ']')
}

// quoted returns a text as a JSON string, lone surrogates as [protocol.Raw.Text] writes
// them included.
func quoted(text string) protocol.Raw {
	raw, err := protocol.String(text).AppendTo(nil)
	if err != nil { // strings have a text
		return protocol.Raw(`""`)
	}
	return raw
}

// messages returns a rewrite that changes every message of a payload that is an object.
// What is no JSON, or neither an object nor an array, stays as it is.
func messages(change func(object) object) rewrite {
	return func(payload []byte) []byte {
		raw, err := protocol.ParseRaw(payload)
		switch {
		case err != nil:
			return payload
		case raw.IsObject():
			return change(parseObject(raw)).json()
		case !raw.IsArray():
			return payload
		}
		elements := slices.Collect(raw.Elements())
		for i, e := range elements {
			if e.IsObject() {
				elements[i] = change(parseObject(e)).json()
			}
		}
		return array(elements)
	}
}

// some returns whether some message of a payload is of some kind.
func some(is func(object) bool) func(payload []byte) bool {
	return func(payload []byte) bool {
		found := false
		messages(func(o object) object {
			found = found || is(o)
			return o
		})(payload)
		return found
	}
}

// replaced returns a rewrite that changes a member of every message that has it, as often
// as it is there.
func replaced(name string, change func(protocol.Raw) protocol.Raw) rewrite {
	return messages(func(o object) object {
		o = slices.Clone(o)
		for i := range o {
			if o[i].name == name {
				o[i].value = change(o[i].value)
			}
		}
		return o
	})
}

// A walk changes values wherever they are in a payload. What is nil stays as it is.
type walk struct {
	number  func(text string) string
	text    func(text string) string // of strings, unescaped
	name    func(text string) string // of members, unescaped
	literal func(text string) string
	object  func(object) object // after what is in it
}

// payload is a rewrite.
func (w walk) payload(data []byte) []byte {
	raw, err := protocol.ParseRaw(data)
	if err != nil {
		return data
	}
	return w.value(raw)
}

// value changes a value.
func (w walk) value(raw protocol.Raw) protocol.Raw {
	switch {
	case raw.IsObject():
		return w.members(parseObject(raw))
	case raw.IsArray():
		elements := slices.Collect(raw.Elements())
		for i := range elements {
			elements[i] = w.value(elements[i])
		}
		return array(elements)
	}
	if text, ok := raw.Text(); ok {
		if w.text == nil {
			return raw
		}
		return quoted(w.text(text))
	}
	f := w.number
	if c := raw[0]; c == 't' || c == 'f' || c == 'n' {
		f = w.literal
	}
	if f == nil {
		return raw
	}
	return protocol.Raw(f(string(raw)))
}

func (w walk) members(o object) protocol.Raw {
	for i := range o {
		if w.name != nil {
			o[i].name = w.name(o[i].name)
		}
		o[i].value = w.value(o[i].value)
	}
	if w.object != nil {
		o = w.object(o)
	}
	return o.json()
}

// isNumber reports whether a value is a number.
func isNumber(raw protocol.Raw) bool {
	return len(raw) > 0 && (raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9')
}
