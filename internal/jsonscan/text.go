package jsonscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// Go strings cannot say everything that JSON strings can: an escape such as
// \ud800 may stand alone. Unquoting writes such a lone surrogate as the three
// bytes that UTF-8 would use for it (the encoding known as WTF-8), and quoting
// turns these bytes into the escape again. So every JSON string survives the way
// through a Go string, no two become equal that were not, and a string with a
// lone surrogate equals no valid UTF-8.

// AppendUnquoted appends to dst the text of the string whose characters between
// the quotes are body. The body must have been walked over by [String].
func AppendUnquoted(dst, body []byte) []byte {
	for {
		n := bytes.IndexByte(body, '\\')
		if n < 0 {
			return append(dst, body...)
		}
		dst = append(dst, body[:n]...)
		if body[n+1] != 'u' {
			dst = append(dst, unescaped(body[n+1]))
			body = body[n+2:]
			continue
		}
		r, size := unescapedRune(body[n:])
		dst = appendRune(dst, r)
		body = body[n+size:]
	}
}

// HasLoneSurrogate reports whether the characters between the quotes of a string
// hold the escape of one half of a surrogate pair without the other.
func HasLoneSurrogate(body []byte) bool {
	for {
		n := bytes.IndexByte(body, '\\')
		if n < 0 {
			return false
		}
		size := 2
		if body[n+1] == 'u' {
			var r rune
			if r, size = unescapedRune(body[n:]); utf16.IsSurrogate(r) {
				return true
			}
		}
		body = body[n+size:]
	}
}

// unescaped returns what the escape of a backslash and c stands for.
func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// unescapedRune returns the character, or the lone surrogate, that the escape
// \uXXXX at the start of b stands for, and the length of its text: two escapes
// where they are a pair.
func unescapedRune(b []byte) (r rune, size int) {
	r = hex4(b[2:])
	if utf16.IsSurrogate(r) && len(b) >= 12 && b[6] == '\\' && b[7] == 'u' {
		if pair := utf16.DecodeRune(r, hex4(b[8:])); pair != utf8.RuneError {
			return pair, 12
		}
	}
	return r, 6
}

// hex4 returns the value of the four hexadecimal digits at the start of b.
func hex4(b []byte) rune {
	return unhex(b[0])<<12 | unhex(b[1])<<8 | unhex(b[2])<<4 | unhex(b[3])
}

// appendRune is [utf8.AppendRune], but for surrogates.
func appendRune(dst []byte, r rune) []byte {
	if utf16.IsSurrogate(r) {
		return append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0x3F, 0x80|byte(r)&0x3F)
	}
	return utf8.AppendRune(dst, r)
}

// AppendQuoted appends s as a JSON string, and reports whether it could: s must
// be valid UTF-8, lone surrogates as [AppendUnquoted] writes them excepted. It
// escapes only what has to be. If it fails, what it appended is to be dropped.
func AppendQuoted(dst []byte, s string) ([]byte, bool) {
	start := len(dst)
	dst = append(append(dst, '"'), s...)
	if Plain(dst, start+1) == len(dst) { // as nearly always
		return append(dst, '"'), true
	}
	return appendEscaped(dst[:start+1], s)
}

// appendEscaped appends s with escapes, and the closing quote.
func appendEscaped(dst []byte, s string) ([]byte, bool) {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if isPlain(c) {
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			if r, size := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || size > 1 {
				i += size
				continue
			}
			r, ok := surrogate(s[i:])
			if !ok || isHigh(r) && startsLow(s[i+3:]) { // two halves are not alone
				return dst, false
			}
			dst = appendEscape(append(dst, s[done:i]...), r)
			i += 3
			done = i
			continue
		}
		dst = append(dst, s[done:i]...)
		if short := shortEscape(c); short != 0 {
			dst = append(dst, '\\', short)
		} else {
			dst = appendEscape(dst, rune(c))
		}
		i++
		done = i
	}
	dst = append(dst, s[done:]...)
	return append(dst, '"'), true
}

// surrogate returns the surrogate whose three bytes s begins with.
func surrogate(s string) (rune, bool) {
	if len(s) < 3 || s[0] != 0xED || s[1]&0xE0 != 0xA0 || s[2]&0xC0 != 0x80 {
		return 0, false
	}
	return 0xD000 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), true
}

// isHigh reports whether r is the first half of a surrogate pair.
func isHigh(r rune) bool { return r < 0xDC00 }

// startsLow reports whether s begins with the second half of a surrogate pair.
func startsLow(s string) bool {
	r, ok := surrogate(s)
	return ok && !isHigh(r)
}

// shortEscape returns the letter of the two-character escape of c, or 0.
func shortEscape(c byte) byte {
	switch c {
	case '"', '\\':
		return c
	case '\b':
		return 'b'
	case '\f':
		return 'f'
	case '\n':
		return 'n'
	case '\r':
		return 'r'
	case '\t':
		return 't'
	}
	return 0
}

// appendEscape appends r, which is below U+10000, as \uXXXX.
func appendEscape(dst []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
