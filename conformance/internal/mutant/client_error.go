package mutant

import (
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var clientError = []*Mutant{
	{
		Name:   "error-as-result",
		Defect: "Errors are reported as results.",
		start: calling(reporting(func(line object) object {
			if e := line.get("error"); e != nil {
				return object{{"result", e}}
			}
			return line
		})),
	},
	{
		Name:   "error-as-failure",
		Defect: "Of an error, only that the call failed is reported.",
		start: calling(reporting(func(line object) object {
			if line.get("error") != nil {
				return object{{"failure", protocol.Raw(`"invalid_response"`)}}
			}
			return line
		})),
	},
	{
		Name:   "error-data-lost",
		Defect: "The data of errors are not reported.",
		start:  calling(reportedErrors(func(e object) object { return e.without("data") })),
	},
	{
		Name:   "error-data-falsy-lost",
		Defect: "Data of errors that are false, 0, empty or null are not reported as they are.",
		start: calling(reportedErrors(func(e object) object {
			switch data := string(e.get("data")); data {
			case "false", "0", `""`:
				return e.without("data")
			case "null":
				return e.with("data", protocol.Raw(`{}`))
			}
			return e
		})),
	},
	{
		Name:   "error-data-as-text",
		Defect: "The data of errors are reported as text.",
		start: calling(reportedErrors(func(e object) object {
			if data := e.get("data"); data.IsArray() || data.IsObject() {
				return e.with("data", quoted(string(data)))
			}
			return e
		})),
	},
	{
		Name:   "error-data-through-float64",
		Defect: "Numbers in the data of errors go through float64.",
		start: calling(reportedErrors(func(e object) object {
			if data := e.get("data"); data != nil {
				return e.with("data", walk{number: asFloat64}.value(data))
			}
			return e
		})),
	},
	{
		Name:   "error-code-in-32-bits",
		Defect: "Codes lose what is beyond 32 bits.",
		start: calling(reportedErrors(func(e object) object {
			if code := e.get("code"); code != nil {
				return e.with("code", protocol.Raw(asInt32(string(code))))
			}
			return e
		})),
	},
	{
		Name:   "error-code-zero-as-success",
		Defect: "An error with the code 0 is a success.",
		start: calling(reporting(func(line object) object {
			if line.errorCode() == "0" {
				return object{{"result", protocol.Raw("null")}}
			}
			return line
		})),
	},
	{
		Name:   "error-code-generalized",
		Defect: "The codes that servers may use are reported as -32000, and -32700 as a parse error of the client.",
		start: calling(reporting(func(line object) object {
			switch line.errorCode() {
			case "-32050", "-32001", "-32099":
				return object{{"error", parseObject(line.get("error")).with("code", protocol.Raw("-32000")).json()}}
			case "-32700":
				return object{{"failure", protocol.Raw(`"parse_error"`)}}
			}
			return line
		})),
	},
	{
		Name:   "error-code-loose-refused",
		Defect: "Codes like 1.0 and 1e0, and errors without a message, are refused.",
		start:  calling(clientDialect(protocol.Dialect{RefuseLooseError: true})),
	},
	{
		Name:   "error-code-up-to-point",
		Defect: "Codes are read up to the point or the exponent.",
		start:  calling(receivedErrors(func(e object) object { return e.filledCode(withoutFraction) })),
	},
	{
		Name:   "error-code-of-any-size",
		Defect: "Codes beyond 64 bits are taken.",
		Cases:  []string{"client/error", "client/limits/exponent-*"},
		start: calling(receivedErrors(func(e object) object {
			return e.filledCode(func(text string) string {
				if text == "9223372036854775808" || strings.Contains(text, "e1000") {
					return "9223372036854775807"
				}
				return text
			})
		})),
	},
	{
		Name:   "error-code-of-any-type",
		Defect: "A code that is no number, or missing, is 0, or the number in a string.",
		start: calling(receivedErrors(func(e object) object {
			code := e.get("code")
			text, ok := code.Text()
			switch {
			case ok && isNumber(protocol.Raw(text)):
				return e.with("code", protocol.Raw(text))
			case !isNumber(code):
				return e.with("code", protocol.Raw("0"))
			}
			return e
		})),
	},
	{
		Name:   "error-message-of-any-type",
		Defect: "A message that is no string is turned into one.",
		start: calling(receivedErrors(func(e object) object {
			m := e.get("message")
			if _, ok := m.Text(); m == nil || ok {
				return e
			}
			return e.with("message", quoted(string(m)))
		})),
	},
	{
		Name:   "error-message-demanded",
		Defect: "An error without a message, or an empty one, is reported with the code 0.",
		start: calling(receivedErrors(func(e object) object {
			if m := e.text("message"); m == "" {
				return object{{"code", protocol.Raw("0")}, {"message", protocol.Raw(`"Unknown error"`)}}
			}
			return e
		})),
	},
	{
		Name:   "error-message-lost",
		Defect: "Errors are reported with the message of their code.",
		start: calling(reportedErrors(func(e object) object {
			if e.get("message") != nil {
				return e.with("message", protocol.Raw(`"Server error"`))
			}
			return e
		})),
	},
	{
		Name:   "error-of-any-type",
		Defect: "An error that is no object is taken for one.",
		start: calling(receiving(messages(func(o object) object {
			e := o.get("error")
			if e == nil || e.IsNull() || e.IsObject() && len(parseObject(e)) > 0 {
				return o
			}
			o = o.with("error", object{{"code", protocol.Raw("0")}, {"message", quoted(string(e))}}.json())
			if o.get("id") != nil {
				return o
			}
			return o.with("jsonrpc", protocol.Raw(`"2.0"`))
		}))),
	},
	{
		Name:   "error-in-array-taken",
		Defect: "An array with an error is taken for it.",
		start: calling(receiving(replaced("error", func(e protocol.Raw) protocol.Raw {
			for first := range e.Elements() {
				if first.IsObject() {
					return first
				}
			}
			return e
		}))),
	},
	{
		Name:   "error-falsy-as-none",
		Defect: "An error that is false, 0 or empty is none.",
		start: calling(receiving(messages(func(o object) object {
			switch string(o.get("error")) {
			case "false", "0", `""`:
				if o.get("result") == nil {
					o = o.with("result", protocol.Raw("null"))
				}
				return o.with("error", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "error-unknown-members-refused",
		Defect: "Errors with members that nobody knows are refused.",
		start: calling(receivedErrors(func(e object) object {
			if len(e.without("code", "message", "data")) > 0 {
				return e.without("code").with("code", protocol.Raw("null"))
			}
			return e
		})),
	},
	{
		Name:   "error-1-0-must-be-object",
		Defect: "Errors of 1.0 that are no objects with a code are failures.",
		start: calling(reporting(func(line object) object {
			if e := line.get("error"); e != nil && !isNumber(parseObject(e).get("code")) {
				return object{{"failure", protocol.Raw(`"invalid_response"`)}}
			}
			return line
		})),
	},
}

// reportedErrors changes errors that a client reports.
func reportedErrors(change func(object) object) clientChange {
	return reporting(func(line object) object {
		if e := line.get("error"); e.IsObject() {
			return line.with("error", change(parseObject(e)).json())
		}
		return line
	})
}

// receivedErrors changes error objects that a client receives.
func receivedErrors(change func(object) object) clientChange {
	return receiving(replaced("error", func(e protocol.Raw) protocol.Raw {
		if !e.IsObject() {
			return e
		}
		return change(parseObject(e)).json()
	}))
}

// filledCode changes a code that is a number.
func (o object) filledCode(f func(string) string) object {
	if code := o.get("code"); isNumber(code) {
		return o.with("code", protocol.Raw(f(string(code))))
	}
	return o
}
