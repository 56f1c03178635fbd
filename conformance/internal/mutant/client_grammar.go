package mutant

import (
	"bytes"

	"github.com/rpcwire/rpcwire/protocol"
)

// clientLaxities are what clients take beyond JSON in cases.
const clientLaxities = comments | trailingCommas | missingCommas | singleQuotes | bareNames | leadingZeros | notANumber | anyCase | tabs | escapeX |
	shortUnicode | unclosed | severalValues | trailingText | nulEnd | leadingText | wrappedText | noBreakSpace

// clientGrammar are clients that read more than JSON, or less.
func clientGrammar() []*Mutant {
	var all []*Mutant
	for _, l := range laxReadings {
		if l.laxity&clientLaxities != 0 {
			all = append(all, &Mutant{Name: l.name, Defect: l.defect, start: calling(receiving(reading(l.laxity)))})
		}
	}
	return append(all, clientStrict...)
}

var clientStrict = []*Mutant{
	{
		Name:   "only-blanks-as-space",
		Defect: "Tabs and line ends between tokens are not JSON.",
		start: calling(receiving(func(reply []byte) []byte {
			if contains("\t", "\n", "\r")(reply) {
				return []byte("{")
			}
			return reply
		})),
	},
	{
		Name:   "empty-as-null",
		Defect: "An empty reply, or one of white space, is the result null.",
		start:  calling(nullIfEmpty),
	},
	{
		Name:   "id-escapes-lost",
		Defect: "Escapes in the ids of replies are not undone.",
		start:  calling(receiving(ids(func(id protocol.Raw) protocol.Raw { return bytes.ReplaceAll(id, []byte(`\`), []byte(`\\`)) }))),
	},
}
