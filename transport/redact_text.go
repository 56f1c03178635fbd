package transport

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// printable returns text in one line that does nothing to a terminal: white space
// becomes spaces, and everything else that cannot be printed a JSON escape. It ends
// after about limit bytes of text, never within a character, and then tells of how
// many bytes the text is an excerpt.
func printable(text []byte, limit, total int) string {
	shown := text
	if len(text) > limit {
		for limit > 0 && !utf8.RuneStart(text[limit]) {
			limit--
		}
		shown = text[:limit]
	}
	out := make([]byte, 0, len(shown)+32)
	for i := 0; i < len(shown); {
		if b := shown[i]; ' ' <= b && b <= '~' {
			out = append(out, b)
			i++
			continue
		}
		r, size := utf8.DecodeRune(shown[i:])
		out = appendPrintable(out, r)
		i += size
	}
	if len(shown) < len(text) {
		out = append(out, "… ("...)
		out = strconv.AppendInt(out, int64(total), 10)
		out = append(out, " bytes)"...)
	}
	return string(out)
}

func appendPrintable(out []byte, r rune) []byte {
	switch {
	case r == '\n' || r == '\r' || r == '\t':
		return append(out, ' ')
	case unicode.IsPrint(r):
		return utf8.AppendRune(out, r)
	case r > 0xFFFF:
		r -= 0x10000
		return appendEscape(appendEscape(out, 0xD800+r>>10), 0xDC00+r&0x3FF)
	}
	return appendEscape(out, r)
}

// appendEscape appends a code unit in the form \u0000.
func appendEscape(out []byte, unit rune) []byte {
	const hex = "0123456789abcdef"
	return append(out, '\\', 'u', hex[unit>>12&15], hex[unit>>8&15], hex[unit>>4&15], hex[unit&15])
}
