package protocol_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/rpcwire/rpcwire/protocol"
)

// A ruling is a message on which the specifications leave room, and what it is in
// the three named dialects.
type ruling struct {
	name  string // begins with the number of the ruling
	input string
	want  facts // in the default dialect

	strict, lenient facts // in these dialects; where zero, as in the default dialect
}

// in returns what the message is in the given dialect.
func (r ruling) in(dialect string) facts {
	want := r.want
	switch {
	case dialect == "Strict" && r.strict != facts{}:
		want = r.strict
	case dialect == "Lenient" && r.lenient != facts{}:
		want = r.lenient
	}
	return want.in(r.input)
}

// dialects are the named ones.
var dialects = []struct {
	name    string
	dialect protocol.Dialect
}{
	{"Default", protocol.Default},
	{"Strict", protocol.Strict},
	{"Lenient", protocol.Lenient},
}

// rulings returns the rows of all tables of single messages.
func rulings() []ruling {
	return slices.Concat(requestRulings, versionRulings, duplicateRulings, invalidRulings, replyRulings, errorRulings)
}

func TestRulings(t *testing.T) {
	for _, dialect := range dialects {
		t.Run(dialect.name, func(t *testing.T) {
			for _, tt := range rulings() {
				t.Run(tt.name, func(t *testing.T) {
					m := only(t, dialect.dialect, tt.input)
					if diff := compareFacts(tt.in(dialect.name), factsOf(m)); diff != "" {
						t.Errorf("%s (-want +got):\n%s", tt.input, diff)
					}
					checkMessage(t, m)
				})
			}
		})
	}
}

// A message is the same within a batch, whatever is around it.
func TestRulingsInBatch(t *testing.T) {
	const before, behind = `[1, {"jsonrpc":"2.0","method":"m","params":{"a":[]},"id":"x"} ,`, `,{"x":"y"}]`
	for _, dialect := range dialects {
		t.Run(dialect.name, func(t *testing.T) {
			for _, tt := range rulings() {
				t.Run(tt.name, func(t *testing.T) {
					d := protocol.Decoder{Dialect: dialect.dialect}
					p, err := d.Decode([]byte(before + tt.input + behind))
					if err != nil || p.Len() != 4 {
						t.Fatalf("Decode: %v", err)
					}
					want := tt.in(dialect.name)
					if want.Kind == protocol.KindInvalid {
						want.Offset += len(before)
					}
					if diff := compareFacts(want, factsOf(p.At(2))); diff != "" {
						t.Errorf("%s (-want +got):\n%s", tt.input, diff)
					}
					checkMessage(t, p.At(2))
				})
			}
		})
	}
}

// numbered are the rulings that a codec decides, in whole or in part. C04 is that
// of TestIDEqual; C09 is about HTTP.
var numbered = []string{
	"R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15", "R16",
	"R17", "R18", "R19", "R20", "R21", "R22", "C01", "C02", "C03", "C05", "C06", "C08", "C11", "C12", "C14",
}

// Every ruling has a row, and every row a ruling.
func TestEveryRulingHasRow(t *testing.T) {
	seen := map[string]bool{}
	number := regexp.MustCompile(`^([RC][0-9]{2}): .`)
	note := func(name string) {
		match := number.FindStringSubmatch(name)
		if match == nil || !slices.Contains(numbered, match[1]) {
			t.Errorf("row %q does not begin with a ruling", name)
			return
		}
		if seen[name] {
			t.Errorf("two rows are named %q", name)
		}
		seen[name], seen[match[1]] = true, true
	}
	for _, tt := range rulings() {
		note(tt.name)
	}
	for _, tt := range batchRulings {
		note(tt.name)
	}
	for _, tt := range payloadRulings {
		note(tt.name)
	}
	for _, number := range numbered {
		if !seen[number] {
			t.Errorf("no row for %s", number)
		}
	}
}
