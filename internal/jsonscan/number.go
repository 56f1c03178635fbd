package jsonscan

// Number walks over the number that begins at data[i], which must be a minus
// sign or a digit, and returns the index behind its last character. What
// follows the number is for the caller to judge.
func Number(data []byte, i int) (int, Fault) {
	if data[i] == '-' {
		i++
	}
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	switch c := data[i]; {
	case c == '0':
		i++
		if i < len(data) && isDigit(data[i]) {
			return i, BadNumber
		}
	case '1' <= c && c <= '9':
		i++
		for i < len(data) && isDigit(data[i]) {
			i++
		}
	default:
		return i, BadNumber
	}
	if i < len(data) && (data[i] == '.' || data[i]|0x20 == 'e') {
		return fraction(data, i)
	}
	return i, OK
}

// fraction walks over the fraction or the exponent that begins at data[i].
func fraction(data []byte, i int) (int, Fault) {
	var fault Fault
	if data[i] == '.' {
		if i, fault = digits(data, i+1); fault != OK {
			return i, fault
		}
	}
	if i < len(data) && data[i]|0x20 == 'e' {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		return digits(data, i)
	}
	return i, OK
}

// digits walks over one digit or more.
func digits(data []byte, i int) (int, Fault) {
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	if !isDigit(data[i]) {
		return i, BadNumber
	}
	for i < len(data) && isDigit(data[i]) {
		i++
	}
	return i, OK
}

func isDigit(c byte) bool { return c-'0' <= 9 }
