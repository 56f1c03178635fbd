package mutant

import (
	"bytes"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var codecValue = []*Mutant{
	{Name: "id-through-float64", Defect: "Ids that are numbers go through float64.", start: coding(sayingText("id", numbersOf(asFloat64)))},
	{Name: "id-through-int64", Defect: "Ids that are numbers lose their fraction and what is beyond 64 bits.", start: coding(sayingText("id", numbersOf(asInt64)))},
	{Name: "id-through-int32", Defect: "Ids that are integers lose what is beyond 32 bits.", start: coding(sayingText("id", numbersOf(asInt32)))},
	{Name: "id-unsigned", Defect: "Ids lose their sign.", start: coding(sayingText("id", func(id protocol.Raw) protocol.Raw { return bytes.TrimLeft(id, "-") }))},
	{Name: "id-as-string", Defect: "Ids that are numbers are said as strings.", start: coding(sayingText("id", numbersOf(func(text string) string { return `"` + text + `"` })))},
	{Name: "id-string-as-text", Defect: "Ids that are strings are said without quotes.", start: coding(sayingText("id", func(id protocol.Raw) protocol.Raw {
		if text, ok := id.Text(); ok {
			return protocol.Raw(text)
		}
		return id
	}))},
	{Name: "id-trimmed", Defect: "Ids that are strings lose the space around them.", start: coding(sayingText("id", stringsOf(trimmed)))},
	{Name: "id-until-nul", Defect: "Ids that are strings end at a NUL.", start: coding(sayingText("id", stringsOf(untilNUL)))},
	{Name: "id-escapes-kept", Defect: "Escapes in ids are not undone.", start: coding(decoding(ids(func(id protocol.Raw) protocol.Raw { return bytes.ReplaceAll(id, []byte(`\`), []byte(`\\`)) })))},
	{Name: "id-of-255-bytes", Defect: "Ids are cut to 255 bytes.", start: coding(sayingText("id", func(id protocol.Raw) protocol.Raw { return stringsOf(cut(255))(numbersOf(cut(255))(id)) }))},
	{Name: "id-falsy-as-none", Defect: "The ids 0 and \"\" are none.", start: coding(saying(func(m object) object {
		if id := m.text("id"); id == "0" || id == `""` {
			return m.without("id")
		}
		return m
	}))},
	{Name: "id-null-left-out", Defect: "The id null is not said.", start: coding(saying(func(m object) object {
		if m.text("id") == "null" {
			return m.without("id")
		}
		return m
	}))},
	{Name: "id-of-any-type", Defect: "Ids that are booleans, arrays and objects are taken in 2.0.", start: coding(disguisedIDs...)},
	{Name: "id-of-2-0-only", Defect: "Ids that are booleans, arrays and objects are refused in 1.0.", start: coding(decoding(badIDs(isOddID)))},
	{Name: "id-of-invalid-lost", Defect: "The ids of invalid messages are said as 0.", start: coding(saying(func(m object) object {
		if m.text("kind") == "invalid" {
			return m.with("id", protocol.Raw(`"0"`))
		}
		return m
	}))},
	{Name: "id-surrogates-replaced", Defect: "Lone surrogates in ids are replaced.", start: coding(sayingText("id", walk{text: validText}.value))},

	{Name: "method-of-any-type", Defect: "A method that is no string is turned into one.", start: coding(decoding(replaced("method", func(m protocol.Raw) protocol.Raw {
		if _, ok := m.Text(); ok {
			return m
		}
		return quoted(string(m))
	})))},
	{Name: "method-empty-refused", Defect: "The method \"\" is invalid.", start: coding(decoding(badMethods(func(name string) bool { return name == "" })))},
	{Name: "method-reserved-refused", Defect: "Methods that begin with rpc. are invalid.", start: coding(decoding(badMethods(func(name string) bool { return strings.HasPrefix(name, "rpc.") })))},
	{Name: "method-prototype-refused", Defect: "The method __proto__ is invalid.", start: coding(decoding(badMethods(func(name string) bool { return name == "__proto__" })))},
	{Name: "method-trimmed", Defect: "Methods lose the space around them.", start: coding(sayingMethod(trimmed))},
	{Name: "method-until-nul", Defect: "Methods end at a NUL.", start: coding(sayingMethod(untilNUL))},
	{Name: "method-in-ascii", Defect: "Methods lose what is not ASCII.", start: coding(sayingMethod(asciiOnly))},
	{Name: "method-composed", Defect: "Methods are normalized (Unicode NFC).", start: coding(sayingMethod(composed))},
	{Name: "method-escapes-kept", Defect: "Escapes in methods are not undone.", start: coding(decoding(replaced("method", func(m protocol.Raw) protocol.Raw { return bytes.ReplaceAll(m, []byte(`\`), []byte(`\\`)) })))},
	{Name: "method-of-1000-bytes", Defect: "Methods are cut to 1000 bytes.", start: coding(sayingMethod(cut(1000)))},
	{Name: "method-surrogates-replaced", Defect: "Lone surrogates in methods and messages are replaced.", start: coding(sayingMethod(validText), saying(func(m object) object {
		if e := m.get("error"); e != nil {
			return m.with("error", walk{text: validText}.value(e))
		}
		return m
	}))},

	{Name: "params-scalar", Defect: "Params that are a string, a number or a boolean are taken.", start: coding(codecDialect(protocol.Dialect{AllowScalarParams: true}))},
	{Name: "params-null-kept", Defect: "Params that are null are said.", start: coding(nullParams...)},
	{Name: "params-none-as-empty", Defect: "Params that are not there are said as an empty object.", start: coding(saying(func(m object) object {
		if m.get("method") != nil && m.get("params") == nil {
			return m.with("params", protocol.Raw(`"{}"`))
		}
		return m
	}))},
	{Name: "params-reversed", Defect: "Positional params are said from right to left.", start: coding(sayingText("params", func(p protocol.Raw) protocol.Raw {
		var reversed []protocol.Raw
		if !p.IsArray() || len(p) > 10_000 {
			return p
		}
		for e := range p.Elements() {
			reversed = append([]protocol.Raw{e}, reversed...)
		}
		return array(reversed)
	}))},
	{Name: "params-of-1-0-named", Defect: "Named params are taken in 1.0.", start: coding(codecDialect(protocol.Dialect{AllowNamedParamsV1: true}))},

	{Name: "values-through-float64", Defect: "Numbers go through float64, wherever they are.", start: coding(sayingTexts(walk{number: asFloat64}.value))},
	{Name: "values-through-float32", Defect: "Fractions go through float32, and integers through 32 bits.", start: coding(sayingTexts(walk{number: func(text string) string {
		if isInteger(text) {
			return asInt32(text)
		}
		return asFloat32(text)
	}}.value))},
	{Name: "values-unsigned", Defect: "Numbers in params lose their sign, and fractions the exponent.", start: coding(sayingText("params", walk{number: func(text string) string {
		text = strings.TrimLeft(text, "-")
		if i := strings.IndexAny(text, "eE"); i > 0 {
			return text[:i]
		}
		return text
	}}.value))},
	{Name: "values-numbers-as-strings", Defect: "Numbers in arrays and objects are said as strings.", start: coding(sayingText("params", walk{number: func(text string) string { return `"` + text + `"` }}.value))},
	{Name: "values-literals-as-numbers", Defect: "Literals are said as numbers.", start: coding(sayingTexts(walk{literal: replacer("false", "0", "true", "1", "null", "0")}.value))},
	{Name: "values-in-ascii", Defect: "Strings lose what is not ASCII.", start: coding(sayingTexts(walk{text: asciiOnly, name: asciiOnly}.value))},
	{Name: "values-in-16-bits", Defect: "Strings lose what is beyond 16 bits.", start: coding(sayingTexts(walk{text: basicOnly, name: basicOnly}.value))},
	{Name: "values-surrogates-replaced", Defect: "Lone surrogates are replaced.", start: coding(sayingTexts(walk{text: validText, name: validText}.value))},
	{Name: "values-controls-dropped", Defect: "Control characters, delete and noncharacters in strings are lost.", start: coding(sayingTexts(walk{text: func(text string) string {
		return strings.Map(func(c rune) rune {
			if c < ' ' || c == 0x7f || c&0xffff >= 0xfffe {
				return -1
			}
			return c
		}, text)
	}}.value))},
	{Name: "values-names-lost", Defect: "The names __proto__, \"\" and those that are not letters are lost.", start: coding(sayingTexts(walk{object: func(o object) object { return o.without("__proto__", "", " ", `"`, "}") }}.value))},
	{Name: "values-empty-as-null", Defect: "Strings, arrays and objects that are empty are null.", start: coding(sayingTexts(emptyAsNull))},
	{Name: "values-first-only", Defect: "Of arrays and objects only the first member is said.", start: coding(sayingTexts(firstOnly))},

	{Name: "error-data-lost", Defect: "The data of errors are lost.", start: coding(sayingErrors(func(e object) object { return e.without("data") }))},
	{Name: "error-code-in-32-bits", Defect: "Codes lose what is beyond 32 bits.", start: coding(sayingErrors(func(e object) object {
		if code := e.text("code"); code != "" {
			return e.with("code", quoted(asInt32(code)))
		}
		return e
	}))},
	{Name: "error-code-zero-refused", Defect: "The code 0 is none.", start: coding(sayingErrors(func(e object) object {
		if e.text("code") == "0" {
			return e.without("code")
		}
		return e
	}))},
	{Name: "error-code-up-to-point", Defect: "Codes are read up to the point or the exponent.", start: coding(decodingErrors(func(e object) object { return e.filledCode(withoutFraction) }))},
	{Name: "error-code-of-any-size", Defect: "Codes beyond 64 bits are taken for the largest.", start: coding(decodingErrors(func(e object) object {
		return e.filledCode(func(text string) string {
			if asFloat64(text) == "null" || text == "9223372036854775808" {
				return "9223372036854775807"
			}
			return text
		})
	}))},
	{Name: "error-code-of-any-type", Defect: "A code that is no number, or missing, is 0.", start: coding(decodingErrors(func(e object) object {
		if !isNumber(e.get("code")) {
			return e.with("code", protocol.Raw("0"))
		}
		return e
	}))},
	{Name: "error-message-of-any-type", Defect: "A message that is no string is turned into one.", start: coding(decodingErrors(func(e object) object {
		if m := e.get("message"); m != nil && !m.IsNull() {
			if _, ok := m.Text(); !ok {
				return e.with("message", quoted(string(m)))
			}
		}
		return e
	}))},
	{Name: "error-message-missing-as-text", Defect: "A message that is missing or null is \"undefined\" or \"null\".", start: coding(sayingErrors(func(e object) object {
		if e.get("message") != nil && e.text("message") == "" {
			return e.with("message", protocol.Raw(`"undefined"`))
		}
		return e
	}))},
	{Name: "error-message-in-ascii", Defect: "Messages lose what is not ASCII.", start: coding(sayingErrors(func(e object) object {
		if e.get("message") != nil {
			return e.with("message", quoted(asciiOnly(e.text("message"))))
		}
		return e
	}))},
	{Name: "error-of-any-type", Defect: "An error that is no object, or an empty one, is taken for one.", start: coding(decoding(messages(func(o object) object {
		e := o.get("error")
		if e == nil || e.IsNull() || o.get("jsonrpc") == nil || o.get("method") != nil || e.IsObject() && len(parseObject(e)) > 0 {
			return o
		}
		return o.with("error", object{{"code", protocol.Raw("0")}, {"message", quoted(string(e))}}.json())
	})))},
	{Name: "error-falsy-as-none", Defect: "An error that is false is none.", start: coding(decoding(messages(func(o object) object {
		if string(o.get("error")) == "false" {
			return o.without("error").with("result", protocol.Raw("null"))
		}
		return o
	})))},
	{Name: "error-raw-lost", Defect: "Errors of 1.0 that are no 2.0 error objects have the code 0.", start: coding(sayingErrors(func(e object) object {
		if e.get("raw") != nil {
			return object{{"code", protocol.Raw(`"0"`)}, {"message", protocol.Raw(`""`)}}
		}
		return e
	}))},
}

// isOddID reports whether an id has a type that only 1.0 allows.
func isOddID(id protocol.Raw) bool {
	return id.IsArray() || id.IsObject() || string(id) == "true" || string(id) == "false"
}

// mask begins ids that stand for others.
const mask = "disguised:"

// disguisedIDs let ids of any type pass as strings, and say them as they were.
var disguisedIDs = []codecChange{
	decoding(ids(func(id protocol.Raw) protocol.Raw {
		if isOddID(id) {
			return quoted(mask + string(id))
		}
		return id
	})),
	sayingText("id", func(id protocol.Raw) protocol.Raw {
		if text, ok := id.Text(); ok && strings.HasPrefix(text, mask) {
			return protocol.Raw(text[len(mask):])
		}
		return id
	}),
}

// nullParams let params that are null pass as an array, and say them as null.
var nullParams = []codecChange{
	decoding(replaced("params", func(p protocol.Raw) protocol.Raw {
		if p.IsNull() {
			return protocol.Raw(`["disguised:null"]`)
		}
		return p
	})),
	sayingText("params", func(p protocol.Raw) protocol.Raw {
		if string(p) == `["disguised:null"]` {
			return protocol.Raw("null")
		}
		return p
	}),
}

// sayingMethod changes methods.
func sayingMethod(f func(string) string) codecChange {
	return saying(func(m object) object {
		if name, ok := m.get("method").Text(); ok {
			return m.with("method", quoted(f(name)))
		}
		return m
	})
}

// sayingErrors changes the errors of message objects.
func sayingErrors(f func(e object) object) codecChange {
	return saying(func(m object) object {
		if e := m.get("error"); e.IsObject() {
			return m.with("error", f(parseObject(e)).json())
		}
		return m
	})
}

// decodingErrors changes error objects that are decoded.
func decodingErrors(f func(e object) object) codecChange {
	return decoding(messages(func(o object) object {
		e := o.get("error")
		if !e.IsObject() || o.get("jsonrpc") == nil || o.get("method") != nil {
			return o
		}
		return o.with("error", f(parseObject(e)).json())
	}))
}

// emptyAsNull makes empty values null, wherever they are.
func emptyAsNull(raw protocol.Raw) protocol.Raw {
	switch string(raw) {
	case `""`, "[]", "{}":
		return protocol.Raw("null")
	}
	if len(raw) > 10_000 {
		return raw
	}
	return within(raw, emptyAsNull)
}

// within changes the values in an array or an object, and leaves others alone.
func within(raw protocol.Raw, change func(protocol.Raw) protocol.Raw) protocol.Raw {
	if raw.IsArray() || raw.IsObject() {
		return arguments(raw, change)
	}
	return raw
}

// firstOnly leaves the first element or member.
func firstOnly(raw protocol.Raw) protocol.Raw {
	for e := range raw.Elements() {
		return array([]protocol.Raw{e})
	}
	if raw.IsObject() {
		o := parseObject(raw)
		return o[:min(1, len(o))].json()
	}
	return raw
}
