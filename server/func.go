package server

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Function is the Method that [Func] makes of a Go function. It does not change:
// Optional, Default and Inject return a new one. What is wrong with any of them is
// told when the Function is registered.
type Function struct {
	spec funcSpec
	plan *funcPlan
	err  error
}

// A funcSpec is what was said about a function.
type funcSpec struct {
	fn       any
	names    []string
	optional []string
	defaults map[string]any
	inject   map[string]Provider
}

// A Provider returns the value of a param that the server fills in, which must be
// assignable to the param's type; nil is its zero value. Its error is treated as one
// of the Method. It must be safe for concurrent use.
type Provider func(ctx context.Context) (any, error)

// Func makes a Method of a Go function, which must be safe for concurrent use.
//
// The function may begin with a context.Context and then a [*Request], which callers
// do not see. All other parameters are params. If they have names, one for each, they
// are bound by position or by name; without names by position alone. A lone parameter
// that has no name and is a struct is bound by its fields, as by [Typed]. A function
// whose only parameter is a [*Request] takes any params. The last one may be variadic:
// it takes what is left of positional params; as a named one it is an array.
//
// Parameters that are pointers are optional, and nil where the caller leaves them out;
// [Function.Optional] and [Function.Default] make others optional. Only the last ones
// can be left out by position.
//
// The function returns nothing, a value, an error, or a value and an error. Without a
// value the result is null.
func Func(fn any, names ...string) *Function {
	return newFunction(funcSpec{fn: fn, names: slices.Clone(names)})
}

func newFunction(spec funcSpec) *Function {
	f := &Function{spec: spec}
	f.plan, f.err = newFuncPlan(&f.spec)
	if f.err != nil {
		f.err = fmt.Errorf("function of type %T: %w", spec.fn, f.err)
	}
	return f
}

// Optional makes params optional. They are zero where the caller leaves them out.
func (f *Function) Optional(names ...string) *Function {
	spec := f.spec
	spec.optional = slices.Concat(spec.optional, names)
	return newFunction(spec)
}

// Default makes a param optional, with a value for it where the caller leaves it out.
// The value is shared by all calls; it must be assignable to the param's type.
func (f *Function) Default(name string, value any) *Function {
	spec := f.spec
	spec.defaults = with(spec.defaults, name, value)
	spec.optional = append(slices.Clip(spec.optional), name)
	return newFunction(spec)
}

// Inject lets the server fill in a param for every call. Callers do not see it: it has
// no position among theirs, and its name is one that they may not use.
func (f *Function) Inject(name string, value Provider) *Function {
	spec := f.spec
	spec.inject = with(spec.inject, name, value)
	return newFunction(spec)
}

// with returns a copy of m with a value for key.
func with[V any](m map[string]V, key string, value V) map[string]V {
	c := maps.Clone(m)
	if c == nil {
		c = make(map[string]V, 1)
	}
	c[key] = value
	return c
}

func (f *Function) check() error { return f.err }

// Call binds the params of the request and calls the function.
func (f *Function) Call(ctx context.Context, req *Request) (any, error) {
	if f.err != nil {
		return nil, f.err
	}
	args, err := f.plan.arguments(ctx, req)
	if err != nil {
		return nil, err
	}
	return f.plan.call(args)
}

// DescribeParams describes the params that callers see.
func (f *Function) DescribeParams() []ParamInfo {
	if f.err != nil || f.plan.whole == nil {
		return nil
	}
	return f.plan.whole.infos()
}

// call calls the function and sorts its results.
func (p *funcPlan) call(args []reflect.Value) (any, error) {
	var out []reflect.Value
	if p.variadic {
		out = p.fn.CallSlice(args)
	} else {
		out = p.fn.Call(args)
	}
	if p.fails {
		last := out[len(out)-1]
		if !last.IsNil() {
			return nil, last.Interface().(error)
		}
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return protocol.Raw("null"), nil
	}
	return out[0].Interface(), nil
}
