package server

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// fieldsOf returns the fields of a struct as params, in their order. They go by the
// names that encoding/json gives them; fields of embedded structs are among them, and
// give way to those of the same name that are embedded less deeply.
func fieldsOf(t reflect.Type) ([]param, error) {
	c := fieldCollector{at: make(map[string]int)}
	if err := c.collect(t, nil, nil); err != nil {
		return nil, err
	}
	kept := c.params[:0]
	for i, p := range c.params {
		if c.at[p.name] == i {
			kept = append(kept, p)
		}
	}
	return kept, nil
}

// A fieldCollector collects the fields of a struct.
type fieldCollector struct {
	params []param
	at     map[string]int // the position of the param that has the name
}

// collect adds the fields of t, which is embedded at index within the types of path.
func (c *fieldCollector) collect(t reflect.Type, index []int, path []reflect.Type) error {
	if slices.Contains(path, t) { // embedded in itself, which encoding/json ignores too
		return nil
	}
	path = append(slices.Clip(path), t)
	for i := range t.NumField() {
		f := t.Field(i)
		at := append(slices.Clip(index), i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" && opts == "" {
			continue
		}
		if inner := embedded(f); inner != nil && name == "" {
			if err := c.collect(inner, at, path); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if name == "" {
			name = f.Name
		}
		p, err := fieldParam(f, name, opts)
		if err != nil {
			return err
		}
		p.index = at
		if err := c.add(p); err != nil {
			return err
		}
	}
	return nil
}

// embedded returns the struct whose fields count as those of the struct that f is a
// field of, or nil.
func embedded(f reflect.StructField) reflect.Type {
	if !f.Anonymous {
		return nil
	}
	t := f.Type
	if t.Kind() == reflect.Pointer {
		if !f.IsExported() { // it could not be set
			return nil
		}
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || decodesItself(t) || decodesText(t) {
		return nil
	}
	return t
}

// fieldParam returns the param that a field is, given its name and the options of its
// json tag.
func fieldParam(f reflect.StructField, name, opts string) (param, error) {
	p := param{name: name, typ: f.Type, optional: f.Type.Kind() == reflect.Pointer}
	for opt := range strings.SplitSeq(opts, ",") {
		switch opt {
		case "omitempty", "omitzero":
			p.optional = true
		case "string":
			k := f.Type.Kind()
			p.text = k == reflect.Bool || isInteger(k) || k == reflect.Float32 || k == reflect.Float64
		}
	}
	switch tag := f.Tag.Get("rpc"); tag {
	case "":
	case "optional":
		p.optional = true
	default:
		return param{}, fmt.Errorf("field %s: unknown option %q in the rpc tag", f.Name, tag)
	}
	if !isDecodable(f.Type) {
		return param{}, fmt.Errorf("field %s: JSON cannot be decoded into %s", f.Name, f.Type)
	}
	return p, nil
}

// add adds a param, unless there is one of the same name that is embedded less deeply.
func (c *fieldCollector) add(p param) error {
	i, taken := c.at[p.name]
	if taken {
		switch old := len(c.params[i].index); {
		case old < len(p.index):
			return nil
		case old == len(p.index):
			return fmt.Errorf("two fields are named %q", p.name)
		}
	}
	c.at[p.name] = len(c.params)
	c.params = append(c.params, p)
	return nil
}

// field returns the field of v at index. Nil pointers on the way to it are set.
func field(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}
