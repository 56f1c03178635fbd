package jsonscan

// String walks over the string whose first character behind the opening quote
// is at i, and returns the index behind the closing quote.
func String(data []byte, i int) (int, Fault) {
	for {
		i = Plain(data, i)
		if i >= len(data) {
			return len(data), UnexpectedEnd
		}
		var fault Fault
		switch c := data[i]; {
		case c == '"':
			return i + 1, OK
		case c == '\\':
			i, fault = escape(data, i+1)
		case c < ' ':
			return i, ControlCharacter
		default:
			i, fault = multibyte(data, i)
		}
		if fault != OK {
			return i, fault
		}
	}
}

// escape walks over the escape whose backslash is at i-1.
func escape(data []byte, i int) (int, Fault) {
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	switch data[i] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 1, OK
	case 'u':
		for range 4 {
			if i++; i >= len(data) {
				return i, UnexpectedEnd
			}
			if unhex(data[i]) < 0 {
				return i, BadEscape
			}
		}
		return i + 1, OK
	}
	return i, BadEscape
}

// unhex returns the value of a hexadecimal digit, or -1.
func unhex(c byte) rune {
	switch {
	case isDigit(c):
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return -1
}
