package mutant

import (
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var clientParams = []*Mutant{
	{
		Name:   "params-null",
		Defect: "Where there are no params, they are sent as null.",
		start: calling(sending(messages(func(o object) object {
			if o.get("params") == nil || string(o.get("params")) == "[]" || string(o.get("params")) == "{}" {
				return o.with("params", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "params-in-an-array",
		Defect: "Params are put into an array once more.",
		start:  calling(sendingParams(func(p protocol.Raw) protocol.Raw { return array([]protocol.Raw{p}) })),
	},
	{
		Name:   "params-only-one-unwrapped",
		Defect: "A single positional param that is an array or an object is sent as the params.",
		start: calling(sendingParams(func(p protocol.Raw) protocol.Raw {
			if elements := slices.Collect(p.Elements()); len(elements) == 1 && (elements[0].IsArray() || elements[0].IsObject()) {
				return elements[0]
			}
			return p
		})),
	},
	{
		Name:   "params-null-dropped",
		Defect: "Params that are null are left out.",
		start: calling(sendingParams(func(p protocol.Raw) protocol.Raw {
			if p.IsArray() {
				return array(slices.DeleteFunc(slices.Collect(p.Elements()), protocol.Raw.IsNull))
			}
			return slices.DeleteFunc(parseObject(p), func(m member) bool { return m.value.IsNull() }).json()
		})),
	},
	{
		Name:   "params-reversed",
		Defect: "Positional params are sent from right to left.",
		start: calling(sendingParams(func(p protocol.Raw) protocol.Raw {
			if !p.IsArray() {
				return p
			}
			elements := slices.Collect(p.Elements())
			slices.Reverse(elements)
			return array(elements)
		})),
	},
	{
		Name:   "params-names-lost",
		Defect: "Named params are sent by position.",
		start: calling(sendingParams(func(p protocol.Raw) protocol.Raw {
			if !p.IsObject() {
				return p
			}
			var values []protocol.Raw
			for _, m := range parseObject(p) {
				values = append(values, m.value)
			}
			return array(values)
		})),
	},
	{
		Name:   "params-names-in-snake-case",
		Defect: "Names of params are sent in lower case with underscores.",
		start: calling(sendingParams(func(p protocol.Raw) protocol.Raw {
			return renamedAll(p, func(name string) string {
				return strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(name))
			})
		})),
	},
	{
		Name:   "params-names-into-envelope",
		Defect: "Named params called id or method are merged into the request.",
		start: calling(sending(messages(func(o object) object {
			for _, m := range parseObject(o.get("params")) {
				if m.name == "id" || m.name == "method" {
					o = o.with(m.name, m.value)
				}
			}
			return o
		}))),
	},
	{
		Name:   "params-prototype-lost",
		Defect: "A param of the name __proto__ is lost, as in JavaScript.",
		start:  calling(sendingParams(walk{object: func(o object) object { return o.without("__proto__") }}.value)),
	},
	{
		Name:   "params-strings-guessed",
		Defect: "Params that are strings of JSON are sent as JSON.",
		start:  calling(sendingParams(func(p protocol.Raw) protocol.Raw { return arguments(p, guessed) })),
	},
	{
		Name:   "params-numbers-as-float64",
		Defect: "Numbers in params go through float64.",
		start:  calling(sendingParams(walk{number: asFloat64}.value)),
	},
	{
		Name:   "params-numbers-as-float32",
		Defect: "Fractions in params go through float32.",
		start:  calling(sendingParams(walk{number: fractions(asFloat32)}.value)),
	},
	{
		Name:   "params-numbers-as-strings",
		Defect: "Numbers in params are sent as strings.",
		start:  calling(sendingParams(walk{number: func(text string) string { return `"` + text + `"` }}.value)),
	},
	{
		Name:   "params-markup-escaped",
		Defect: "Params are sent with HTML entities.",
		start:  calling(sendingParams(walk{text: replacer("&", "&amp;", "<", "&lt;", ">", "&gt;")}.value)),
	},
}

// sendingParams rewrites the params that a client sends.
func sendingParams(change func(protocol.Raw) protocol.Raw) clientChange {
	return sending(replaced("params", change))
}

// renamedAll changes the names in an object.
func renamedAll(raw protocol.Raw, f func(string) string) protocol.Raw {
	if !raw.IsObject() {
		return raw
	}
	return parseObject(raw).renamed(f).json()
}

// guessed returns the JSON that a string holds, if it does.
func guessed(raw protocol.Raw) protocol.Raw {
	if text, ok := raw.Text(); ok && protocol.Raw(text).Validate() == nil {
		return protocol.Raw(text)
	}
	return raw
}

// fractions returns a function for numbers that leaves integers alone.
func fractions(f func(string) string) func(string) string {
	return func(text string) string {
		if isInteger(text) {
			return text
		}
		return f(text)
	}
}
