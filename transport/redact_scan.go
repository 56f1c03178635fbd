package transport

import "unicode/utf8"

// The functions below walk over JSON that is known to be valid.

// stringEnd returns the index behind the string whose opening quote is at i.
func stringEnd(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// afterColon returns the index of the value behind the string that ends at i, if that
// is the name of a member.
func afterColon(data []byte, i int) (value int, isName bool) {
	i = skipSpace(data, i)
	if i == len(data) || data[i] != ':' {
		return 0, false
	}
	return skipSpace(data, i+1), true
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// valueEnd returns the index behind the value at i.
func valueEnd(data []byte, i int) int {
	for depth := 0; i < len(data); {
		switch data[i] {
		case '"':
			i = stringEnd(data, i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		case ',', ':', ' ', '\n', '\r', '\t':
			i++
			continue
		default:
			i = scalarEnd(data, i)
		}
		if depth == 0 {
			break
		}
	}
	return i
}

// scalarEnd returns the index behind the number or literal at i.
func scalarEnd(data []byte, i int) int {
	for i < len(data) {
		switch data[i] {
		case ',', ']', '}', ' ', '\n', '\r', '\t':
			return i
		}
		i++
	}
	return i
}

// characterEnd returns the index behind the character at i within a string: an escape,
// a pair of surrogate escapes or a character of UTF-8.
func characterEnd(data []byte, i int) int {
	if data[i] != '\\' {
		_, size := utf8.DecodeRune(data[i:])
		return i + size
	}
	if data[i+1] != 'u' {
		return i + 2
	}
	if surrogate(data[i+2:], '8', 'b') && data[i+6] == '\\' && data[i+7] == 'u' && surrogate(data[i+8:], 'c', 'f') {
		return i + 12
	}
	return i + 6
}

// surrogate reports whether four hex digits are those of a surrogate whose second
// digit is between from and to.
func surrogate(hex []byte, from, to byte) bool {
	second := hex[1]
	if second >= 'A' {
		second |= 0x20
	}
	return hex[0]|0x20 == 'd' && from <= second && second <= to
}
