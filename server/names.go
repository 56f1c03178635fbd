package server

import (
	"strings"
	"unicode"
)

// LowerCamel turns a Go name into lower camel case: "GetUserID" becomes "getUserID",
// and "HTTPStatus" "httpStatus". It is for [MapNames].
func LowerCamel(goName string) string {
	words := splitWords(goName)
	if len(words) > 0 {
		words[0] = strings.ToLower(words[0])
	}
	return strings.Join(words, "")
}

// SnakeCase turns a Go name into snake case: "GetUserID" becomes "get_user_id". It is
// for [MapNames].
func SnakeCase(goName string) string {
	return strings.ToLower(strings.Join(splitWords(goName), "_"))
}

// splitWords splits a name before every upper-case letter that begins a word: one
// after another kind of letter, or one before a lower-case letter.
func splitWords(name string) []string {
	runes := []rune(name)
	var words []string
	start := 0
	for i := 1; i < len(runes); i++ {
		if !unicode.IsUpper(runes[i]) {
			continue
		}
		beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
		if !unicode.IsUpper(runes[i-1]) || beforeLower {
			words = append(words, strings.Trim(string(runes[start:i]), "_"))
			start = i
		}
	}
	if len(runes) > 0 {
		words = append(words, strings.Trim(string(runes[start:]), "_"))
	}
	return words
}
