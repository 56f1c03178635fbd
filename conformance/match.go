package conformance

import (
	"fmt"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
)

// A mismatch is why something is not what was expected.
type mismatch struct {
	text    string
	pointer *string // where in the bytes, if they are JSON
}

func differs(format string, args ...any) *mismatch {
	return &mismatch{text: fmt.Sprintf(format, args...)}
}

// at returns the mismatch of a place in a value.
func at(pointer, format string, args ...any) *mismatch {
	return &mismatch{text: fmt.Sprintf(format, args...), pointer: &pointer}
}

// under moves a mismatch into a member or an element.
func (m *mismatch) under(step string) *mismatch {
	if m == nil || m.pointer == nil {
		return m
	}
	pointer := "/" + compare.Escape(step) + *m.pointer
	return &mismatch{m.text, &pointer}
}

// parse returns the one JSON value that data is.
func parse(data []byte) (protocol.Raw, *mismatch) {
	raw, err := protocol.ParseRaw(data)
	if err != nil {
		return nil, differs("it is not JSON: %v", err)
	}
	return raw, nil
}

// match compares a value, nil for none, with what is expected.
func (t *jsonText) match(got protocol.Raw, n compare.Numbers, values scope) *mismatch {
	switch {
	case t.absent && got != nil:
		return at("", "it should not be there")
	case t.absent || t.any && got != nil:
		return nil
	case got == nil:
		return at("", "it is missing")
	}
	want, err := t.value(values)
	if err != nil {
		return differs("%v", err)
	}
	if want, err = protocol.ParseRaw(want); err != nil {
		return differs("%v", err)
	}
	if d := compare.Values(want, got, n); d != nil {
		return at(d.Pointer, "%s", d.Text)
	}
	return nil
}

// matchMember compares a member of an object.
func (t *jsonText) matchMember(object map[string]protocol.Raw, name string, n compare.Numbers, values scope) *mismatch {
	if t == nil {
		return nil
	}
	return t.match(object[name], n, values).under(name)
}

// members returns the members of an object. Those that are there twice are a mismatch.
func members(object protocol.Raw) (map[string]protocol.Raw, *mismatch) {
	if !object.IsObject() {
		return nil, at("", "%s is no object", compare.Excerpt(object))
	}
	all := make(map[string]protocol.Raw)
	for name, value := range object.Members() {
		if _, ok := all[name]; ok {
			return nil, at("", "the member is there twice").under(name)
		}
		all[name] = value
	}
	return all, nil
}

// integer returns the value of an integral number.
func integer(raw protocol.Raw) (int64, bool) {
	id, err := protocol.ParseID(raw)
	if err != nil {
		return 0, false
	}
	return id.Int64()
}
