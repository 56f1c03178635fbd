package server

import (
	"encoding"
	"encoding/json"
	"reflect"

	"github.com/rpcwire/rpcwire/protocol"
)

var (
	rawType             = reflect.TypeFor[protocol.Raw]()
	jsonUnmarshalerType = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// typeOf returns what JSON calls the values of a Go type, or "any" where they can be
// of several kinds, or where only the type itself knows.
func typeOf(t reflect.Type) string {
	switch {
	case decodesItself(t):
		return "any"
	case decodesText(t):
		return "string"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return typeOf(t.Elem())
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Map, reflect.Struct:
		return "object"
	case reflect.Slice, reflect.Array:
		if t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 {
			return "string" // in base64
		}
		return "array"
	case reflect.Interface:
		return "any"
	}
	if isInteger(t.Kind()) {
		return "integer"
	}
	return "any"
}

// kindOf returns what JSON calls a value.
func kindOf(value protocol.Raw) string {
	switch {
	case value.IsArray():
		return "array"
	case value.IsObject():
		return "object"
	case value.IsNull():
		return "null"
	case len(value) == 0:
		return "nothing"
	}
	switch value[0] {
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	}
	return "number"
}

// isInteger reports whether values of a kind are integers.
func isInteger(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Uint64
}

// decodesItself reports whether a type, or the pointer to it, has UnmarshalJSON.
func decodesItself(t reflect.Type) bool {
	return t.Implements(jsonUnmarshalerType) || reflect.PointerTo(t).Implements(jsonUnmarshalerType)
}

// decodesText reports whether a type, or the pointer to it, has UnmarshalText.
func decodesText(t reflect.Type) bool {
	return t.Implements(textUnmarshalerType) || reflect.PointerTo(t).Implements(textUnmarshalerType)
}

// isDecodable reports whether JSON can be decoded into a type, as far as its outer
// layers tell.
func isDecodable(t reflect.Type) bool {
	if decodesItself(t) || decodesText(t) {
		return true
	}
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		return isDecodable(t.Elem())
	case reflect.Interface:
		return t.NumMethod() == 0
	case reflect.Chan, reflect.Func, reflect.UnsafePointer, reflect.Complex64, reflect.Complex128,
		reflect.Uintptr, reflect.Invalid:
		return false
	}
	return true
}

// takesNull reports whether null is a value of a type.
func takesNull(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return true
	}
	return decodesItself(t)
}
