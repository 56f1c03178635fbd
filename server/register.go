package server

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// MapNames is for [Server.Register]: it turns the Go name of a method into the one
// that callers use, which without it is the Go name. A method whose name becomes empty
// is left out. [LowerCamel] and [SnakeCase] are such functions.
func MapNames(f func(goName string) string) Option {
	return func(o *options) { o.mapName = f }
}

// ParamNames is for [Server.Register]: it gives names to the params of the method with
// that Go name, as [Func] takes them.
func ParamNames(goName string, names ...string) Option {
	return func(o *options) { o.paramNames[goName] = names }
}

// MethodDoc is for [Server.Register]: it documents the method with that Go name.
func MethodDoc(goName, text string) Option {
	return func(o *options) { o.docs[goName] = text }
}

// Register registers every exported method of an object as [Func] does, embedded ones
// included, under its name or, unless prefix is empty, under prefix, a dot and the
// name: "math.Add". Go does not keep the names of parameters: they are bound by
// position, unless there are [ParamNames] or the method takes a struct. If one method
// cannot be registered, none is; [MapNames] can leave methods out. An object without
// methods is an error.
func (s *Server) Register(prefix string, object any, opts ...Option) error {
	o := newOptions(opts)
	v := reflect.ValueOf(object)
	if !v.IsValid() {
		return errors.New("server: register: the object is nil")
	}
	t := v.Type()
	if err := o.checkGoNames(t); err != nil {
		return fmt.Errorf("server: register: %w", err)
	}
	return s.update(func(st *state) error {
		n := 0
		for i := range t.NumMethod() {
			goName := t.Method(i).Name
			name := o.nameOf(goName)
			if name == "" {
				continue
			}
			n++
			m := Func(v.Method(i).Interface(), o.paramNames[goName]...)
			if err := st.add(prefixed(prefix, name), m, o.docOf(goName), o); err != nil {
				return err
			}
		}
		if n == 0 {
			return noMethods(t)
		}
		return nil
	})
}

// nameOf returns what a method is called by callers.
func (o *options) nameOf(goName string) string {
	if o.mapName == nil {
		return goName
	}
	return o.mapName(goName)
}

// docOf returns the documentation of a method.
func (o *options) docOf(goName string) string {
	if text, ok := o.docs[goName]; ok {
		return text
	}
	return o.doc
}

// checkGoNames returns an error if an option is for a method that t does not have.
func (o *options) checkGoNames(t reflect.Type) error {
	var missing []string
	for goName := range o.paramNames {
		missing = append(missing, goName)
	}
	for goName := range o.docs {
		missing = append(missing, goName)
	}
	slices.Sort(missing)
	for _, goName := range missing {
		if _, ok := t.MethodByName(goName); !ok {
			return fmt.Errorf("%s has no method %s", t, goName)
		}
	}
	return nil
}

// noMethods returns the error for an object without methods to register.
func noMethods(t reflect.Type) error {
	if t.Kind() != reflect.Pointer && reflect.PointerTo(t).NumMethod() > 0 {
		return fmt.Errorf("server: register: %s has no methods, but *%s has", t, t)
	}
	return fmt.Errorf("server: register: %s has no methods", t)
}
