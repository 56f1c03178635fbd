package protocol

import (
	"strconv"
	"strings"
)

// Equal reports whether id and other mean the same: numbers by value, so that 1,
// 1.0 and 1e0 are equal (C04), strings by their unescaped text, and other values
// of 1.0 byte by byte. 1 and "1" are not equal, nor are null and absent.
func (id ID) Equal(other ID) bool {
	return id == other || id.Canonical() == other.Canonical()
}

// Canonical returns the one id among those equal to id that is equal to all of
// them by ==. It is a key for maps, and not what to send. It allocates only for
// numbers that are not written as int64, and for strings with escapes.
func (id ID) Canonical() ID {
	switch {
	case id.kind != idOther:
		return id
	case id.IsString():
		text, _ := id.Text()
		return String(text)
	case id.IsNumber():
		return canonicalNumber(id)
	}
	return id
}

// canonicalNumber returns the canonical form of a number that is not an idInt:
// an idInt if its value is one, else its significant digits and an exponent.
func canonicalNumber(id ID) ID {
	d, ok := parseDecimal(id.text)
	switch {
	case !ok:
		return id
	case d.digits == "":
		return Int(0)
	case d.exponent >= 0 && int64(len(d.digits))+d.exponent <= 19:
		integer := d.sign + d.digits + strings.Repeat("0", int(d.exponent))
		if n, err := strconv.ParseInt(integer, 10, 64); err == nil {
			return Int(n)
		}
	}
	return ID{kind: idOther, text: d.sign + d.digits + "e" + strconv.FormatInt(d.exponent, 10)}
}

// A decimal is the number digits·10^exponent. The digits neither begin nor end
// with a zero; there are none for zero itself.
type decimal struct {
	sign     string // "" or "-"
	digits   string
	exponent int64
}

// parseDecimal takes a JSON number apart. It fails where the exponent does not
// fit an int64, with room to spare: such numbers are equal only to themselves.
func parseDecimal(text string) (d decimal, ok bool) {
	if text[0] == '-' {
		d.sign, text = "-", text[1:]
	}
	mantissa := text
	if e := strings.IndexAny(text, "eE"); e >= 0 {
		const room = 1 << 62
		exponent, err := strconv.ParseInt(text[e+1:], 10, 64)
		if err != nil || exponent > room || exponent < -room {
			// Zero is zero at any power.
			return decimal{}, strings.Trim(text[:e], "0.") == ""
		}
		d.exponent, mantissa = exponent, text[:e]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	d.exponent -= int64(len(fraction))
	d.digits = strings.TrimLeft(whole+fraction, "0")
	significant := strings.TrimRight(d.digits, "0")
	d.exponent += int64(len(d.digits) - len(significant))
	d.digits = significant
	return d, true
}
