package server

import (
	"maps"
	"slices"
	"strings"
)

// A MethodInfo describes a Method to people who call it.
type MethodInfo struct {
	// Name is the name that it is registered under.
	Name string

	// Params are the params that it takes, in their order; nil if it takes any, or if
	// it is not known what it takes.
	Params []ParamInfo

	// Doc is the text that [Doc] or [MethodDoc] gave it.
	Doc string
}

// A ParamInfo describes a parameter.
type ParamInfo struct {
	// Name is the name; empty if the param has none and is bound by position alone.
	Name string

	// Type is what JSON calls its values: "string", "number", "integer", "boolean",
	// "array", "object" or "any".
	Type string

	// Optional is whether a call may leave the param out.
	Optional bool

	// Variadic is whether it takes all further positional params; as a named one it is
	// an array of them.
	Variadic bool
}

// A Describer is a Method that can tell what params it takes. Those of [Typed], [Func]
// and [Server.Lazy] are.
type Describer interface {
	// DescribeParams returns the params, as in [MethodInfo].
	DescribeParams() []ParamInfo
}

// Describe describes all Methods, sorted by name.
func (s *Server) Describe() []MethodInfo {
	entries := s.state.Load().entries
	infos := make([]MethodInfo, 0, len(entries))
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		e := entries[name]
		info := MethodInfo{Name: name, Doc: e.doc}
		if d, ok := e.method.(Describer); ok {
			info.Params = d.DescribeParams()
		}
		infos = append(infos, info)
	}
	return infos
}

// Signature returns name and params in one line, like "find(name: string, limit?:
// integer, tags...: string)", and "name(...)" where any params are taken.
func (m MethodInfo) Signature() string {
	if m.Params == nil {
		return m.Name + "(...)"
	}
	params := make([]string, len(m.Params))
	for i, p := range m.Params {
		params[i] = p.String()
	}
	return m.Name + "(" + strings.Join(params, ", ") + ")"
}

// String returns the param as [MethodInfo.Signature] writes it.
func (p ParamInfo) String() string {
	s := p.Name
	switch {
	case p.Variadic:
		s += "..."
	case p.Optional:
		s += "?"
	}
	if p.Name == "" {
		return p.Type + s
	}
	return s + ": " + p.Type
}
