package mutant

import (
	"bytes"
	"context"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A laxReading is a JSON reader that takes more than JSON.
type laxReading struct {
	name, defect string
	laxity       laxity
}

var laxReadings = []laxReading{
	{"comments", "Comments are skipped.", comments},
	{"trailing-commas", "A comma before a closing bracket is taken.", trailingCommas},
	{"missing-commas", "Commas may be missing.", missingCommas},
	{"empty-elements", "Nothing between two commas is taken for null.", emptyElements},
	{"missing-colons", "Colons may be missing.", missingColons},
	{"colons-for-commas", "A colon between elements of an array is taken for a comma.", equalsSigns},
	{"any-bracket", "Either bracket closes what is open.", anyBracket},
	{"unclosed", "The end of the text closes what is open.", unclosed},
	{"missing-values", "A name without a value has the value null.", missingValues},
	{"single-quotes", "Strings may be in single quotes.", singleQuotes},
	{"bare-names", "Names may be without quotes.", bareNames},
	{"number-names", "Names may be numbers.", numberNames},
	{"leading-zeros", "Numbers may begin with zeros.", leadingZeros},
	{"plus-signs", "Numbers may have a plus sign.", plusSigns},
	{"lone-signs", "A minus is a number.", loneSigns},
	{"double-signs", "Numbers may have two signs.", doubleSigns},
	{"point-first", "Numbers may begin with the point.", pointFirst},
	{"point-last", "Numbers may end with the point.", pointLast},
	{"empty-exponents", "Exponents may be empty.", emptyExponents},
	{"odd-exponents", "Exponents may have a fraction.", oddExponents},
	{"hexadecimal", "Numbers may be hexadecimal.", hexadecimal},
	{"other-digits", "Digits of other scripts are digits.", otherDigits},
	{"grouped-digits", "Numbers may be written as in France.", groupedDigits},
	{"not-a-number", "NaN and Infinity are numbers, as in Python.", notANumber},
	{"any-case", "Literals may be written in any case.", anyCase},
	{"cut-literals", "Literals may lack their end.", cutLiterals},
	{"any-ending", "Literals are recognized by their beginning.", anyEnding},
	{"undefined", "undefined is null.", undefined},
	{"raw-line-feeds", "Line feeds may stand in strings.", lineFeeds},
	{"raw-tabs", "Tabs may stand in strings.", tabs},
	{"raw-controls", "Control characters may stand in strings.", controls},
	{"escapes-of-c", "The escape \\x is taken.", escapeX},
	{"any-escape", "Any character may be escaped.", escapeOther},
	{"backslashes-last", "A backslash before the last quote does not escape it.", backslashesLast},
	{"short-unicode", "Unicode escapes may be short.", shortUnicode},
	{"any-unicode", "Unicode escapes may have any characters.", anyUnicode},
	{"unicode-braces", "Unicode escapes may have braces, as in JavaScript.", unicodeBraces},
	{"no-break-space", "No-break space is white space.", noBreakSpace},
	{"form-feeds", "Form feed and vertical tab are white space.", formFeeds},
	{"line-separators", "Line separators of Unicode are white space.", lineSeparators},
	{"nul-space", "NUL is white space.", nulSpace},
	{"trailing-text", "What follows the value is ignored.", trailingText},
	{"nul-end", "A NUL ends the text.", nulEnd},
	{"several-values", "Of several values the last one counts.", severalValues},
	{"leading-text", "What is before the first brace is skipped.", leadingText},
	{"wrapped-text", "A value may be the argument of a function.", wrappedText},
	{"empty-text", "No text at all is null.", emptyText},
}

// serverGrammar are servers that read more than JSON, or less.
func serverGrammar() []*Mutant {
	const codecsOnly = equalsSigns | anyBracket | missingValues | doubleSigns | oddExponents | unicodeBraces
	var all []*Mutant
	for _, l := range laxReadings {
		start := local
		if l.laxity == lineFeeds {
			start = overHTTP // elsewhere they may end a message
		}
		if l.laxity&codecsOnly == 0 {
			all = append(all, &Mutant{Name: l.name, Defect: l.defect, start: start(payloads(reading(l.laxity)))})
		}
	}
	return append(all, serverStrict...)
}

// serverStrict are servers that do not take all that is JSON.
var serverStrict = []*Mutant{
	{
		Name:   "only-blanks-as-space",
		Defect: "Tabs and line ends between tokens are not JSON.",
		start:  local(refusing(contains("\t", "\n", "\r"), protocol.CodeParseError)),
	},
	{
		Name:   "space-needed",
		Defect: "An empty pair of brackets is not JSON.",
		start:  local(refusing(contains("[]", "{}"), protocol.CodeParseError)),
	},
	{
		Name:   "exponents-refused",
		Defect: "Numbers with an exponent are not JSON.",
		start: local(refusing(func(payload []byte) bool {
			found := false
			walk{number: func(text string) string {
				found = found || bytes.ContainsAny([]byte(text), "eE")
				return text
			}}.payload(payload)
			return found
		}, protocol.CodeParseError)),
	},
	{
		Name:   "overflow-refused",
		Defect: "Numbers beyond float64 are not JSON.",
		start: local(refusing(func(payload []byte) bool {
			found := false
			walk{number: func(text string) string {
				found = found || asFloat64(text) == "null"
				return text
			}}.payload(payload)
			return found
		}, protocol.CodeParseError)),
	},
	{
		Name:   "escaped-slash-refused",
		Defect: "The escape \\/ is not JSON.",
		start:  local(refusing(contains(`\/`), protocol.CodeParseError)),
	},
	{
		Name:   "delete-refused",
		Defect: "The character U+007F must be escaped.",
		start:  local(refusing(contains("\x7f"), protocol.CodeParseError)),
	},
	{
		Name:   "brackets-counted-in-strings",
		Defect: "Where a message ends is found by counting brackets, those in strings too.",
		start: local(refusing(func(payload []byte) bool {
			return bytes.Count(payload, []byte("{")) != bytes.Count(payload, []byte("}")) ||
				bytes.Count(payload, []byte("[")) != bytes.Count(payload, []byte("]")) || contains("]}{[")(payload)
		}, protocol.CodeParseError)),
	},
}

// ignoring does not answer what begins with a text.
func ignoring(text string) serverChange {
	return around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
		if bytes.HasPrefix(payload, []byte(text)) {
			return nil
		}
		return next.ServeRPC(ctx, payload)
	})
}
