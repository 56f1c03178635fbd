package mutant

import (
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// Functions that take the text of a number and return another one.

// asFloat64 is what JavaScript makes of it.
func asFloat64(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "null"
	}
	return string(appendFloat(f))
}

func appendFloat(f float64) []byte {
	if math.Abs(f) < 1e21 && (math.Abs(f) >= 1e-6 || f == 0) {
		return strconv.AppendFloat(nil, f, 'f', -1, 64)
	}
	return strconv.AppendFloat(nil, f, 'g', -1, 64)
}

// asFloat32 is what a single-precision float makes of it.
func asFloat32(text string) string {
	f, err := strconv.ParseFloat(text, 32)
	if err != nil {
		return "null"
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// asPrinted is what the streams of C++ print of a float64.
func asPrinted(text string) string {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "null"
	}
	return strconv.FormatFloat(f, 'g', 6, 64)
}

// asInt64 is what is left in 64 bits, without a fraction.
func asInt64(text string) string {
	f, _, err := big.ParseFloat(text, 10, 256, big.ToZero)
	if err != nil || f.IsInf() || f.MantExp(nil) > 4096 {
		return "0"
	}
	n, _ := f.Int(nil)
	return strconv.FormatInt(int64(new(big.Int).And(n, new(big.Int).SetUint64(math.MaxUint64)).Uint64()), 10)
}

// asInt32 is what is left in 32 bits.
func asInt32(text string) string {
	n, err := strconv.ParseInt(asInt64(text), 10, 64)
	if err != nil {
		return "0"
	}
	return strconv.FormatInt(int64(int32(n)), 10)
}

// asUint64 is what is left in 64 bits without a sign.
func asUint64(text string) string {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	return strconv.FormatUint(uint64(n), 10)
}

// canonical is the shortest text of the same value.
func canonical(text string) string {
	id, err := protocol.ParseID(protocol.Raw(text))
	if err != nil {
		return text
	}
	return id.Canonical().String()
}

// withoutFraction is what comes before the point and the exponent.
func withoutFraction(text string) string {
	if i := strings.IndexAny(text, ".eE"); i >= 0 {
		return text[:i]
	}
	return text
}

// isInteger reports whether a number has neither fraction nor exponent.
func isInteger(text string) bool { return !strings.ContainsAny(text, ".eE") }
