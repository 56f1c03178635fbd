package client

import (
	"context"
	"errors"
	"fmt"
	"reflect"

	"github.com/rpcwire/rpcwire/protocol"
)

// A BindOption changes how [Client.Bind] reads a struct.
type BindOption struct {
	names func(field string) string
}

// WithNames makes a name mapper: a method whose name is in no tag has the name that
// names returns for that of the field, such as strings.ToLower or one that adds a
// prefix. Nil is no mapper, as is the default: methods are named like their fields.
func WithNames(names func(field string) string) BindOption { return BindOption{names: names} }

// Bind makes remote procedures of the exported func fields of the struct that target
// points to, those of embedded structs included:
//
//	var math struct {
//		Add   func(ctx context.Context, a, b int) (int, error) `rpc:"add"`
//		Sum   func(nums ...int) (int, error)                   `rpc:"sum"`
//		Plot  func(p Point) error                              `rpc:"plot,named"`
//		Reset func(ctx context.Context) error                  `rpc:"reset,notify"`
//		Debug func(string)                                     `rpc:"-"`
//	}
//	err := c.Bind(&math)
//
// A function has any arguments, a context before them if it likes, and returns a
// result and an error, or an error alone, which discards the result. It calls as
// [Client.Call] does, without a context with the background one, and its errors are
// those. The arguments are positional params, variadic ones included, each of them
// one param; with the tag option named the only argument is all of the params, a
// struct or a map. With the option notify the function, which returns an error alone,
// sends a notification. The tag "-" leaves a field out. Functions may be called
// concurrently. Fields that are no functions are left alone.
//
// The error is of [KindRequest] and names every field that cannot be bound; no field
// is changed then. It is also an error if there is none to bind.
func (c *Client) Bind(target any, opts ...BindOption) error {
	b := binder{client: c, names: func(field string) string { return field }}
	for _, o := range opts {
		if o.names != nil {
			b.names = o.names
		}
	}
	if err := b.bind(target); err != nil {
		return &Error{Kind: KindRequest, Err: &RequestError{Problem: "bind", Err: err}}
	}
	return nil
}

// A binder collects the procedures of one struct.
type binder struct {
	client *Client
	names  func(string) string
	found  []binding
	wrong  []error
}

// A binding is a field and the function it gets.
type binding struct{ field, function reflect.Value }

func (b *binder) bind(target any) error {
	p := reflect.ValueOf(target)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Struct {
		return fmt.Errorf("%T is no pointer to a struct", target)
	}
	b.fields(p.Elem())
	if len(b.found) == 0 && len(b.wrong) == 0 {
		return fmt.Errorf("%T has no exported func field", target)
	}
	if len(b.wrong) > 0 {
		return errors.Join(b.wrong...)
	}
	for _, f := range b.found {
		f.field.Set(f.function)
	}
	return nil
}

// fields looks at all fields of a struct.
func (b *binder) fields(structure reflect.Value) {
	for i := range structure.NumField() {
		f := structure.Type().Field(i)
		tag, tagged := f.Tag.Lookup("rpc")
		switch {
		case tag == "-":
		case f.Anonymous && f.Type.Kind() == reflect.Struct:
			b.fields(structure.Field(i))
		case f.IsExported() && f.Type.Kind() == reflect.Func:
			b.function(structure.Field(i), f, tag)
		case tagged:
			b.wrong = append(b.wrong, fmt.Errorf("field %s is no exported func", f.Name))
		}
	}
}

// function binds one field.
func (b *binder) function(field reflect.Value, f reflect.StructField, tag string) {
	p, err := newProcedure(f.Type, tag)
	if err != nil {
		b.wrong = append(b.wrong, fmt.Errorf("field %s: %w", f.Name, err))
		return
	}
	if p.method.name == "" {
		p.method.name = b.names(f.Name)
	}
	p.method.client = b.client
	b.found = append(b.found, binding{field, reflect.MakeFunc(f.Type, p.call)})
}

// call calls the procedure.
func (p *procedure) call(args []reflect.Value) []reflect.Value {
	ctx := context.Background()
	if p.context {
		ctx, _ = args[0].Interface().(context.Context) // a nil one is refused by the client
		args = args[1:]
	}
	params := p.params(args)
	if p.notify {
		return []reflect.Value{errorValue(p.method.Notify(ctx, params))}
	}
	if p.result == nil {
		return []reflect.Value{errorValue(p.method.Call(ctx, params, nil))}
	}
	out := reflect.New(p.result)
	err := p.method.Call(ctx, params, out.Interface())
	if err != nil {
		out.Elem().SetZero()
	}
	return []reflect.Value{out.Elem(), errorValue(err)}
}

// params returns the params that the arguments stand for.
func (p *procedure) params(args []reflect.Value) any {
	if p.named {
		return args[0].Interface()
	}
	var params protocol.Args
	for i, arg := range args {
		if p.variadic && i == len(args)-1 {
			for k := range arg.Len() {
				params = append(params, arg.Index(k).Interface())
			}
			break
		}
		params = append(params, arg.Interface())
	}
	return params
}

// errorValue returns err as a value of type error.
func errorValue(err error) reflect.Value { return reflect.ValueOf(&err).Elem() }
