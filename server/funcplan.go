package server

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

var (
	contextType = reflect.TypeFor[context.Context]()
	requestType = reflect.TypeFor[*Request]()
	errorType   = reflect.TypeFor[error]()
)

// A funcPlan is how to call a function.
type funcPlan struct {
	fn       reflect.Value
	inputs   []input
	variadic bool
	fails    bool       // whether the last result is an error
	whole    funcBinder // nil if the params are left to the function
}

// A funcBinder binds params to the arguments of a function, which are zero.
type funcBinder interface {
	bindArguments(c Codec, params protocol.Raw, args []reflect.Value) error
	infos() []ParamInfo
}

// An input is one parameter of the function.
type input struct {
	typ     reflect.Type
	fill    func(context.Context, *Request) (any, error) // for those that callers do not see
	initial reflect.Value                                // the default, if there is one
}

// newFuncPlan returns the plan for a function, or what is wrong with it.
func newFuncPlan(spec *funcSpec) (*funcPlan, error) {
	p := &funcPlan{fn: reflect.ValueOf(spec.fn)}
	if p.fn.Kind() != reflect.Func {
		return nil, errors.New("is no function")
	}
	if p.fn.IsNil() {
		return nil, errors.New("is nil")
	}
	t := p.fn.Type()
	p.variadic = t.IsVariadic()
	if err := p.planResults(t); err != nil {
		return nil, err
	}
	for i := range t.NumIn() {
		p.inputs = append(p.inputs, input{typ: t.In(i)})
	}
	return p, p.planParams(spec, p.planLeading())
}

// planResults notes what the function returns.
func (p *funcPlan) planResults(t reflect.Type) error {
	n := t.NumOut()
	p.fails = n > 0 && isError(t.Out(n-1))
	switch {
	case n > 2:
		return errors.New("returns more than a value and an error")
	case n == 2 && !p.fails:
		return errors.New("returns two values, of which the second is no error")
	case n == 2 && isError(t.Out(0)):
		return errors.New("returns two errors")
	}
	return nil
}

// isError reports whether a result of a type is an error that may be nil.
func isError(t reflect.Type) bool {
	return t.Implements(errorType) && (t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer)
}

// planLeading plans the parameters that no name is for, and returns how many there
// are.
func (p *funcPlan) planLeading() int {
	n := 0
	if n < len(p.inputs) && p.inputs[n].typ == contextType {
		p.inputs[n].fill = func(ctx context.Context, _ *Request) (any, error) { return ctx, nil }
		n++
	}
	if n < len(p.inputs) && p.inputs[n].typ == requestType {
		p.inputs[n].fill = func(_ context.Context, req *Request) (any, error) { return req, nil }
		n++
	}
	return n
}

// planParams plans the parameters from the given one on.
func (p *funcPlan) planParams(spec *funcSpec, first int) error {
	rest := p.inputs[first:]
	if err := checkNames(spec, len(rest)); err != nil {
		return err
	}
	last := len(p.inputs) - 1
	switch {
	case len(rest) == 0 && first > 0 && p.inputs[first-1].typ == requestType:
		return nil
	case len(rest) == 1 && len(spec.names) == 0 && !p.variadic && isFields(rest[0].typ):
		b, err := binderFor(rest[0].typ)
		p.whole = lone{binder: b, at: last}
		return err
	}
	l := &list{}
	var params []param
	for i := range rest {
		q := param{typ: rest[i].typ, optional: rest[i].typ.Kind() == reflect.Pointer}
		if len(spec.names) > 0 {
			q.name = spec.names[i]
		}
		variadic := p.variadic && first+i == last
		seen, err := rest[i].plan(spec, &q, variadic)
		if err != nil {
			return err
		}
		if seen {
			params = append(params, q)
			l.at = append(l.at, first+i)
			l.initial = append(l.initial, rest[i].initial)
		}
	}
	l.signature = newSignature(params, p.variadic)
	p.whole = l
	return nil
}

// isFields reports whether t is a struct, or a pointer to one, whose fields are what
// is encoded.
func isFields(t reflect.Type) bool {
	return isFieldStruct(t) || t.Kind() == reflect.Pointer && isFieldStruct(t.Elem()) && !decodesItself(t)
}

// checkNames returns what is wrong with the names of a function's n parameters.
func checkNames(spec *funcSpec, n int) error {
	if len(spec.names) != 0 && len(spec.names) != n {
		return fmt.Errorf("has %d parameters, and there are %d names", n, len(spec.names))
	}
	for i, name := range spec.names {
		if name == "" {
			return fmt.Errorf("the name of parameter %d is empty", i+1)
		}
		if slices.Contains(spec.names[:i], name) {
			return fmt.Errorf("two parameters are named %q", name)
		}
	}
	for _, name := range spec.mentioned() {
		if !slices.Contains(spec.names, name) {
			return fmt.Errorf("no parameter is named %q", name)
		}
	}
	return nil
}

// mentioned returns the names that options are for.
func (s *funcSpec) mentioned() []string {
	names := slices.Clone(s.optional)
	for name := range s.inject {
		names = append(names, name)
	}
	return names
}

// plan plans a parameter that a name may be for, completes what is known of it as a
// param, and reports whether callers see it.
func (in *input) plan(spec *funcSpec, q *param, variadic bool) (seen bool, err error) {
	if provide, ok := spec.inject[q.name]; ok {
		return false, in.planInjected(q.name, provide, variadic)
	}
	if variadic {
		q.typ = q.typ.Elem()
		q.optional = false
		if slices.Contains(spec.optional, q.name) {
			return false, fmt.Errorf("parameter %q is variadic, and so optional already", q.name)
		}
	} else if slices.Contains(spec.optional, q.name) {
		q.optional = true
	}
	if !isDecodable(q.typ) {
		return false, fmt.Errorf("JSON cannot be decoded into %s", q.typ)
	}
	if value, ok := spec.defaults[q.name]; ok {
		in.initial, err = assignable(value, in.typ)
		if err != nil {
			return false, fmt.Errorf("the default of parameter %q: %w", q.name, err)
		}
	}
	return true, nil
}

// planInjected plans a parameter that the server fills in.
func (in *input) planInjected(name string, provide Provider, variadic bool) error {
	if provide == nil {
		return fmt.Errorf("there is nothing to inject for parameter %q", name)
	}
	if variadic {
		return fmt.Errorf("parameter %q is variadic and cannot be injected", name)
	}
	in.fill = func(ctx context.Context, _ *Request) (any, error) { return provide(ctx) }
	return nil
}

// assignable returns a value as one that can be assigned to a type.
func assignable(value any, t reflect.Type) (reflect.Value, error) {
	if value == nil {
		return reflect.Zero(t), nil
	}
	v := reflect.ValueOf(value)
	if !v.Type().AssignableTo(t) {
		return reflect.Value{}, fmt.Errorf("%s is not assignable to %s", v.Type(), t)
	}
	return v, nil
}
