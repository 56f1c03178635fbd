package reference

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/big"
)

var (
	errNotInteger = errors.New("not an integer")
	errTooLong    = errors.New("too many digits")
)

const (
	// mostDigits bounds the time that one number can cost: to read and write it takes
	// more than proportionally long.
	mostDigits = 1_000_000

	// mostShort bounds the length of numbers with a fraction or an exponent, and with
	// it the size of what they can stand for.
	mostShort = 24
)

// An integer is a JSON number with an integral value, of any size. It is exact, and
// 1.0 and 1e2 are integers.
type integer struct{ value big.Int }

func (n *integer) add(other integer) { n.value.Add(&n.value, &other.value) }

func (n integer) minus(other integer) integer {
	var d integer
	d.value.Sub(&n.value, &other.value)
	return d
}

// MarshalJSON returns all digits.
func (n integer) MarshalJSON() ([]byte, error) { return n.value.Append(nil, 10), nil }

// UnmarshalJSON takes any integral number.
func (n *integer) UnmarshalJSON(text []byte) error {
	var number json.Number
	if text[0] == '"' || json.Unmarshal(text, &number) != nil || number == "" {
		return errNotInteger
	}
	if len(text) > mostDigits {
		return errTooLong
	}
	if bytes.ContainsAny(text, ".eE") {
		return n.fromShort(text)
	}
	n.value.SetString(string(text), 10)
	return nil
}

// fromShort sets n to a number with a fraction or an exponent.
func (n *integer) fromShort(text []byte) error {
	if len(text) > mostShort || exponentDigits(text) > 3 {
		return errTooLong
	}
	r, ok := new(big.Rat).SetString(string(text))
	if !ok || !r.IsInt() {
		return errNotInteger
	}
	n.value.Set(r.Num())
	return nil
}

// exponentDigits returns the number of digits in the exponent of a number.
func exponentDigits(text []byte) int {
	i := bytes.IndexAny(text, "eE")
	if i < 0 {
		return 0
	}
	return len(bytes.TrimLeft(text[i+1:], "+-"))
}
