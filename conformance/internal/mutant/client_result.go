package mutant

import (
	"math/big"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var clientResult = []*Mutant{
	{
		Name:   "result-null-as-none",
		Defect: "The result null is taken for no response.",
		start: calling(reporting(func(line object) object {
			if line.get("result").IsNull() {
				return object{{"failure", protocol.Raw(`"no_response"`)}}
			}
			return line
		})),
	},
	{
		Name:   "result-falsy-as-none",
		Defect: "Results that are false, 0 or empty are reported as null.",
		start: calling(reportedResults(func(r protocol.Raw) protocol.Raw {
			switch string(r) {
			case "false", "0", `""`, "[]", "{}":
				return protocol.Raw("null")
			}
			return r
		})),
	},
	{
		Name:   "result-through-float64",
		Defect: "Numbers in results go through float64.",
		start:  calling(reportedResults(walk{number: asFloat64}.value)),
	},
	{
		Name:   "result-through-float32",
		Defect: "Fractions in results go through float32.",
		start:  calling(reportedResults(walk{number: fractions(asFloat32)}.value)),
	},
	{
		Name:   "result-through-int64",
		Defect: "Numbers in results become integers.",
		start:  calling(reportedResults(walk{number: asInt64}.value)),
	},
	{
		Name:   "result-unsigned",
		Defect: "Numbers in results lose their sign.",
		start:  calling(reportedResults(walk{number: func(text string) string { return strings.TrimPrefix(text, "-") }}.value)),
	},
	{
		Name:   "result-negative-refused",
		Defect: "A result that begins with a minus is refused.",
		start: calling(reporting(func(line object) object {
			if r := string(line.get("result")); strings.HasPrefix(r, "-") {
				return object{{"failure", protocol.Raw(`"parse_error"`)}}
			}
			return line
		})),
	},
	{
		Name:   "result-string-guessed",
		Defect: "A result that is a string of JSON is decoded once more.",
		start:  calling(reportedResults(guessed)),
	},
	{
		Name:   "result-string-as-number",
		Defect: "A result that is a string of digits is reported as a number.",
		start: calling(reportedResults(func(r protocol.Raw) protocol.Raw {
			text, _ := r.Text()
			if n, ok := new(big.Int).SetString(text, 10); ok {
				return protocol.Raw(n.String())
			}
			return r
		})),
	},
	{
		Name:   "result-string-in-upper-case",
		Defect: "A result that is a string is reported in upper case.",
		start:  calling(reportedResults(stringsOf(strings.ToUpper))),
	},
	{
		Name:   "result-number-as-string",
		Defect: "Numbers in results are reported as strings.",
		start:  calling(reportedResults(walk{number: func(text string) string { return `"` + text + `"` }}.value)),
	},
	{
		Name:   "result-literals-as-numbers",
		Defect: "Booleans in results are reported as 0 and 1.",
		start:  calling(reportedResults(walk{literal: replacer("false", "0", "true", "1")}.value)),
	},
	{
		Name:   "result-with-error-as-error",
		Defect: "A result that has a member error is reported as an error.",
		start: calling(reporting(func(line object) object {
			if e := parseObject(line.get("result")).get("error"); e != nil {
				return object{{"error", e}}
			}
			return line
		})),
	},
	{
		Name:   "result-like-a-response-unwrapped",
		Defect: "Members of results that look like members of responses are taken out.",
		start:  calling(reportedResults(walk{object: func(o object) object { return o.without("id", "jsonrpc") }}.value)),
	},
	{
		Name:   "result-first-element",
		Defect: "Of a result that is an array, the first element is reported.",
		start: calling(reportedResults(func(r protocol.Raw) protocol.Raw {
			for first := range r.Elements() {
				return first
			}
			return r
		})),
	},
	{
		Name:   "result-empty-array-as-object",
		Defect: "Arrays and objects that are empty are mixed up, as in PHP and Lua.",
		start: calling(reportedResults(func(r protocol.Raw) protocol.Raw {
			switch string(r) {
			case "[]":
				return protocol.Raw("{}")
			case "{}":
				return protocol.Raw("[]")
			}
			return r
		})),
	},
	{
		Name:   "result-names-lost",
		Defect: "The names __proto__ and \"\" are lost in results.",
		start:  calling(reportedResults(walk{object: func(o object) object { return o.without("__proto__", "") }}.value)),
	},
	{
		Name:   "result-null-members-lost",
		Defect: "Members of results that are null are left out.",
		start: calling(reportedResults(walk{object: func(o object) object {
			var left object
			for _, m := range o {
				if !m.value.IsNull() {
					left = append(left, m)
				}
			}
			return left
		}}.value)),
	},
	{
		Name:   "result-overflow-as-null",
		Defect: "Numbers beyond float64 are reported as null.",
		start: calling(reportedResults(walk{number: func(text string) string {
			if asFloat64(text) == "null" {
				return "null"
			}
			return text
		}}.value)),
	},
	{
		Name:   "result-duplicates-crash",
		Defect: "A result with two members of one name is not reported.",
		start: calling(reporting(func(line object) object {
			if hasDuplicates(line.get("result")) {
				return object{{"failure", protocol.Raw(`"parse_error"`)}}
			}
			return line
		})),
	},
	{
		Name:   "result-in-ascii",
		Defect: "Results lose what is not ASCII.",
		start:  calling(reportedResults(walk{text: asciiOnly, name: asciiOnly}.value)),
	},
	{
		Name:   "result-in-16-bits",
		Defect: "Results lose what is beyond 16 bits.",
		start:  calling(reportedResults(walk{text: basicOnly}.value)),
	},
	{
		Name:   "result-escapes-kept",
		Defect: "Escapes in results are not undone.",
		start: calling(reportedResults(func(r protocol.Raw) protocol.Raw {
			if _, ok := r.Text(); ok {
				return protocol.Raw(strings.ReplaceAll(string(r), `\`, `\\`))
			}
			return r
		})),
	},
	{
		Name:   "result-surrogates-replaced",
		Defect: "Lone surrogates in results are replaced.",
		start:  calling(reportedResults(walk{text: validText}.value)),
	},
	{
		Name:   "surrogate-in-message-refused",
		Defect: "A lone surrogate in the message of an error is refused.",
		start:  calling(clientDialect(protocol.Dialect{RefuseLoneSurrogate: true})),
	},
}

// reportedResults changes results that a client reports.
func reportedResults(change func(protocol.Raw) protocol.Raw) clientChange {
	return reporting(func(line object) object {
		if r := line.get("result"); r != nil {
			return line.with("result", change(r))
		}
		return line
	})
}
