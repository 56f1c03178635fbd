package source

import (
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Kind is a type of JSON values.
type Kind byte

// The kinds.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// String returns the name of the kind, with its article.
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

func kindOf(first byte) Kind {
	switch first {
	case '{':
		return Object
	case '[':
		return Array
	case '"':
		return String
	case 'n':
		return Null
	case 't', 'f':
		return Bool
	}
	return Number
}

// A Value is a value of a file.
type Value struct {
	file       *File
	start, end int
	kind       Kind
	text       string // of a string
	members    []member
	elements   []*Value
}

type member struct{ name, value *Value }

// Kind returns the type.
func (v *Value) Kind() Kind { return v.kind }

// Line returns where the value begins, from 1.
func (v *Value) Line() int { return v.file.line(v.start) }

// Raw returns the JSON text as it stands in the file. It must not be changed.
func (v *Value) Raw() protocol.Raw { return protocol.Raw(v.file.data[v.start:v.end:v.end]) }

// Errorf notes an error at the value.
func (v *Value) Errorf(format string, args ...any) { v.file.fail(v.Line(), format, args...) }

// Is reports whether the value is of a kind, and notes an error if not.
func (v *Value) Is(kind Kind) bool {
	if v.kind != kind {
		v.Errorf("%s where %s is expected", v.kind, kind)
	}
	return v.kind == kind
}

// Text returns the text of a string.
func (v *Value) Text() string {
	v.Is(String)
	return v.text
}

// Int returns an integer.
func (v *Value) Int() int64 {
	if !v.Is(Number) {
		return 0
	}
	n, err := strconv.ParseInt(v.Raw().String(), 10, 64)
	if err != nil {
		v.Errorf("%s where an integer is expected", v.Raw())
	}
	return n
}

// True returns a boolean.
func (v *Value) True() bool {
	v.Is(Bool)
	return v.Raw().String() == "true"
}

// Elements returns the elements of an array.
func (v *Value) Elements() []*Value {
	v.Is(Array)
	return v.elements
}

// Portable notes an error unless all JSON libraries keep the value as it is: numbers
// are integers up to 2^53.
func (v *Value) Portable() {
	if v.kind == Number {
		n, err := strconv.ParseInt(v.Raw().String(), 10, 64)
		if err != nil || n > 1<<53 || n < -1<<53 {
			v.Errorf("%s: not all JSON libraries keep this number; write the JSON as text in a string", v.Raw())
		}
	}
	for _, e := range v.elements {
		e.Portable()
	}
	for _, m := range v.members {
		m.value.Portable()
	}
}
