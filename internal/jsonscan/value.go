package jsonscan

// Value walks over the one value that begins at or, behind white space, after
// data[i]. Depth is the number of arrays and objects that are open around it,
// maxDepth how many may be open at once.
//
// It is one loop instead of a function per kind of value: strings and member
// names go through the same few instructions, and which of the open brackets are
// objects is kept in a register, a bit each. BenchmarkValue shows the gain.
func Value(data []byte, i, depth, maxDepth int) (int, Fault) {
	var (
		word   uint64   // the innermost 64 open brackets, the last one lowest; 1 is an object
		outer  []uint64 // full words of the brackets further out
		open   int      // brackets open
		isName bool     // a member name has to come next, not a value
		fault  Fault
		c      byte
	)
value:
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	c = data[i]
	switch {
	case c == '"':
		i++
		if i+2*wordSize <= len(data) {
			if m := special(load(data[i : i+wordSize])); m != 0 {
				i += first(m)
			} else if m := special(load(data[i+wordSize : i+2*wordSize])); m != 0 {
				i += wordSize + first(m)
			} else {
				i = plainBlocks(data, i+2*wordSize)
			}
		}
		if i < len(data) && data[i] == '"' {
			i++
		} else if i, fault = String(data, i); fault != OK {
			return i, fault
		}
		if isName {
			isName = false
			if i < len(data) && data[i] == ':' {
				i++
			} else if i, fault = Colon(data, i); fault != OK {
				return i, fault
			}
			goto value
		}
	case c <= ' ':
		if !IsSpace(c) {
			return i, UnexpectedByte
		}
		i = Space(data, i)
		goto value
	case isName:
		return i, UnexpectedByte
	case c-'1' < 9:
		for i++; i < len(data) && isDigit(data[i]); i++ {
		}
		if i < len(data) && (data[i] == '.' || data[i]|0x20 == 'e') {
			if i, fault = fraction(data, i); fault != OK {
				return i, fault
			}
		}
	case c == '-', c == '0':
		if i, fault = Number(data, i); fault != OK {
			return i, fault
		}
	case c == '{', c == '[':
		if depth+open >= maxDepth {
			return i, TooDeep
		}
		if open%64 == 0 && open > 0 {
			outer = append(outer, word)
		}
		open++
		isName = c == '{'
		word <<= 1
		if isName {
			word |= 1
		}
		if i = Space(data, i+1); i < len(data) && data[i] == c+2 { // the bracket that closes it
			isName = false
			goto closing
		}
		goto value
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
		isName = word&1 != 0
		i++
		goto value
	case c == '}' && word&1 != 0, c == ']' && word&1 == 0:
		goto closing
	case IsSpace(c):
		i = Space(data, i)
		goto ended
	}
	return i, UnexpectedByte
closing:
	i++
	open--
	word >>= 1
	if open%64 == 0 && open > 0 {
		word, outer = outer[len(outer)-1], outer[:len(outer)-1]
	}
	goto ended
}

// name walks over a member name that begins at data[i], and the colon behind it.
func name(data []byte, i int) (int, Fault) {
	if i >= len(data) {
		return i, UnexpectedEnd
	}
	if data[i] != '"' {
		return i, UnexpectedByte
	}
	i, fault := String(data, i+1)
	if fault != OK {
		return i, fault
	}
	return Colon(data, i)
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
