package mutant

import (
	"context"
	"encoding/json"
	"math/big"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

var serverParams = []*Mutant{
	{
		Name:   "params-scalar",
		Defect: "Params that are a string, a number or a boolean are taken.",
		start:  local(dialect(protocol.Dialect{AllowScalarParams: true})),
	},
	{
		Name:   "params-null-crash",
		Defect: "Params that are null are an internal error.",
		start:  local(refusing(some(func(o object) bool { return o.get("params").IsNull() }), protocol.CodeInternalError)),
	},
	{
		Name:   "params-empty-refused",
		Defect: "Empty params, an array or an object, are refused.",
		start:  local(refusing(some(func(o object) bool { return string(o.get("params")) == "[]" || string(o.get("params")) == "{}" }), protocol.CodeInvalidParams)),
	},
	{
		Name:   "params-by-position-only",
		Defect: "Named params are refused.",
		start: local(refusing(func(payload []byte) bool {
			params := parseObject(payload).get("params")
			return params.IsObject() && len(parseObject(params)) > 0
		}, protocol.CodeInvalidParams)),
	},
	{
		Name:   "params-numbers-through-float64",
		Defect: "Numbers in params go through float64.",
		start:  local(payloads(replaced("params", walk{number: asFloat64}.value))),
	},
	{
		Name:   "params-names-in-any-case",
		Defect: "Names of params match in any case.",
		start: local(payloads(replaced("params", func(params protocol.Raw) protocol.Raw {
			if !params.IsObject() {
				return params
			}
			return parseObject(params).renamed(folded).json()
		}))),
	},
	{
		Name:   "params-names-as-indices",
		Defect: "Names that look like an integer are one, as in PHP and Lua.",
		start: local(payloads(replaced("params", walk{name: func(name string) string {
			if n, ok := new(big.Int).SetString(name, 10); ok {
				return n.String()
			}
			return name
		}, object: lastOfEach}.value))),
	},
	{
		Name:   "params-missing-as-zero",
		Defect: "Params that are missing or null are 0.",
		start:  local(method("subtract", subtraction(true))),
	},
	{
		Name:   "params-more-ignored",
		Defect: "Params that are too many, or unknown, are ignored.",
		start:  local(method("subtract", subtraction(false))),
	},
	{
		Name:   "params-numbers-in-strings",
		Defect: "A string of digits is taken for a number.",
		start: local(payloads(callsOf("subtract", func(params protocol.Raw) protocol.Raw {
			return arguments(params, func(value protocol.Raw) protocol.Raw {
				if text, ok := value.Text(); ok && isNumber(protocol.Raw(text)) {
					return protocol.Raw(text)
				}
				return value
			})
		}))),
	},
	{
		Name:   "params-spread",
		Defect: "A single param that is an array or an object is taken for the params.",
		start: local(payloads(replaced("params", func(params protocol.Raw) protocol.Raw {
			if elements := slices.Collect(params.Elements()); len(elements) == 1 && (elements[0].IsArray() || elements[0].IsObject()) {
				return elements[0]
			}
			return params
		}))),
	},
	{
		Name:   "params-fraction-cut",
		Defect: "Integers are read up to the point.",
		start:  local(payloads(callsOf("subtract", walk{number: withoutFraction}.value))),
	},
	{
		Name:   "params-huge-exponent-as-zero",
		Defect: "A number that is too large for the machine counts as 0.",
		start: local(payloads(callsOf("subtract", walk{number: func(text string) string {
			if strings.Contains(text, "e1000") {
				return "0"
			}
			return text
		}}.value))),
		Cases: []string{"server/params", "server/limits/*exponent"},
	},
	{
		Name:   "params-at-most-ten",
		Defect: "Params beyond the tenth are cut off.",
		start: local(payloads(replaced("params", func(params protocol.Raw) protocol.Raw {
			if elements := slices.Collect(params.Elements()); len(elements) > 10 {
				return array(elements[:10])
			}
			return params
		}))),
		Cases: []string{"server/params", "server/examples", "server/grammar", "server/limits/sum-many", "server/limits/elements-many"},
	},
	{
		Name:   "params-code-internal",
		Defect: "Wrong params are answered with -32603.",
		start:  local(replies(codes("-32602", "-32603"))),
	},
	{
		Name:   "params-double-arithmetic",
		Defect: "Integers are added and subtracted as float64.",
		start: local(method("subtract", server.Func(func(minuend, subtrahend float64) float64 { return minuend - subtrahend }, "minuend", "subtrahend")),
			method("sum", server.Func(func(numbers ...float64) float64 {
				total := 0.0
				for _, n := range numbers {
					total += n
				}
				return total
			}))),
		Cases: []string{"server/params", "server/examples", "server/limits/sum-many", "server/limits/argument-huge-exponent"},
	},
	{
		Name:   "params-echo-decoded",
		Defect: "What is echoed is decoded and encoded again: numbers become float64, and names are sorted.",
		start:  local(method("echo", server.Func(func(value any) any { return value }, "value"))),
	},
}

// subtraction is a subtract that takes more than it should.
func subtraction(missing bool) server.Method {
	return server.MethodFunc(func(_ context.Context, req *server.Request) (any, error) {
		all := slices.Collect(req.Params.Elements())
		if o := parseObject(req.Params); req.Params.IsObject() {
			all = []protocol.Raw{o.get("minuend"), o.get("subtrahend")}
		}
		var operands [2]big.Int
		for i := range operands {
			switch {
			case i < len(all) && isNumber(all[i]) && json.Unmarshal(all[i], &operands[i]) == nil:
			case missing && (i >= len(all) || all[i] == nil || all[i].IsNull()):
			default:
				return nil, protocol.CodeInvalidParams
			}
		}
		if missing && (len(all) > 2 || len(parseObject(req.Params)) > 2) {
			return nil, protocol.CodeInvalidParams
		}
		return protocol.Raw(operands[0].Sub(&operands[0], &operands[1]).String()), nil
	})
}

// arguments changes the values in params.
func arguments(params protocol.Raw, change func(protocol.Raw) protocol.Raw) protocol.Raw {
	if params.IsObject() {
		o := parseObject(params)
		for i := range o {
			o[i].value = change(o[i].value)
		}
		return o.json()
	}
	elements := slices.Collect(params.Elements())
	for i := range elements {
		elements[i] = change(elements[i])
	}
	return array(elements)
}

// callsOf rewrites the params of the calls of one method.
func callsOf(name string, change func(protocol.Raw) protocol.Raw) rewrite {
	return messages(func(o object) object {
		if o.text("method") != name || o.get("params") == nil {
			return o
		}
		return o.with("params", change(o.get("params")))
	})
}

// codes returns a rewrite of error codes: old, new, old, new...
func codes(pairs ...string) rewrite {
	return replaced("error", func(e protocol.Raw) protocol.Raw {
		o := parseObject(e)
		for i := 0; i < len(pairs); i += 2 {
			if string(o.get("code")) == pairs[i] {
				return o.with("code", protocol.Raw(pairs[i+1])).json()
			}
		}
		return e
	})
}
