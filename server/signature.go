package server

import (
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// A signature is what callers can pass to a Method: a list of params, by position or
// by name.
type signature struct {
	params   []param
	variadic bool           // the last param takes all further arguments
	index    map[string]int // the params by name; nil if they have none
}

// newSignature returns a signature. Either all params have names or none has.
func newSignature(params []param, variadic bool) *signature {
	g := &signature{params: params, variadic: variadic}
	if len(params) == 0 || params[0].name != "" {
		g.index = make(map[string]int, len(params))
		for i := range params {
			g.index[params[i].name] = i
		}
	}
	return g
}

// A setter takes the argument for param i, which errors call what.
type setter func(i int, what string, value protocol.Raw) error

// bind hands every argument in params to set, those for the variadic param one by
// one. The error is a mismatchError or comes from set.
func (g *signature) bind(params protocol.Raw, set setter) error {
	var few [16]bool
	seen := few[:0]
	if len(g.params) > len(few) {
		seen = make([]bool, 0, len(g.params))
	}
	seen = seen[:len(g.params)]
	var err error
	switch {
	case params.IsObject():
		err = g.bindNamed(params, seen, set)
	case params.IsArray():
		err = g.bindPositional(params, seen, set)
	case params != nil: // a lenient dialect lets a lone value pass (R04)
		err = g.bindNext(0, params, seen, set)
	}
	if err != nil {
		return err
	}
	return g.complete(seen)
}

// bindPositional binds the elements of an array.
func (g *signature) bindPositional(params protocol.Raw, seen []bool, set setter) error {
	n := 0
	for value := range params.Elements() {
		if n >= len(g.params) && !g.variadic {
			return g.tooMany(params)
		}
		if err := g.bindNext(n, value, seen, set); err != nil {
			return err
		}
		n++
	}
	return nil
}

// bindNext binds the argument at position n.
func (g *signature) bindNext(n int, value protocol.Raw, seen []bool, set setter) error {
	i := min(n, len(g.params)-1)
	if i < 0 {
		return g.tooMany(value)
	}
	seen[i] = true
	return set(i, g.label(i, n), value)
}

// bindNamed binds the members of an object.
func (g *signature) bindNamed(params protocol.Raw, seen []bool, set setter) error {
	for name, value := range params.Members() {
		if g.index == nil {
			return mismatch(nil, "params must be positional")
		}
		i, ok := g.index[name]
		if !ok {
			return mismatch(nil, "unknown param %s", quoted(name))
		}
		if seen[i] {
			return mismatch(nil, "param %s is there twice", quoted(name)) // R07
		}
		seen[i] = true
		if err := g.bindMember(i, value, set); err != nil {
			return err
		}
	}
	return nil
}

// bindMember binds the argument with the name of param i. That of the variadic param
// is an array of arguments.
func (g *signature) bindMember(i int, value protocol.Raw, set setter) error {
	what := g.label(i, i)
	if !g.isVariadic(i) {
		return set(i, what, value)
	}
	if !value.IsArray() {
		return mismatch(nil, "%s must be an array", what)
	}
	for element := range value.Elements() {
		if err := set(i, what, element); err != nil {
			return err
		}
	}
	return nil
}

// complete returns an error if a param that is not optional has not been seen.
func (g *signature) complete(seen []bool) error {
	for i := range g.params {
		if !seen[i] && !g.params[i].optional && !g.isVariadic(i) {
			return mismatch(nil, "missing %s", g.label(i, i))
		}
	}
	return nil
}

func (g *signature) isVariadic(i int) bool { return g.variadic && i == len(g.params)-1 }

// label returns what errors call the argument at position n, which is for param i.
func (g *signature) label(i, n int) string {
	if g.index == nil {
		return "param " + strconv.Itoa(n+1)
	}
	return "param " + quoted(g.params[i].name)
}

// tooMany returns the error for more arguments than there are params.
func (g *signature) tooMany(params protocol.Raw) error {
	given := 1
	if params.IsArray() {
		given = 0
		for range params.Elements() {
			given++
		}
	}
	return mismatch(nil, "too many params: %d of at most %d", given, len(g.params))
}

// infos describes the params.
func (g *signature) infos() []ParamInfo {
	infos := make([]ParamInfo, len(g.params))
	for i, p := range g.params {
		infos[i] = ParamInfo{
			Name: p.name, Type: typeOf(p.typ), Optional: p.optional, Variadic: g.isVariadic(i),
		}
	}
	return infos
}
