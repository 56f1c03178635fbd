package mutant

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance/internal/compare"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

func unchanged(*http.Request)                                {}
func unchangedToo(*http.Request, *httptest.ResponseRecorder) {}
func unchangedAsWell(*http.Response)                         {}

// serveInOrder serves one payload after the other.
func serveInOrder(c *pipe, h transport.Handler) { c.each(c.answering(h)) }

func TestReading(t *testing.T) {
	for _, test := range []struct {
		reason   string
		laxity   laxity
		in, want string
	}{
		{"a comment in a line", comments, "[1 // one\n]", "[1]"},
		{"a comment between two values", comments, "[1,/* two */2]", "[1,2]"},
		{"a comma at the end", trailingCommas, `{"a":[1,2,],}`, `{"a":[1,2]}`},
		{"a comma and nothing else", trailingCommas, `[,]`, `[,]`},
		{"no comma", missingCommas, `{"a":1 "b":[1 2]}`, `{"a":1,"b":[1,2]}`},
		{"nothing between commas", emptyElements, `[1,,2]`, `[1,null,2]`},
		{"nothing between members", emptyElements, `{"a":1,,"b":2}`, `{"a":1,"":null,"b":2}`},
		{"no colon", missingColons, `{"a" 1}`, `{"a":1}`},
		{"a colon in an array", equalsSigns, `["a":1]`, `["a",1]`},
		{"the other bracket", anyBracket, `{"a":[1}]`, `{"a":[1]}`},
		{"an open object", unclosed, `{"a":[1`, `{"a":[1]}`},
		{"an open name", unclosed, `{"a`, `{"a":null}`},
		{"an open string", unclosed, `["abc`, `["abc"]`},
		{"no value", missingValues, `{"a":,"b"}`, `{"a":null,"b":null}`},
		{"single quotes", singleQuotes, `{'a':'b"c'}`, `{"a":"b\"c"}`},
		{"a name without quotes", bareNames, `{a:1,$b_2:2}`, `{"a":1,"$b_2":2}`},
		{"a number as name", numberNames, `{1:2}`, `{"1":2}`},
		{"zeros in front", leadingZeros, `[012,-00,007.5]`, `[12,-0,7.5]`},
		{"a plus sign", plusSigns, `[+1,+.5]`, `[+1,+.5]`},
		{"a plus sign alone", plusSigns, `[+1]`, `[1]`},
		{"a minus alone", loneSigns, `[-]`, `[-0]`},
		{"two signs", doubleSigns, `[--1]`, `[1]`},
		{"the point first", pointFirst, `[.5,-.5]`, `[0.5,-0.5]`},
		{"the point last", pointLast, `[1.,1.e5]`, `[1.0,1.0e5]`},
		{"no exponent", emptyExponents, `[1e,1e+]`, `[1,1]`},
		{"a fraction in the exponent", oddExponents, `[1e1.5]`, `[1e1]`},
		{"hexadecimal", hexadecimal, `[0x1F,-0xa]`, `[31,-10]`},
		{"fullwidth digits", otherDigits, "[\uff11]", "[1]"},
		{"as in France", groupedDigits, `{"a":[1 000],"n":1,5}`, `{"a":[1000],"n":1.5}`},
		{"no number", notANumber, `[NaN,-Infinity]`, `[null,null]`},
		{"capital letters", anyCase, `[True,FALSE,Null]`, `[true,false,null]`},
		{"the end is missing", cutLiterals, `[nul,tru]`, `[null,true]`},
		{"another end", anyEnding, `[falsy,nulls]`, `[false,null]`},
		{"undefined", undefined, `[undefined]`, `[null]`},
		{"a line feed", lineFeeds, "[\"a\nb\"]", `["a\u000ab"]`},
		{"a tab", tabs, "[\"a\tb\"]", `["a\u0009b"]`},
		{"a NUL", controls, "[\"a\x00b\"]", `["a\u0000b"]`},
		{"an escape of C", escapeX, `["\x41"]`, `["A"]`},
		{"any escape", escapeOther, `["it\'s\N"]`, `["it'sN"]`},
		{"a backslash as the last character", backslashesLast, `["abc\"]`, `["abc\\"]`},
		{"two digits of Unicode", shortUnicode, `["\u41"]`, `["A"]`},
		{"no digits", anyUnicode, `["\u00G1"]`, `["?"]`},
		{"braces", unicodeBraces, `["\u{41}"]`, `["A"]`},
		{"no-break space", noBreakSpace, "[1,\u00a02]", "[1,2]"},
		{"a form feed", formFeeds, "[1,\f2]", "[1,2]"},
		{"a line separator", lineSeparators, "[1,\u20282]", "[1,2]"},
		{"NUL as space", nulSpace, "[1,\x002]", "[1,2]"},
		{"text behind", trailingText, `[1] done`, `[1]`},
		{"NUL behind", nulEnd, "[1]\x00x", `[1]`},
		{"several values", severalValues, `[1] [2]`, `[2]`},
		{"text before", leadingText, `hello {"a":1}`, `{"a":1}`},
		{"a call", wrappedText, `f({"a":1});`, `{"a":1}`},
		{"a guard", wrappedText, ")]}',\n[1]", `[1]`},
		{"nothing", emptyText, " ", `null`},
		{"what it does not take stays", comments, `[01]`, `[01]`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(reading(test.laxity)([]byte(test.in)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// What a lax reader takes becomes JSON, and JSON stays what it is.
func FuzzReading(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,"x\u00e9\n",true,null,{}]}`, `[1,,2]`, `{a:'b'}`, `{"a":[1`, "\ufeff[]", `f(1)`, `"\ud800"`} {
		f.Add([]byte(seed), uint64(0))
		f.Add([]byte(seed), ^uint64(0))
		f.Add([]byte(seed), uint64(unclosed|missingValues|emptyElements))
	}
	f.Fuzz(func(t *testing.T, in []byte, l uint64) {
		if !utf8.Valid(in) {
			return
		}
		out := reading(laxity(l))(in)
		if string(out) != string(in) && protocol.Raw(out).Validate() != nil {
			t.Fatalf("%q becomes %q, which is no JSON", in, out)
		}
		raw, err := protocol.ParseRaw(in)
		if err != nil || laxity(l)&(leadingText|wrappedText|anyCase|groupedDigits|backslashesLast) != 0 {
			return // these take even JSON for something else
		}
		got, err := protocol.ParseRaw(out)
		if err != nil {
			t.Fatalf("%q becomes %q", in, out)
		}
		if d := compare.Values(raw, got, compare.ByText); d != nil {
			t.Errorf("%q becomes %q: %s at %s", in, out, d.Text, d.Pointer)
		}
	})
}

func TestText(t *testing.T) {
	for _, test := range []struct {
		reason   string
		f        rewrite
		in, want string
	}{
		{"invalid bytes are replaced", replacingInvalid, "a\xffb", "a\ufffdb"},
		{"invalid bytes are dropped", droppingInvalid, "a\xffb", "ab"},
		{"ISO-8859-1", takingLatin1, "caf\xe9 é", "café é"},
		{"an overlong quote is escaped", takingLoose, "\xc0\xa2", `\"`},
		{"an overlong NUL is escaped", takingLoose, "\xc0\x80", `\u0000`},
		{"a surrogate is a character", takingLoose, "\xed\xa0\x80", "\ufffd"},
		{"what is valid stays", takingLoose, "aé漢😀", "aé漢😀"},
		{"a character is cut off", takingCutOff, "a\xe2\x82b", "a?b"},
		{"marks within", droppingMarks, "\ufeffa\ufeff", "a"},
		{"UTF-16 with a mark", takingUTF16, "\xff\xfea\x00", "a"},
		{"UTF-16 without a mark", takingUTF16, "{\x00}\x00", "{}"},
		{"UTF-32", takingUTF16, "\x00\x00\x00{\x00\x00\x00}", "{}"},
		{"UTF-8", takingUTF16, "{}", "{}"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(test.f([]byte(test.in)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestRewriting(t *testing.T) {
	for _, test := range []struct {
		reason   string
		f        rewrite
		in, want string
	}{
		{"a member of a message", replaced("id", numbersOf(asFloat64)), `{"id":9007199254740993,"a":1.50}`, `{"id":9007199254740992,"a":1.50}`},
		{"members of a batch", replaced("id", stringsOf(trimmed)), `[{"id":" a"},1,{"id":2}]`, `[{"id":"a"},1,{"id":2}]`},
		{"a member that is there twice", replaced("id", numbersOf(asInt64)), `{"id":1.5,"id":2.5}`, `{"id":1,"id":2}`},
		{"no JSON", replaced("id", numbersOf(asInt64)), `{"id":1.5`, `{"id":1.5`},
		{"numbers at any depth", walk{number: asInt32}.payload, `[4294967297,{"a":[4294967298]}]`, `[1,{"a":[2]}]`},
		{"names", walk{name: folded}.payload, `{"A":{"K":"B"}}`, `{"a":{"k":"B"}}`},
		{"lone surrogates stay", walk{text: trimmed}.payload, `[" \ud800 "]`, `["\ud800"]`},
		{"lone surrogates are replaced", walk{text: validText}.payload, `["a\ud800b"]`, "[\"a\ufffdb\"]"},
		{"the last double", walk{object: lastOfEach}.payload, `{"a":1,"b":2,"a":3}`, `{"b":2,"a":3}`},
		{"the first double", walk{object: firstOfEach}.payload, `{"a":1,"b":2,"a":3}`, `{"a":1,"b":2}`},
		{"error codes", codes("-32601", "404"), `{"error":{"code":-32601,"message":""}}`, `{"error":{"code":404,"message":""}}`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, string(test.f([]byte(test.in)))); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNumbers(t *testing.T) {
	for _, test := range []struct {
		reason   string
		f        func(string) string
		in, want string
	}{
		{"an integer as float64", asFloat64, "9007199254740993", "9007199254740992"},
		{"a fraction of zero as float64", asFloat64, "1.0", "1"},
		{"an overflow as float64", asFloat64, "1e400", "null"},
		{"a large float64", asFloat64, "1e30", "1e+30"},
		{"float32", asFloat32, "0.1", "0.10000000149011612"},
		{"six digits", asPrinted, "9007199254740991", "9.0072e+15"},
		{"64 bits", asInt64, "18446744073709551617", "1"},
		{"the smallest of 64 bits", asInt64, "-9223372036854775808", "-9223372036854775808"},
		{"without fraction", asInt64, "-1.9", "-1"},
		{"a huge exponent", asInt64, "1e1000000000", "0"},
		{"32 bits", asInt32, "2147483648", "-2147483648"},
		{"no sign", asUint64, "-1", "18446744073709551615"},
		{"the shortest", canonical, "1e0", "1"},
		{"up to the point", withoutFraction, "-3.2001e4", "-3"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.f(test.in)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}
