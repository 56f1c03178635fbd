package jsonscan

// deepest bounds the nesting that [Value] walks over where maxDepth does not: it
// calls itself once per 64 levels, and this keeps it within a quarter of the 250 MB
// that a stack may have on 32-bit machines.
const deepest = 1 << 25

// Value walks over the one value that begins at or, behind white space, after
// data[i]. Depth is the number of arrays and objects that are open around it,
// maxDepth how many may be open at once; more than 33 million never may.
//
// It is one loop instead of a function per kind of value, with the open brackets
// in a register, a bit each. BenchmarkValue shows what that is worth.
func Value(data []byte, i, depth, maxDepth int) (int, Fault) {
	var (
		brackets uint64 // the open brackets, the last one lowest; 1 is an object
		open     int    // how many they are
		fault    Fault
		c        byte
		room     = min(maxDepth-depth, deepest)
	)
	goto value
name:
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	if data[i] != '"' {
		if IsSpace(data[i]) {
			i++
			goto name
		}
		return i, UnexpectedByte
	}
	if i, fault = short(data, i+1); fault != OK {
		return i, fault
	}
	if i < len(data) && data[i] == ':' {
		i++
	} else if i, fault = Colon(data, i); fault != OK {
		return i, fault
	}
value:
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	c = data[i]
	switch {
	case c == '"':
		if i, fault = short(data, i+1); fault != OK {
			return i, fault
		}
	case c <= ' ':
		if !IsSpace(c) {
			return i, UnexpectedByte
		}
		i++
		goto value
	case c-'1' < 9:
		i++
		for i < len(data) && isDigit(data[i]) {
			i++
		}
		if i < len(data) && (data[i] == '.' || data[i]|0x20 == 'e') {
			if i, fault = fraction(data, i); fault != OK {
				return i, fault
			}
		}
	case c == '{', c == '[':
		if open >= room {
			return i, TooDeep
		}
		if open == 64 { // the register is full
			if i, fault = Value(data, i, 0, room-64); fault != OK {
				return i, fault
			}
			goto ended
		}
		open++
		brackets <<= 1
		if c == '{' {
			brackets |= 1
		}
		if i = Space(data, i+1); i < len(data) && data[i] == c+2 { // the bracket that closes it
			goto closing
		}
		if c == '{' {
			goto name
		}
		goto value
	case c == '-', c == '0':
		if i, fault = Number(data, i); fault != OK {
			return i, fault
		}
	case c == 't':
		if i, fault = literal(data, i, "true"); fault != OK {
			return i, fault
		}
	case c == 'f':
		if i, fault = literal(data, i, "false"); fault != OK {
			return i, fault
		}
	case c == 'n':
		if i, fault = literal(data, i, "null"); fault != OK {
			return i, fault
		}
	default:
		return i, UnexpectedByte
	}
ended:
	if open == 0 {
		return i, OK
	}
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	c = data[i]
	switch {
	case c == ',':
		i++
		if brackets&1 != 0 {
			goto name
		}
		goto value
	case c == '}' && brackets&1 != 0, c == ']' && brackets&1 == 0:
		goto closing
	case IsSpace(c):
		i++
		goto ended
	}
	return i, UnexpectedByte
closing:
	i++
	open--
	brackets >>= 1
	goto ended
}

// short is [String] for a string that probably ends within two words.
func short(data []byte, i int) (int, Fault) {
	if i+2*wordSize <= len(data) {
		if m := special(load(data[i : i+wordSize])); m != 0 {
			i += first(m)
		} else if m := special(load(data[i+wordSize : i+2*wordSize])); m != 0 {
			i += wordSize + first(m)
		} else {
			i = plainBlocks(data, i+2*wordSize)
		}
		if i < len(data) && data[i] == '"' {
			return i + 1, OK
		}
	}
	return String(data, i)
}

// Colon walks over the colon behind a member name that ended at i.
func Colon(data []byte, i int) (int, Fault) {
	i = Space(data, i)
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	if data[i] != ':' {
		return i, UnexpectedByte
	}
	return i + 1, OK
}

// literal walks over word, whose first letter stands at data[i].
func literal(data []byte, i int, word string) (int, Fault) {
	if rest := data[i:]; len(rest) >= len(word) && string(rest[:len(word)]) == word {
		return i + len(word), OK
	}
	for j := range len(word) {
		if i+j >= len(data) {
			return i + j, UnexpectedEnd
		}
		if data[i+j] != word[j] {
			return i + j, BadLiteral
		}
	}
	return i + len(word), OK
}
