package server

import (
	"reflect"

	"github.com/rpcwire/rpcwire/protocol"
)

// A param is one parameter of a Method.
type param struct {
	name     string // empty if it has none
	typ      reflect.Type
	optional bool
	text     bool  // it is sent within a string: the option "string" of a json tag
	index    []int // of the field, if it is one
}

// decode decodes the argument for p, which errors call what, into dst. A null for an
// optional one counts as none, so that dst stays as it is.
func (p *param) decode(c Codec, what string, value protocol.Raw, dst reflect.Value) error {
	if p.optional && value.IsNull() && !takesNull(p.typ) {
		return nil
	}
	if p.text {
		if text, ok := value.Text(); ok && protocol.Raw(text).Validate() == nil {
			value = protocol.Raw(text)
		}
	}
	return decodeValue(c, what, value, dst)
}

// decodeValue decodes a value into dst, which can be set.
func decodeValue(c Codec, what string, value protocol.Raw, dst reflect.Value) error {
	t := dst.Type()
	if t == rawType {
		dst.SetBytes(value)
		return nil
	}
	if _, ok := c.(jsonCodec); ok && decodeBuiltin(value, dst) {
		return nil
	}
	if value.IsNull() && !takesNull(t) { // encoding/json would leave a zero there
		return unfit(what, t, value, nil)
	}
	if err := c.Unmarshal(value, dst.Addr().Interface()); err != nil {
		return unfit(what, t, value, err)
	}
	return nil
}
