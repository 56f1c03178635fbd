package mutant

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// literal reads true, false, null and what is taken for one of them.
func (r *laxReader) literal() bool {
	if r.atEnd() && r.may(unclosed) {
		r.out = append(r.out, "null"...)
		return true
	}
	begin := r.i
	for isLetter(r.peek()) {
		r.i++
	}
	word := string(r.in[begin:r.i])
	for _, known := range []string{"true", "false", "null"} {
		switch {
		case word == known:
		case r.may(anyCase) && len(word) == len(known) && bytes.EqualFold([]byte(word), []byte(known)):
		case r.may(cutLiterals) && len(word) == len(known)-1 && word == known[:len(word)]:
		case r.may(anyEnding) && len(word) >= len(known)-1 && word[:3] == known[:3]:
		default:
			continue
		}
		r.out = append(r.out, known...)
		return true
	}
	if word == "undefined" && r.may(undefined) || r.may(notANumber) && (word == "NaN" || word == "Infinity") {
		r.out = append(r.out, "null"...)
		return true
	}
	return false
}

// number reads a number. It is written as JSON has it, where JSON has it.
func (r *laxReader) number() bool {
	begin := r.i
	number, ok := r.sign()
	if !ok {
		return false
	}
	if bytes.HasPrefix(r.in[r.i:], []byte("Inf")) {
		return r.literal()
	}
	if r.may(hexadecimal) && r.has("0x") {
		digits := r.run(func(c byte) bool { return c >= '0' && c <= '9' || c|' ' >= 'a' && c|' ' <= 'f' })
		n, err := strconv.ParseUint(string(digits), 16, 64)
		r.out = strconv.AppendUint(append(r.out, number...), n, 10)
		return err == nil
	}
	whole := r.digits()
	if len(whole) > 1 && whole[0] == '0' {
		if !r.may(leadingZeros) {
			return false
		}
		whole = append(bytes.TrimLeft(whole[:len(whole)-1], "0"), whole[len(whole)-1])
	}
	fraction, ok := r.fraction(len(whole) > 0)
	if !ok {
		return false
	}
	if len(whole) == 0 {
		whole = []byte("0")
	}
	exponent, ok := r.exponent()
	r.out = slices.Concat(r.out, number, whole, fraction, exponent)
	return ok && r.i > begin
}

// sign reads the sign of a number.
func (r *laxReader) sign() (sign []byte, ok bool) {
	switch {
	case r.has("-"):
		sign = []byte("-")
		if r.may(doubleSigns) && r.has("-") {
			sign = nil
		}
	case r.has("+"):
		if !r.may(plusSigns) {
			return nil, false
		}
	}
	c := r.peek()
	if c >= '0' && c <= '9' || c == '.' || c == 'I' || c >= utf8.RuneSelf {
		return sign, true
	}
	return sign, r.may(loneSigns) && sign != nil
}

// run reads bytes as long as they are of a kind.
func (r *laxReader) run(is func(byte) bool) []byte {
	begin := r.i
	for !r.atEnd() && is(r.in[r.i]) {
		r.i++
	}
	return slices.Clone(r.in[begin:r.i])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// digits reads digits.
func (r *laxReader) digits() []byte {
	digits := r.run(isDigit)
	for r.may(groupedDigits) && r.peek() == ' ' && r.i+1 < len(r.in) && isDigit(r.in[r.i+1]) {
		r.i++
		digits = append(digits, r.run(isDigit)...)
	}
	for r.may(otherDigits) {
		c, size := utf8.DecodeRune(r.in[r.i:])
		if !unicode.IsDigit(c) {
			break
		}
		r.i += size
		digits = append(digits, byte('0'+c%16%10)) // good enough for fullwidth ones
	}
	return digits
}

// fraction reads point and fraction, if there are any.
func (r *laxReader) fraction(whole bool) (fraction []byte, ok bool) {
	point := r.has(".") || r.may(groupedDigits) && r.commaForPoint()
	if !point {
		return nil, whole || r.may(loneSigns)
	}
	if !whole && !r.may(pointFirst) {
		return nil, false
	}
	fraction = append([]byte("."), r.digits()...)
	if len(fraction) == 1 {
		fraction = append(fraction, '0')
		return fraction, r.may(pointLast)
	}
	return fraction, true
}

// commaForPoint reads a comma within an object if a digit and no name follows.
func (r *laxReader) commaForPoint() bool {
	if r.peek() == ',' && r.i+1 < len(r.in) && isDigit(r.in[r.i+1]) && bytes.HasPrefix(r.in[r.i+2:], []byte("}")) {
		r.i++
		return true
	}
	return false
}

// exponent reads an exponent, if there is one.
func (r *laxReader) exponent() (exponent []byte, ok bool) {
	if c := r.peek(); c != 'e' && c != 'E' {
		return nil, true
	}
	exponent = []byte{r.in[r.i]}
	r.i++
	if c := r.peek(); c == '+' || c == '-' {
		exponent = append(exponent, c)
		r.i++
	}
	digits := r.digits()
	if r.may(oddExponents) && r.has(".") {
		r.digits()
	}
	if len(digits) == 0 {
		return nil, r.may(emptyExponents)
	}
	return append(exponent, digits...), true
}

// string reads a string in some quotes.
func (r *laxReader) string(quote byte) bool {
	r.i++
	r.out = append(r.out, '"')
	for !r.atEnd() {
		c := r.in[r.i]
		r.i++
		switch {
		case c == quote:
			r.out = append(r.out, '"')
			return true
		case c == '"':
			r.out = append(r.out, `\"`...)
		case c == '\\':
			if !r.escape() {
				return false
			}
		case c < ' ':
			if !r.mayBeRaw(c) {
				return false
			}
			r.out = fmt.Appendf(r.out, `\u%04x`, c)
		default:
			r.out = append(r.out, c)
		}
	}
	r.out = append(r.out, '"')
	return r.may(unclosed)
}

func (r *laxReader) mayBeRaw(c byte) bool {
	switch c {
	case '\n', '\r':
		return r.may(lineFeeds)
	case '\t':
		return r.may(tabs)
	}
	return r.may(controls)
}

// escape reads what follows a backslash.
func (r *laxReader) escape() bool {
	c := r.peek()
	switch {
	case c == '"' && r.may(backslashesLast):
		r.out = append(r.out, `\\`...)
		return true
	case bytes.IndexByte([]byte(`"\/bfnrt`), c) >= 0 && !r.atEnd():
		r.out = append(r.out, '\\', c)
		r.i++
		return true
	case c == 'u':
		r.i++
		return r.unicode()
	case c == 'x' && r.may(escapeX):
		r.i++
		return r.hex(2, false)
	case r.may(escapeOther) && !r.atEnd():
		if c < ' ' {
			r.i++
			return true
		}
		return true // the character itself follows
	}
	return r.may(unclosed) && r.atEnd()
}

// unicode reads what follows \u.
func (r *laxReader) unicode() bool {
	if r.may(unicodeBraces) && r.has("{") {
		return r.hex(6, true) && r.has("}")
	}
	if r.may(anyUnicode) && len(r.in) > r.i+4 {
		if _, err := strconv.ParseUint(string(r.in[r.i:r.i+4]), 16, 64); err != nil {
			r.out = append(r.out, '?')
			r.i += 4
			return true
		}
	}
	return r.hex(4, r.may(shortUnicode) || r.may(unclosed))
}

// hex reads n hexadecimal digits, or fewer if that may be.
func (r *laxReader) hex(n int, fewer bool) bool {
	begin := r.i
	for r.i < len(r.in) && r.i < begin+n && bytes.IndexByte([]byte("0123456789abcdefABCDEF"), r.in[r.i]) >= 0 {
		r.i++
	}
	if r.i < begin+n && !fewer {
		return false
	}
	c, _ := strconv.ParseUint(string(r.in[begin:r.i]), 16, 32) // as far as there are digits
	if utf16Surrogate(c) {
		r.out = fmt.Appendf(r.out, `\u%04x`, c)
		return true
	}
	text := quoted(string(rune(c)))
	r.out = append(r.out, text[1:len(text)-1]...)
	return true
}

func utf16Surrogate(c uint64) bool { return c >= 0xd800 && c <= 0xdfff }
