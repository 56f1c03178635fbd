package jsonscan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

var numberTests = []scanTest{
	valid("zero", `0`),
	valid("negative zero is a number (RFC 8259, 6)", `-0`),
	valid("one digit", `7`),
	valid("the digit one, the lowest that takes the short way", `1`),
	valid("the digit nine, the highest", `9`),
	valid("zeros behind the first digit", `1000`),
	valid("a negative number", `-12`),
	valid("a fraction", `1.5`),
	valid("a fraction of zeros", `1.00`),
	valid("a fraction of zero", `0.5`),
	valid("a fraction with leading zeros", `-0.005`),
	valid("an exponent", `1e5`),
	valid("an upper case exponent", `1E5`),
	valid("a positive exponent", `1e+5`),
	valid("a negative exponent", `1E-5`),
	valid("an exponent with leading zeros (RFC 8259, 6 allows them there)", `1e005`),
	valid("an exponent of zero", `0e0`),
	valid("fraction and exponent", `-1.25e-10`),
	valid("an exponent no float64 has", `1e99999`),
	valid("more digits than any type has", strings.Repeat("123456789", 30)),
	cut("a minus sign alone", `-`),
	cut("a point at the end", `1.`),
	cut("a point at the end of zero", `0.`),
	cut("no digit in the exponent", `1e`),
	cut("no digit in the exponent of zero", `0E`),
	cut("no digit in the exponent behind its sign", `1e+`),
	cut("no digit in the exponent behind a fraction", `1.5e-`),
	{reason: "a leading zero (RFC 8259, 6)", text: `01`, fault: jsonscan.BadNumber, at: 1},
	{reason: "two zeros", text: `00`, fault: jsonscan.BadNumber, at: 1},
	{reason: "a leading zero behind a minus sign", text: `-01`, fault: jsonscan.BadNumber, at: 2},
	{reason: "a letter behind the minus sign", text: `-a`, fault: jsonscan.BadNumber, at: 1},
	{reason: "two minus signs", text: `--1`, fault: jsonscan.BadNumber, at: 1},
	{reason: "infinity is no number (RFC 8259, 6)", text: `-Infinity`, fault: jsonscan.BadNumber, at: 1},
	{reason: "no digit before the point of a negative number", text: `-.5`, fault: jsonscan.BadNumber, at: 1},
	{reason: "no digit between point and exponent", text: `1.e5`, fault: jsonscan.BadNumber, at: 2},
	{reason: "two points", text: `1..5`, fault: jsonscan.BadNumber, at: 2},
	{reason: "a letter behind the point", text: `0.x`, fault: jsonscan.BadNumber, at: 2},
	{reason: "a letter in the exponent", text: `1ex`, fault: jsonscan.BadNumber, at: 2},
	{reason: "two signs in the exponent", text: `1e+-5`, fault: jsonscan.BadNumber, at: 3},
	{reason: "white space behind the minus sign", text: `- 1`, fault: jsonscan.BadNumber, at: 1},
	{reason: "a plus sign (RFC 8259, 6)", text: `+1`, fault: jsonscan.UnexpectedByte, at: 0},
	{reason: "no digit before the point", text: `.5`, fault: jsonscan.UnexpectedByte, at: 0},
	{reason: "hexadecimal is left to the caller behind the zero", text: `0x10`, at: 1},
	{reason: "a second point is left to the caller", text: `1.5.5`, at: 3},
	{reason: "a second exponent is left to the caller", text: `1e5e5`, at: 3},
	{reason: "a point in the exponent is left to the caller", text: `1e5.5`, at: 3},
	{reason: "a letter is left to the caller", text: `12a`, at: 2},
	{reason: "the character before the digits is none", text: `1/`, at: 1},
	{reason: "nor is the one behind them", text: `1:`, at: 1},
}

func TestNumbers(t *testing.T) { checkScans(t, numberTests) }

// Number is as Value, for text that begins with a minus sign or a digit.
func TestNumberAlone(t *testing.T) {
	for _, tt := range numberTests {
		if !strings.ContainsAny(tt.text[:1], "-0123456789") {
			continue
		}
		t.Run(tt.reason, func(t *testing.T) {
			at, fault := jsonscan.Number([]byte("[1,"+tt.text), 3)
			if diff := cmp.Diff(scanned{At: 3 + tt.at, Fault: tt.fault}, scanned{At: at, Fault: fault}); diff != "" {
				t.Errorf("Number(%q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

// Every byte behind a digit either belongs to the number or is a fault.
func TestEveryByteBehindDigit(t *testing.T) {
	const more = "0123456789"
	tests := []struct {
		reason  string
		number  string
		follows string // what may follow it, with a 5 behind
		fault   string // what is a fault of the number
	}{
		{"a digit", "7", more + ".eE,", ""},
		{"a zero", "0", ".eE,", more},
		{"a negative digit", "-7", more + ".eE,", ""},
		{"a negative zero", "-0", ".eE,", more},
		{"two digits", "70", more + ".eE,", ""},
		{"a fraction", "7.5", more + "eE,", ""},
		{"a fraction of zero", "-0.0", more + "eE,", ""},
		{"an exponent", "7e5", more + ",", ""},
		{"an exponent with a sign", "0E-0", more + ",", ""},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			follows, fault, space := bytesOf(tt.follows), bytesOf(tt.fault), bytesOf(" \t\r\n")
			for c := range 256 {
				text := "[" + tt.number + string([]byte{byte(c)}) + "5]"
				want := scanned{At: len(text) - 3, Fault: jsonscan.UnexpectedByte}
				switch {
				case follows[c]:
					want = scanned{At: len(text)}
				case fault[c]:
					want.Fault = jsonscan.BadNumber
				case space[c]:
					want.At++ // the 5 is what cannot stand there
				case c == ']':
					want = scanned{At: len(text) - 2}
				}
				checkFault(t, text, want)
			}
		})
	}
}
