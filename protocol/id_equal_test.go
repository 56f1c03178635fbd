package protocol_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// idClasses are sets of ids that are equal (C04). Ids of two sets are not.
var idClasses = []struct {
	reason string
	texts  []string // "" is absent
}{
	{"absent is equal to nothing else", []string{""}},
	{"null", []string{"null", " null "}},
	{"one, in every spelling", []string{"1", "1.0", "1e0", "1E0", "1E+0", "1e-0", "10e-1", "0.1e1", "1.000", "100e-2", "0.01E2", "10000000000000000000000e-22"}},
	{"the string is another", []string{`"1"`, `"\u0031"`}},
	{"minus one", []string{"-1", "-1.0", "-0.1e1"}},
	{"zero, with either sign and any exponent", []string{"0", "-0", "0.0", "-0.00", "0e5", "0e-5", "-0E0", hugeZero, "0.000e-99999999999999999999", "-0e99999999999999999999"}},
	{"one and a half", []string{"1.5", "1.50", "15e-1", "0.15e1", "150E-2"}},
	{"a number that float64 takes for its neighbour", []string{"9007199254740993", "9007199254740993.0", "9.007199254740993e15"}},
	{"its neighbour", []string{"9007199254740992", "9007199254740992.0"}},
	{"the highest int64", []string{"9223372036854775807", "9223372036854775807.0", "9.223372036854775807e18", "922337203685477580.7e1"}},
	{"one above", []string{"9223372036854775808", "9223372036854775808.0", "9.223372036854775808e18"}},
	{"the lowest int64", []string{"-9223372036854775808", "-9223372036854775808.0", "-9.223372036854775808E18"}},
	{"one below", []string{"-9223372036854775809", "-9223372036854775809.0"}},
	{"30 digits", []string{longNumber, longNumber + ".0", longNumber + "0e-1", "1.2345678901234567890123456789e29", "12345678901234567890123456789e1"}},
	{"30 digits and a little", []string{longNumber + ".1", longNumber + ".10"}},
	{"ten to the 19th, which is above int64", []string{"10000000000000000000", "1e19", "0.1e20"}},
	{"ten to the 18th, which is not", []string{"1000000000000000000", "1e18", "0.1e19"}},
	{"beyond float64", []string{"1e400", "10e399", "0.1e401", "1.0E400", "1e+400", "1e0400"}},
	{"far beyond", []string{"1e401", "10e400"}},
	{"below float64", []string{"1e-400", "0.1e-399", "10e-401"}},
	{"an exponent of 18 digits", []string{"1e123456789012345678", "10e123456789012345677", "0.01e123456789012345680"}},
	{"an exponent of two to the 62nd", []string{"1e4611686018427387904", "10e4611686018427387903", "100E+4611686018427387902", "1.0e4611686018427387904"}},
	{"an exponent of minus two to the 62nd", []string{"1e-4611686018427387904", "0.1e-4611686018427387903", "0.01e-4611686018427387902", "1.0e-4611686018427387904"}},
	{"the highest exponent of an int64", []string{"1e9223372036854775807"}},
	{"one below the lowest, which wraps around to it", []string{"0.1e-9223372036854775808"}},
	{"the same, negative", []string{"1e-123456789012345678", "10e-123456789012345679"}},
	{"an empty string", []string{`""`}},
	{"a string", []string{`"abc"`, `"\u0061bc"`, `"a\u0062c"`, `"\u0061\u0062\u0063"`}},
	{"a string in another case", []string{`"Abc"`}},
	{"a slash", []string{`"/"`, `"\/"`, `"\u002f"`, `"\u002F"`}},
	{"a character of two bytes", []string{`"é"`, `"\u00e9"`, `"\u00E9"`}},
	{"the same character composed of two", []string{"\"e\u0301\"", `"e\u0301"`}},
	{"a character beyond the basic plane", []string{`"😀"`, `"\ud83d\ude00"`, `"\uD83D\uDE00"`}},
	{"a lone surrogate (R14)", []string{`"\ud83d"`, `"\uD83D"`}},
	{"the other half", []string{`"\ude00"`}},
	{"the replacement character is no lone surrogate", []string{`"�"`, `"\ufffd"`}},
	{"quotes and backslashes", []string{`"\"\\"`, `"\u0022\u005c"`}},
	{"a control character", []string{`"\n"`, `"\u000a"`, `"\u000A"`}},
	{"true", []string{"true"}},
	{"false", []string{"false"}},
	{"the string is another", []string{`"true"`}},
	{"an array, byte by byte", []string{"[1]"}},
	{"so white space counts", []string{"[ 1]"}},
	{"and the spelling of numbers", []string{"[1.0]"}},
	{"an object, byte by byte", []string{`{"a":1}`}},
	{"so escapes count", []string{`{"\u0061":1}`}},
}

// parsedID returns the id with the given text, or an absent one.
func parsedID(text string) protocol.ID {
	if text == "" {
		return protocol.ID{}
	}
	return mustID(text)
}

func TestIDEqual(t *testing.T) {
	for i, class := range idClasses {
		for j, other := range idClasses {
			for _, a := range class.texts {
				for _, b := range other.texts {
					checkEqual(t, parsedID(a), parsedID(b), i == j)
				}
			}
		}
	}
}

// checkEqual checks that Equal and Canonical agree on whether two ids are equal.
func checkEqual(t *testing.T, a, b protocol.ID, want bool) {
	t.Helper()
	if got := a.Equal(b); got != want {
		t.Errorf("%q.Equal(%q) = %v", a, b, got)
	}
	if got := a.Canonical() == b.Canonical(); got != want {
		t.Errorf("%q and %q have the keys %q and %q", a, b, a.Canonical(), b.Canonical())
	}
}

// The canonical id is a fixed point, equal to the id it came from, and of its kind.
func TestIDCanonical(t *testing.T) {
	for _, class := range idClasses {
		for _, text := range class.texts {
			id := parsedID(text)
			key := id.Canonical()
			if key != key.Canonical() || !key.Equal(id) || !id.Equal(key) {
				t.Errorf("%q has the key %q, which has the key %q", text, key, key.Canonical())
			}
			if key.IsNumber() != id.IsNumber() || key.IsString() != id.IsString() || key.IsNull() != id.IsNull() || key.IsAbsent() != id.IsAbsent() {
				t.Errorf("%q has the key %q, which is of another type", text, key)
			}
			if text != "" && protocol.Raw(key.String()).Validate() != nil {
				t.Errorf("%q has the key %q, which is no JSON", text, key)
			}
		}
	}
}

// Ids are keys of maps: as they are written by themselves, as they are meant by
// their canonical form.
func TestIDMapKeys(t *testing.T) {
	written, meant := map[protocol.ID]bool{}, map[protocol.ID]bool{}
	texts := 0
	for _, class := range idClasses {
		distinct := map[string]bool{}
		for _, text := range class.texts {
			distinct[strings.TrimSpace(text)] = true
			written[parsedID(text)] = true
			meant[parsedID(text).Canonical()] = true
		}
		texts += len(distinct)
	}
	if len(written) != texts {
		t.Errorf("%d texts make %d ids by ==", texts, len(written))
	}
	if len(meant) != len(idClasses) {
		t.Errorf("%d classes make %d canonical ids", len(idClasses), len(meant))
	}
}

// Numbers of small size are equal if and only if their values are.
func TestIDEqualByValue(t *testing.T) {
	var texts []string
	for _, mantissa := range []string{"0", "1", "-1", "10", "100", "12", "1.2", "1.20", "-1.2", "0.12", "0.012", "120"} {
		for _, exponent := range []string{"", "e0", "E1", "e-1", "e+2", "e-2", "e18", "e-18"} {
			texts = append(texts, mantissa+exponent)
		}
	}
	for _, a := range texts {
		for _, b := range texts {
			checkEqual(t, mustID(a), mustID(b), rat(a).Cmp(rat(b)) == 0)
		}
	}
}

// rat returns the value of a number whose exponent is small.
func rat(text string) *big.Rat {
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		panic(fmt.Sprintf("%q is no number", text))
	}
	return value
}
