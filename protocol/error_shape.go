package protocol

// An errorShape says how far an error member is the error object of JSON-RPC 2.0,
// section 5.1.
type errorShape struct {
	code  Code
	valid bool // it has an integral code, and a message that is absent, null or a string (C03)
	loose bool // the code has a fraction or an exponent, or the message is not a string
}

// errorShape looks at the error member, which must be there.
func (m *Message) errorShape() (shape errorShape) {
	code, ok := integer(m.text(partCode))
	if !ok {
		return shape
	}
	shape.code = code
	switch m.first(partMessage) {
	case 0, 'n':
		shape.loose = true
	case '"':
	default:
		return shape
	}
	shape.valid = true
	for _, c := range m.piece(partCode) {
		if c == '.' || c|0x20 == 'e' {
			shape.loose = true
		}
	}
	return shape
}

// integer returns the value of a number that is integral and within int64, however
// it is written.
func integer(text Raw) (Code, bool) {
	if text == nil || text[0] != '-' && text[0]-'0' > 9 {
		return 0, false
	}
	if n, ok := shortestInt(text); ok {
		return Code(n), true
	}
	n, ok := idFromText(text).Int64()
	return Code(n), ok
}
