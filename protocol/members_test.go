package protocol_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
)

// escaped returns name with the character at index i written as an escape.
func escaped(name string, i int, format string) string {
	return name[:i] + fmt.Sprintf(format, name[i]) + name[i+1:]
}

// spellings returns all spellings of a name that are equal to it after unescaping:
// with one character escaped, or all of them, in both cases of digits.
func spellings(name string) []string {
	all := func(format string) string {
		var b strings.Builder
		for i := range len(name) {
			fmt.Fprintf(&b, format, name[i])
		}
		return b.String()
	}
	names := []string{name, all(`\u%04x`), all(`\u%04X`)}
	for i := range len(name) {
		names = append(names, escaped(name, i, `\u%04x`), escaped(name, i, `\u%04X`))
	}
	return names
}

// Member names are equal after unescaping, however they are spelled.
func TestMemberSpellings(t *testing.T) {
	tests := []struct {
		name  string
		input string // with %s for the name
		want  facts
	}{
		{"jsonrpc", `{"%s":"2.0","method":"m","id":1}`, call("1", "m", "")},
		{"method", `{"jsonrpc":"2.0","%s":"m","id":1}`, call("1", "m", "")},
		{"params", `{"jsonrpc":"2.0","method":"m","%s":[1],"id":1}`, call("1", "m", "[1]")},
		{"id", `{"jsonrpc":"2.0","method":"m","%s":1}`, call("1", "m", "")},
		{"result", `{"jsonrpc":"2.0","%s":5,"id":1}`, result("1", "5")},
		{"error", `{"jsonrpc":"2.0","%s":{"code":-32001,"message":"boom"},"id":1}`, failure("1", boom)},
		{"code", `{"jsonrpc":"2.0","error":{"%s":-32001,"message":"boom"},"id":1}`, failure("1", boom)},
		{"message", `{"jsonrpc":"2.0","error":{"code":-32001,"%s":"boom"},"id":1}`, failure("1", boom)},
		{"data", `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom","%s":1},"id":1}`, failure("1", protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw("1")})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, spelling := range spellings(tt.name) {
				input := fmt.Sprintf(tt.input, spelling)
				if diff := compareFacts(tt.want, factsOf(only(t, protocol.Default, input))); diff != "" {
					t.Errorf("%s (-want +got):\n%s", input, diff)
				}
			}
			for _, other := range otherNames(tt.name) {
				input := fmt.Sprintf(tt.input, other)
				got := factsOf(only(t, protocol.Default, input))
				if diff := compareFacts(tt.want, got); diff == "" {
					t.Errorf("%s: %q is taken for %q", input, other, tt.name)
				}
				padded := fmt.Sprintf(tt.input, tt.name)
				padded = padded[:len(padded)-1] + `,"` + other + `":false}`
				want := tt.want.tolerating(protocol.UnknownMembers)
				if diff := compareFacts(want, factsOf(only(t, protocol.Default, padded))); diff != "" {
					t.Errorf("%s: %q is not unknown (-want +got):\n%s", padded, other, diff)
				}
			}
		})
	}
}

// otherNames returns names that look like the given one and are others.
func otherNames(name string) []string {
	return []string{
		strings.ToUpper(name), strings.ToUpper(name[:1]) + name[1:], name[:len(name)-1], name + "s", name + " ", " " + name,
		name + `\u0000`, name + `\"`, `\"` + name, name + `\u0022`, name + `\\`, name + "ſ", name[1:], "",
		escaped(name, 0, `\\u%04x`), strings.Repeat(name, 8), escaped(name, 0, `\u01%02x`), strings.Repeat(`\u0061`, 40),
	}
}

// The letters that Unicode folds to those of a name are others: R06, and the mistake
// of matching names without regard to case.
func TestFoldedMemberNames(t *testing.T) {
	for _, name := range []string{"jſonrpc", "paramſ", "reſult", "JSONRPC", "Params", "Result", "iD", "Id", "ıd", "İd"} {
		input := `{"jsonrpc":"2.0","method":"m","` + name + `":false,"id":1}`
		want := call("1", "m", "").tolerating(protocol.UnknownMembers)
		if diff := compareFacts(want, factsOf(only(t, protocol.Default, input))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", input, diff)
		}
	}
}

// The order of members does not matter, nor does white space between them.
func TestMemberOrder(t *testing.T) {
	members := []string{`"jsonrpc" :"2.0"`, `"method": "m" `, "\t\"params\":\n[1 ]", "\"id\"\r: 1", `"x":[{"id":2}]`}
	want := call("1", "m", "[1 ]").tolerating(protocol.UnknownMembers)
	count := 0
	permute(members, func(order []string) {
		count++
		input := "{" + strings.Join(order, " , ") + "}"
		if diff := compareFacts(want, factsOf(only(t, protocol.Default, input))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", input, diff)
		}
	})
	if count != 120 {
		t.Errorf("%d orders of five members", count)
	}
}

// permute calls f with every order of the values.
func permute(values []string, f func([]string)) {
	var walk func(int)
	walk = func(n int) {
		if n == len(values) {
			f(values)
			return
		}
		for i := n; i < len(values); i++ {
			values[n], values[i] = values[i], values[n]
			walk(n + 1)
			values[n], values[i] = values[i], values[n]
		}
	}
	walk(0)
}

// White space around every token changes nothing but offsets (RFC 8259, 2).
func TestWhiteSpaceEverywhere(t *testing.T) {
	for _, space := range []string{" ", "\t", "\n", "\r", " \r\n\t"} {
		for _, tt := range rulings() {
			input := spaced(tt.input, space)
			got := factsOf(only(t, protocol.Default, input))
			want := factsOf(only(t, protocol.Default, tt.input))
			got.Offset = want.Offset
			for _, raw := range []*string{&got.Params, &got.Result, &got.ID, &got.AnswerID, &want.Params, &want.Result, &want.ID, &want.AnswerID} {
				*raw = spaced(strings.Map(dropSpace, *raw), "")
			}
			if got.Error != nil {
				got.Error, want.Error = nil, nil // data and value keep their white space
			}
			if diff := compareFacts(want, got); diff != "" {
				t.Errorf("%s with %q (-want +got):\n%s", tt.input, space, diff)
			}
		}
	}
}

func dropSpace(r rune) rune {
	if strings.ContainsRune(" \t\r\n", r) {
		return -1
	}
	return r
}

// spaced returns the JSON text with white space around every token.
func spaced(text, space string) string {
	var b strings.Builder
	inString := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case inString && c == '\\':
			b.WriteString(text[i : i+2])
			i++
			continue
		case c == '"':
			inString = !inString
			b.WriteByte(c)
		case !inString && strings.IndexByte("{}[]:,", c) >= 0:
			b.WriteString(space + string(c) + space)
		default:
			b.WriteByte(c)
		}
	}
	return space + b.String() + space
}

// All members can be reached, unknown ones and duplicates too (R06).
func TestMessageMembers(t *testing.T) {
	type member struct{ Name, Value string }
	tests := []struct {
		reason string
		input  string
		want   []member
	}{
		{"no object has none", `[1]`, nil},
		{"an empty object has none", `{}`, nil},
		{
			"duplicates, escapes and white space",
			`{ "x" : 1 , "\u0078":{"y":[2 ]},"ID":"a", "":null}`,
			[]member{{"x", "1"}, {"x", `{"y":[2 ]}`}, {"ID", `"a"`}, {"", "null"}},
		},
		{"a lone surrogate in a name (R14)", `{"\ud800":1}`, []member{{"\xed\xa0\x80", "1"}}},
		{"the members that count are there too", `{"jsonrpc":"2.0","id":7}`, []member{{"jsonrpc", `"2.0"`}, {"id", "7"}}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			p, err := protocol.Parse([]byte("[0," + tt.input + "]"))
			if err != nil {
				t.Fatal(err)
			}
			var got []member
			for name, value := range p.At(1).Members() {
				got = append(got, member{name, value.String()})
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("members (-want +got):\n%s", diff)
			}
		})
	}
}
