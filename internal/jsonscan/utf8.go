package jsonscan

// multibyte walks over the run of multibyte UTF-8 characters that begins at
// data[i]. A plain byte between two of them, such as the space between words,
// does not end the run. Overlong forms, surrogates and values above U+10FFFF are
// faults at the first byte of the character (RFC 3629, section 4).
func multibyte(data []byte, i int) (int, Fault) {
	for i < len(data) {
		rest := data[i:]
		c := rest[0]
		switch {
		case c < 0x80:
			if len(rest) < 2 || rest[1] < 0x80 || !isPlain(c) {
				return i, OK
			}
			i++
		case c < 0xC2:
			return i, BadUTF8
		case c < 0xE0:
			if len(rest) < 2 || !isTail(rest[1]) {
				return i, BadUTF8
			}
			i += 2
		case c < 0xF0:
			if len(rest) < 3 || !isTail(rest[1]) || !isTail(rest[2]) ||
				c == 0xE0 && rest[1] < 0xA0 || c == 0xED && rest[1] >= 0xA0 {
				return i, BadUTF8
			}
			i += 3
		case c < 0xF5:
			if len(rest) < 4 || !isTail(rest[1]) || !isTail(rest[2]) || !isTail(rest[3]) ||
				c == 0xF0 && rest[1] < 0x90 || c == 0xF4 && rest[1] >= 0x90 {
				return i, BadUTF8
			}
			i += 4
		default:
			return i, BadUTF8
		}
	}
	return i, OK
}

// isTail reports whether c is the second or a later byte of a character.
func isTail(c byte) bool { return c&0xC0 == 0x80 }
