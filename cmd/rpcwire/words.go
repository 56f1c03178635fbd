package main

import (
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// splitWords splits a line of a batch into a method and its arguments, which white
// space separates. A JSON value is one argument whatever white space is in it, alone
// or behind "name:="; so is "name=" with a JSON string, whose text is the value.
func splitWords(line string) ([]string, error) {
	var words []string
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		word, err := nextWord(rest)
		if err != nil {
			return nil, err
		}
		words = append(words, unquoteText(word))
		rest = rest[len(word):]
	}
	return words, nil
}

// nextWord returns the first word of text, which does not begin with white space.
func nextWord(text string) (string, error) {
	end := strings.IndexAny(text, " \t\r\n")
	if end < 0 {
		end = len(text)
	}
	start := 0
	if name, _, found := strings.Cut(text[:end], "="); found && isName(strings.TrimSuffix(name, ":")) {
		start = len(name) + 1
	}
	if start == len(text) || !strings.ContainsRune(`"[{`, rune(text[start])) {
		return text[:end], nil
	}
	after, fault := jsonscan.Value([]byte(text), start, 0, len(text))
	if fault != jsonscan.OK || after < len(text) && !jsonscan.IsSpace(text[after]) {
		return "", fmt.Errorf("what begins with %.20q is not JSON", text[start:])
	}
	return text[:after], nil
}

// unquoteText returns name=text for name="text", and any other word as it is.
func unquoteText(word string) string {
	name, text, found := strings.Cut(word, "=")
	if !found || !isName(name) || !strings.HasPrefix(text, `"`) {
		return word
	}
	return name + "=" + string(jsonscan.AppendUnquoted(nil, []byte(text[1:len(text)-1])))
}
