package mutant

import (
	"bytes"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// codecGrammar are codecs that read more than JSON, or less.
func codecGrammar() []*Mutant {
	var all []*Mutant
	for _, l := range laxReadings {
		if l.laxity != backslashesLast { // no case has one
			all = append(all, &Mutant{Name: l.name, Defect: l.defect, start: coding(decoding(reading(l.laxity)))})
		}
	}
	for _, e := range codecEncodings {
		all = append(all, &Mutant{Name: e.name, Defect: e.defect, start: coding(decoding(e.rewrite))})
	}
	for _, s := range codecStrictness {
		all = append(all, &Mutant{Name: s.name, Defect: s.defect, start: coding(decoding(func(payload []byte) []byte {
			if protocol.Raw(payload).Validate() == nil && s.refuses(payload) {
				return []byte("{")
			}
			return payload
		}))})
	}
	return append(all, codecJSON...)
}

var codecEncodings = []struct {
	name, defect string
	rewrite      rewrite
}{
	{"utf8-replaced", "What is not UTF-8 is replaced.", replacingInvalid},
	{"utf8-dropped", "What is not UTF-8 is left out.", droppingInvalid},
	{"utf8-or-latin-1", "What is not UTF-8 is taken for ISO-8859-1.", takingLatin1},
	{"utf8-loose", "Overlong forms, surrogates and what is above Unicode are taken as UTF-8.", takingLoose},
	{"utf8-cut-off", "Characters that are cut off are completed.", takingCutOff},
	{"utf16", "UTF-16 and UTF-32 are recognized.", takingUTF16},
	{"marks-dropped", "Byte order marks are left out wherever they are.", droppingMarks},
	{"mark-as-space", "What begins with a byte order mark is invalid, and not no JSON.", func(payload []byte) []byte {
		if bytes.HasPrefix(bytes.TrimSpace(payload), []byte(byteOrderMark)) {
			return []byte("null")
		}
		return payload
	}},
	{"open-escape-taken", "An escape that the end of the text cuts off is taken.", func(payload []byte) []byte {
		if bytes.HasSuffix(payload, []byte(`\`)) {
			return append(bytes.Clone(payload), `\"}`...)
		}
		return payload
	}},
}

// contents returns the strings and names in a payload.
func contents(payload []byte) string {
	var all strings.Builder
	look := func(text string) string {
		all.WriteString(text)
		return text
	}
	walk{text: look, name: look}.payload(payload)
	return all.String()
}

// numbersIn returns whether a payload has a number of some kind.
func numbersIn(is func(text string) bool) func([]byte) bool {
	return func(payload []byte) bool {
		found := false
		walk{number: func(text string) string {
			found = found || is(text)
			return text
		}}.payload(payload)
		return found
	}
}

// codecStrictness is JSON that is not taken.
var codecStrictness = []struct {
	name, defect string
	refuses      func(payload []byte) bool
}{
	{"tabs-and-lines-refused", "Tabs and line ends between tokens are not JSON.", contains("\t", "\n", "\r")},
	{"blanks-refused", "Blanks between tokens are not JSON.", func(payload []byte) bool {
		return bytes.Count(payload, []byte(" ")) > strings.Count(contents(payload), " ")
	}},
	{"zero-fraction-refused", "Numbers that begin with 0 are 0.", numbersIn(func(text string) bool { return strings.HasPrefix(text, "0") && len(text) > 1 })},
	{"zero-refused", "The number 0, with a minus or without, is not JSON.", numbersIn(func(text string) bool { return text == "0" || text == "-0" })},
	{"exponent-refused", "Numbers have no exponent.", numbersIn(func(text string) bool { return strings.ContainsAny(text, "eE") })},
	{"overflow-refused", "Numbers beyond float64 are not JSON.", numbersIn(func(text string) bool { return asFloat64(text) == "null" || len(text) > 400 })},
	{"delete-refused", "The character U+007F must be escaped.", contains("\x7f")},
	{"escaped-slash-refused", "The escape \\/ is not JSON.", contains(`\/`)},
	{"capital-escapes-refused", "Unicode escapes have small letters.", capitalEscapes},
	{"boundary-surrogates-refused", "The first and the last surrogates are none.", contains(`\ud800\udc00`, `\ud7ff`)},
	{"control-escapes-refused", "Control characters must not be there, even escaped.", func(payload []byte) bool { return strings.ContainsAny(contents(payload), "\x00\x01\x1f\x1b") }},
	{"empty-strings-refused", "Strings and names are not empty.", contains(`""`)},
	{"empty-containers-refused", "Arrays and objects are not empty.", contains("[]", "{}", "[\t]", "{ }")},
	{"brackets-in-strings", "Brackets in strings count.", func(payload []byte) bool {
		text := contents(payload)
		return strings.ContainsAny(text, "[]{}")
	}},
	{"text-in-strings-searched", "Members are searched for in the text, strings included.", func(payload []byte) bool {
		return strings.Contains(contents(payload), `"id":`) || strings.Contains(contents(payload), `,"id`)
	}},
}

// capitalEscapes reports whether a Unicode escape has capital letters.
func capitalEscapes(payload []byte) bool {
	for i := range payload {
		if payload[i] == '\\' && i+5 < len(payload) && payload[i+1] == 'u' && bytes.ContainsAny(payload[i+2:i+6], "ABCDEF") {
			return true
		}
	}
	return false
}

// codecJSON are codecs that mix up what is no JSON and what is no message.
var codecJSON = []*Mutant{
	{
		Name:   "no-json-as-invalid",
		Defect: "What is no JSON is refused with -32600.",
		Cases:  everything,
		start: coding(answered(func(answer object) object {
			if string(answer.get("code")) == "-32700" {
				return whole("-32600")
			}
			return answer
		})),
	},
	{
		Name:   "scalar-as-no-json",
		Defect: "A payload that is neither an object nor an array is refused with -32700, as in RFC 4627.",
		start: coding(decoding(func(payload []byte) []byte {
			raw, err := protocol.ParseRaw(payload)
			if err == nil && !raw.IsObject() && !raw.IsArray() {
				return []byte("{")
			}
			return payload
		})),
	},
	{
		Name:   "empty-batch-taken",
		Defect: "An empty batch is a batch.",
		start: coding(answered(func(answer object) object {
			if answer.text("reason") == "empty batch" {
				return object{{"ok", protocol.Raw("true")}, {"batch", protocol.Raw("true")}, {"messages", protocol.Raw("[]")}}
			}
			return answer
		})),
	},
	{
		Name:   "empty-batch-as-no-json",
		Defect: "What is refused as a whole is refused with -32700.",
		Cases:  everything,
		start: coding(answered(func(answer object) object {
			if string(answer.get("code")) == "-32600" {
				return whole("-32700")
			}
			return answer
		})),
	},
}
