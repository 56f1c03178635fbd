package mutant

import (
	"bytes"
	"unicode/utf8"
)

// A laxity is what a JSON reader takes beyond JSON.
type laxity uint64

const (
	comments laxity = 1 << iota
	trailingCommas
	missingCommas
	emptyElements  // [1,,2]
	missingColons  // "a" 1
	equalsSigns    // "a"=1, and a colon for a comma in arrays
	anyBracket     // [1} and {"a":1]
	unclosed       // the end closes all that is open
	missingValues  // {"a":} and {"a"}
	singleQuotes   // 'a'
	bareNames      // {a:1}
	numberNames    // {1:2}
	leadingZeros   // 012
	plusSigns      // +1
	loneSigns      // -
	doubleSigns    // --1
	pointFirst     // .5
	pointLast      // 1.
	emptyExponents // 1e
	oddExponents   // 1e1.5
	hexadecimal    // 0x1F
	otherDigits    // digits of other scripts
	groupedDigits  // 1 000 and 1,5
	notANumber     // NaN, Infinity
	anyCase        // True
	cutLiterals    // nul
	anyEnding      // nulls, falsy
	undefined
	lineFeeds       // raw in strings
	tabs            // raw in strings
	controls        // all the others, raw in strings
	escapeX         // \x41
	escapeOther     // \', \N, \v, \U, \0 and a line feed: the character itself
	backslashesLast // "abc\" ends the string
	shortUnicode    // \u12
	anyUnicode      // \u00G1 and \u+041
	unicodeBraces   // \u{41}
	noBreakSpace
	formFeeds      // and vertical tabs, as space
	lineSeparators // U+2028, U+2029 and U+200B, as space
	nulSpace       // as space
	trailingText   // what follows the value is ignored
	leadingText    // what is before the first bracket is ignored
	nulEnd         // a NUL ends the text
	severalValues  // several values in a row are taken one after the other: the last counts
	emptyText      // no value is null
	wrappedText    // name(value); is the value
)

// A laxReader reads JSON with a laxity and writes what it takes it for as JSON.
type laxReader struct {
	in  []byte
	out []byte
	i   int

	laxity
}

// reading returns a rewrite to what a reader with a laxity takes a payload for. What it
// does not take stays as it is.
func reading(l laxity) rewrite {
	return func(payload []byte) []byte {
		r := &laxReader{in: payload, laxity: l}
		if !r.text() {
			return payload
		}
		return r.out
	}
}

func (r *laxReader) may(l laxity) bool { return r.laxity&l != 0 }

// text reads the whole.
func (r *laxReader) text() bool {
	if r.may(leadingText) {
		r.i = max(bytes.IndexByte(r.in, '{'), 0)
	}
	if r.may(wrappedText) {
		r.unwrap()
	}
	for {
		r.space()
		if r.atEnd() && r.may(emptyText) {
			r.out = append(r.out, "null"...)
			return true
		}
		if !r.value(0) {
			return false
		}
		r.space()
		switch {
		case r.i >= len(r.in), r.may(trailingText), r.may(nulEnd) && r.in[r.i] == 0:
			return true
		case r.may(wrappedText) && bytes.IndexByte([]byte(")])};"), r.in[r.i]) >= 0:
			return true
		case !r.may(severalValues):
			return false
		}
		r.out = r.out[:0]
	}
}

// unwrap skips what is before a value in parentheses, and a guard against scripts.
func (r *laxReader) unwrap() {
	if i := bytes.IndexByte(r.in, '('); i >= 0 {
		r.i = i + 1
	}
	if guard := []byte(")]}',\n"); bytes.HasPrefix(r.in, guard) {
		r.i = len(guard)
	}
}

func (r *laxReader) atEnd() bool { return r.i >= len(r.in) }

// peek returns the next byte, or 0 at the end.
func (r *laxReader) peek() byte {
	if r.atEnd() {
		return 0
	}
	return r.in[r.i]
}

// has skips a text if it comes next.
func (r *laxReader) has(text string) bool {
	if !bytes.HasPrefix(r.in[r.i:], []byte(text)) {
		return false
	}
	r.i += len(text)
	return true
}

func (r *laxReader) space() {
	for !r.atEnd() {
		switch c := r.in[r.i]; {
		case c == ' ', c == '\t', c == '\r', c == '\n':
			r.i++
		case r.may(comments) && r.comment():
		case r.may(noBreakSpace) && r.has("\u00a0"):
		case r.may(formFeeds) && (r.has("\f") || r.has("\v")):
		case r.may(lineSeparators) && (r.has("\u2028") || r.has("\u2029") || r.has("\u200b")):
		case r.may(nulSpace) && c == 0:
			r.i++
		default:
			return
		}
	}
}

func (r *laxReader) comment() bool {
	end := "\n"
	switch {
	case r.has("/*"):
		end = "*/"
	case !r.has("//"):
		return false
	}
	n := bytes.Index(r.in[r.i:], []byte(end))
	if n < 0 {
		return false
	}
	r.i += n + len(end)
	return true
}

// deepest is how many brackets are followed; more are left to the reference.
const deepest = 12_000

func (r *laxReader) value(depth int) bool {
	if depth > deepest {
		return false
	}
	switch c := r.peek(); {
	case c == '{', c == '[':
		return r.container(depth, c+2)
	case c == '"', c == '\'' && r.may(singleQuotes):
		return r.string(c)
	case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c >= utf8.RuneSelf:
		return r.number()
	}
	return r.literal()
}

// container reads an object or an array.
func (r *laxReader) container(depth int, end byte) bool {
	r.out = append(r.out, r.in[r.i])
	r.i++
	for first, comma := true, false; ; first = false {
		r.space()
		switch {
		case r.atEnd():
			r.out = append(r.out, end)
			return r.may(unclosed)
		case r.isClosing():
			if comma && !r.may(trailingCommas) || r.peek() != end && !r.may(anyBracket) {
				return false
			}
			r.out = append(r.out, end)
			r.i++
			return true
		case !first:
			if !comma && !r.may(missingCommas) {
				return false
			}
			r.out = append(r.out, ',')
		}
		if !r.element(depth, end) {
			return false
		}
		r.space()
		comma = r.has(",")
	}
}

func (r *laxReader) isClosing() bool { c := r.peek(); return c == ']' || c == '}' }

// element reads a member or an element.
func (r *laxReader) element(depth int, end byte) bool {
	if r.may(emptyElements) && r.peek() == ',' {
		if end == '}' {
			r.out = append(r.out, `"":`...)
		}
		r.out = append(r.out, "null"...)
		return true
	}
	if end == '}' && !r.name() {
		return false
	}
	if end == '}' && r.may(missingValues) && (r.isClosing() || r.peek() == ',') {
		r.out = append(r.out, "null"...)
		return true
	}
	if !r.value(depth + 1) {
		return false
	}
	r.space()
	if end == ']' && r.may(equalsSigns) && r.has(":") { // a pair
		r.out = append(r.out, ',')
		r.space()
		return r.value(depth + 1)
	}
	return true
}

// name reads a name and the colon.
func (r *laxReader) name() bool {
	c := r.peek()
	switch {
	case c == '"', c == '\'' && r.may(singleQuotes):
		if !r.string(c) {
			return false
		}
	case r.may(bareNames) && isLetter(c), r.may(numberNames) && c >= '0' && c <= '9':
		begin := r.i
		for isLetter(r.peek()) || r.peek() >= '0' && r.peek() <= '9' {
			r.i++
		}
		r.out = append(append(append(r.out, '"'), r.in[begin:r.i]...), '"')
	default:
		return false
	}
	r.out = append(r.out, ':')
	r.space()
	switch {
	case r.has(":"), r.may(equalsSigns) && r.has("="), r.may(missingColons):
	case r.may(missingValues) && r.isClosing():
	default:
		return r.may(unclosed) && r.atEnd()
	}
	r.space()
	return true
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}
