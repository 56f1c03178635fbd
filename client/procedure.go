package client

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// A procedure is what [Client.Bind] knows of a function.
type procedure struct {
	method   Method
	result   reflect.Type // nil if there is none
	context  bool         // the first argument is a context
	variadic bool
	named    bool // the only argument is all of the params
	notify   bool
}

var (
	contextType = reflect.TypeFor[context.Context]()
	errorType   = reflect.TypeFor[error]()
)

// newProcedure returns the procedure of a function of type t with the given tag. The
// name is empty if the tag has none.
func newProcedure(t reflect.Type, tag string) (*procedure, error) {
	p := &procedure{variadic: t.IsVariadic()}
	name, options, _ := strings.Cut(tag, ",")
	p.method.name = name
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "":
		case "named":
			p.named = true
		case "notify":
			p.notify = true
		default:
			return nil, fmt.Errorf("unknown tag option %q", option)
		}
	}
	if err := p.results(t); err != nil {
		return nil, err
	}
	return p, p.arguments(t)
}

// results looks at what the function returns.
func (p *procedure) results(t reflect.Type) error {
	n := t.NumOut()
	switch {
	case n == 0 || n > 2 || t.Out(n-1) != errorType:
		return fmt.Errorf("%s does not return a result and an error, or an error", t)
	case n == 1:
		return nil
	case p.notify:
		return errors.New("a notification has no result")
	}
	p.result = t.Out(0)
	if p.result == errorType {
		return errors.New("an error cannot be decoded as a result")
	}
	return hasJSON(p.result)
}

// arguments looks at what the function takes.
func (p *procedure) arguments(t reflect.Type) error {
	n := t.NumIn()
	p.context = n > 0 && t.In(0) == contextType
	first := 0
	if p.context {
		first = 1
	}
	if p.named && (n-first != 1 || p.variadic) {
		return errors.New("named params are exactly one argument")
	}
	for i := first; i < n; i++ {
		arg := t.In(i)
		if p.variadic && i == n-1 {
			arg = arg.Elem()
		}
		if arg == contextType {
			return errors.New("a context is the first argument only")
		}
		if err := hasJSON(arg); err != nil {
			return err
		}
	}
	return nil
}

// hasJSON refuses types that certainly have no JSON.
func hasJSON(t reflect.Type) error {
	switch t.Kind() {
	case reflect.Chan, reflect.Func, reflect.Complex64, reflect.Complex128, reflect.UnsafePointer:
		return fmt.Errorf("%s has no JSON", t)
	}
	return nil
}
