package conformance

import (
	"fmt"
	"strconv"
	"unicode/utf16"

	"github.com/rpcwire/rpcwire/protocol"
)

// idForm returns an id in another form: see the documentation of the placeholders.
func idForm(raw protocol.Raw, form string) (string, error) {
	text, isString := raw.Text()
	n, isInteger := integer(raw)
	switch form {
	case "":
		return string(raw), nil
	case "wrong":
		return otherID(text, isString, n, isInteger), nil
	case "string":
		if !isString {
			return strconv.Quote(string(raw)), nil
		}
		if _, ok := integer(protocol.Raw(text)); ok {
			return text, nil
		}
		return "1", nil
	case "float":
		if isInteger {
			return strconv.FormatInt(n, 10) + ".0", nil
		}
	case "exponent":
		if isInteger {
			return strconv.FormatInt(n, 10) + "e0", nil
		}
	case "escaped":
		if isString && text != "" {
			return escaped(text), nil
		}
	}
	return "", errForm
}

// otherID returns another id of the same type.
func otherID(text string, isString bool, n int64, isInteger bool) string {
	switch {
	case isString:
		return string(appendString(nil, text+"-other"))
	case isInteger:
		return strconv.FormatInt(n+1, 10)
	}
	return "1"
}

// escaped returns a string with all characters as escapes.
func escaped(text string) string {
	s := `"`
	for _, unit := range utf16.Encode([]rune(text)) {
		s += fmt.Sprintf(`\u%04x`, unit)
	}
	return s + `"`
}
