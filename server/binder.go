package server

import (
	"fmt"
	"reflect"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// A binder decodes params into values of one type.
type binder interface {
	// bind decodes params, which may be nil, into dst, which can be set and is zero.
	bind(c Codec, params protocol.Raw, dst reflect.Value) error

	// infos describes the params; it is nil if any are taken.
	infos() []ParamInfo
}

// binders has the binder or the error of every type that was asked for.
var binders sync.Map // of reflect.Type to boundType

type boundType struct {
	binder binder
	err    error
}

// binderFor returns the binder of a type. The rules are those of [Typed].
func binderFor(t reflect.Type) (binder, error) {
	if known, ok := binders.Load(t); ok {
		b := known.(boundType)
		return b.binder, b.err
	}
	b, err := newBinder(t)
	if err != nil {
		err = fmt.Errorf("server: params of type %s: %w", t, err)
	}
	binders.Store(t, boundType{b, err})
	return b, err
}

func newBinder(t reflect.Type) (binder, error) {
	switch {
	case !isDecodable(t):
		return nil, fmt.Errorf("JSON cannot be decoded into %s", t)
	case decodesItself(t) || t.Kind() == reflect.Interface:
		return wholeBinder{}, nil
	case isFieldStruct(t):
		return newStructBinder(t)
	case t.Kind() == reflect.Pointer && isFieldStruct(t.Elem()):
		return newStructBinder(t.Elem())
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		if typeOf(t) != "string" {
			return wholeBinder{}, nil
		}
	}
	optional := t.Kind() == reflect.Pointer
	return singleBinder{newSignature([]param{{typ: t, optional: optional}}, false)}, nil
}

// isFieldStruct reports whether t is a struct whose fields are what is encoded.
func isFieldStruct(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !decodesItself(t) && !decodesText(t)
}

// A structBinder binds params to the fields of a struct.
type structBinder struct{ *signature }

func newStructBinder(t reflect.Type) (binder, error) {
	params, err := fieldsOf(t)
	if err != nil {
		return nil, err
	}
	return structBinder{newSignature(params, false)}, nil
}

func (b structBinder) bind(c Codec, params protocol.Raw, dst reflect.Value) error {
	if dst.Kind() == reflect.Pointer {
		dst.Set(reflect.New(dst.Type().Elem()))
		dst = dst.Elem()
	}
	return b.signature.bind(params, func(i int, what string, value protocol.Raw) error {
		p := &b.params[i]
		return p.decode(c, what, value, field(dst, p.index))
	})
}

// A singleBinder binds the only param of a Method.
type singleBinder struct{ *signature }

func (b singleBinder) bind(c Codec, params protocol.Raw, dst reflect.Value) error {
	return b.signature.bind(params, func(_ int, what string, value protocol.Raw) error {
		return b.params[0].decode(c, what, value, dst)
	})
}

// A wholeBinder decodes the params as one value: an array or an object.
type wholeBinder struct{}

func (wholeBinder) infos() []ParamInfo { return nil }

func (wholeBinder) bind(c Codec, params protocol.Raw, dst reflect.Value) error {
	t := dst.Type()
	switch {
	case params == nil:
		if t.Kind() == reflect.Array && t.Len() > 0 {
			return mismatch(nil, "missing param 1")
		}
		return nil
	case t == rawType:
		dst.SetBytes(params)
		return nil
	}
	if err := singleNames(params); err != nil {
		return err
	}
	if t.Kind() == reflect.Array {
		if err := exactLen(params, t.Len()); err != nil {
			return err
		}
	}
	if err := c.Unmarshal(params, dst.Addr().Interface()); err != nil {
		return culprit(c, params, t, err)
	}
	return nil
}

// singleNames returns an error if there are two params of one name (R07).
func singleNames(params protocol.Raw) error {
	if !params.IsObject() {
		return nil
	}
	seen := make(map[string]bool)
	for name := range params.Members() {
		if seen[name] {
			return mismatch(nil, "param %s is there twice", quoted(name))
		}
		seen[name] = true
	}
	return nil
}

// exactLen returns an error unless an array of params has n elements.
func exactLen(params protocol.Raw, n int) error {
	if !params.IsArray() {
		return nil // the codec says so
	}
	given := 0
	for range params.Elements() {
		given++
	}
	switch {
	case given > n:
		return mismatch(nil, "too many params: %d of at most %d", given, n)
	case given < n:
		return mismatch(nil, "missing param %d", given+1)
	}
	return nil
}

// culprit returns an error that says which of the params could not be decoded into an
// element of t.
func culprit(c Codec, params protocol.Raw, t reflect.Type, cause error) error {
	if !decodesItself(t) {
		switch {
		case typeOf(t) == "array" && params.IsArray():
			i := 0
			for value := range params.Elements() {
				i++
				what := fmt.Sprintf("param %d", i)
				if err := decodeValue(c, what, value, reflect.New(t.Elem()).Elem()); err != nil {
					return err
				}
			}
		case t.Kind() == reflect.Map && params.IsObject():
			for name, value := range params.Members() {
				what := "param " + quoted(name)
				if err := decodeValue(c, what, value, reflect.New(t.Elem()).Elem()); err != nil {
					return err
				}
			}
		}
	}
	return unfitParams(t, params, cause)
}

// unfitParams returns the error for params that are not valid as a whole.
func unfitParams(t reflect.Type, params protocol.Raw, cause error) error {
	if e := unfit("params", t, params, cause); typeOf(t) != "array" || params.IsArray() {
		return e
	}
	return mismatch(cause, "params must be positional")
}
