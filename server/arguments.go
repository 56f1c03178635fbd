package server

import (
	"context"
	"fmt"
	"reflect"

	"github.com/rpcwire/rpcwire/protocol"
)

// arguments returns what to call the function with. What callers send is bound before
// anything is injected.
func (p *funcPlan) arguments(ctx context.Context, req *Request) ([]reflect.Value, error) {
	args := make([]reflect.Value, len(p.inputs))
	for i := range p.inputs {
		args[i] = reflect.New(p.inputs[i].typ).Elem()
	}
	if p.whole != nil {
		if err := p.whole.bindArguments(req.decoder(), req.Params, args); err != nil {
			return nil, err
		}
	}
	for i := range p.inputs {
		in := &p.inputs[i]
		if in.fill == nil {
			continue
		}
		value, err := in.fill(ctx, req)
		if err != nil {
			return nil, err
		}
		v, err := assignable(value, in.typ)
		if err != nil {
			return nil, fmt.Errorf("server: injected value: %w", err)
		}
		args[i].Set(v)
	}
	return args, nil
}

// A lone binder binds all params to the one parameter of a function.
type lone struct {
	binder
	at int
}

func (b lone) bindArguments(c Codec, params protocol.Raw, args []reflect.Value) error {
	return b.bind(c, params, args[b.at])
}

// A list binds params to parameters, one to one.
type list struct {
	*signature
	at      []int           // where among the arguments each param is
	initial []reflect.Value // the defaults; not valid where there are none
}

func (l *list) bindArguments(c Codec, params protocol.Raw, args []reflect.Value) error {
	for i, v := range l.initial {
		if v.IsValid() {
			args[l.at[i]].Set(v)
		}
	}
	return l.bind(params, func(i int, what string, value protocol.Raw) error {
		dst := args[l.at[i]]
		if !l.isVariadic(i) {
			return l.params[i].decode(c, what, value, dst)
		}
		element := reflect.New(dst.Type().Elem()).Elem()
		if err := l.params[i].decode(c, what, value, element); err != nil {
			return err
		}
		dst.Set(reflect.Append(dst, element))
		return nil
	})
}
