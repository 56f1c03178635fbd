package conformance

import "github.com/rpcwire/rpcwire/protocol"

// ExpandWord returns what a word of a command becomes.
func ExpandWord(word string, j *ClientJob) []string { return expandWord(word, j.values(), j) }

// IDForm returns an id in another form, or "" if it has no such form.
func IDForm(id, form string) string {
	text, err := idForm(protocol.Raw(id), form)
	if err != nil {
		return ""
	}
	return text
}
