package server

import (
	"context"
	"errors"
	"reflect"
)

// Typed makes a Method of a function with typed params and result. F must be safe for
// concurrent use; if it is nil, or if P is a type that JSON cannot be decoded into, the
// Method cannot be registered.
//
// What P is decides how params are bound, whatever a caller sends:
//
//   - A struct, or a pointer to one: its fields are the params. By name they go by
//     the names of encoding/json, and by position in the order of the fields. A field
//     is optional if it is a pointer, or has omitempty or omitzero in its json tag, or
//     the tag rpc:"optional"; then null counts as absent too. The struct without
//     fields takes no params.
//   - A slice, an array or a map, an empty interface, [protocol.Raw], or a type with
//     UnmarshalJSON: it gets the params as a whole, positional ones as an array and
//     named ones as an object. Without params it stays zero.
//   - Everything else, such as an int or a string: the one param, by position. It is
//     optional if P is a pointer.
//
// Params that do not fit are answered with -32602 and data that says why: too many,
// missing, unknown, there twice (R07) or of a wrong type. null is of a wrong type for
// what is required and has no null. What is nested within a param is the business of
// the Codec.
func Typed[P, R any](f func(context.Context, P) (R, error)) Method {
	t := &typed[P, R]{f: f}
	t.binder, t.err = binderFor(reflect.TypeFor[P]())
	if f == nil {
		t.err = errors.New("server: the function is nil")
	}
	return t
}

type typed[P, R any] struct {
	f      func(context.Context, P) (R, error)
	binder binder
	err    error
}

func (t *typed[P, R]) check() error { return t.err }

// Call binds the params and calls the function.
func (t *typed[P, R]) Call(ctx context.Context, req *Request) (any, error) {
	if t.err != nil {
		return nil, t.err
	}
	var p P
	if err := t.binder.bind(req.decoder(), req.Params, reflect.ValueOf(&p).Elem()); err != nil {
		return nil, err
	}
	return t.f(ctx, p)
}

// DescribeParams describes the params.
func (t *typed[P, R]) DescribeParams() []ParamInfo {
	if t.err != nil {
		return nil
	}
	return t.binder.infos()
}
