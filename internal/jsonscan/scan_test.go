package jsonscan_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// anyDepth is a limit that no text of these tests reaches.
const anyDepth = 1 << 30

// A scanTest is a text and what Value says of it.
type scanTest struct {
	reason string         // why the row matters, with the rule it comes from
	text   string         // begins with a value, or should
	fault  jsonscan.Fault // OK if it does
	at     int            // index of the offending byte, or behind the value
}

// scanned is what a function of the scanner returns.
type scanned struct {
	At    int
	Fault jsonscan.Fault
}

// valid returns a row of a text that is one value and nothing else.
func valid(reason, text string) scanTest {
	return scanTest{reason: reason, text: text, at: len(text)}
}

// cut returns a row of a text that ends too early.
func cut(reason, text string) scanTest {
	return scanTest{reason: reason, text: text, fault: jsonscan.UnexpectedEnd, at: len(text)}
}

// surroundings are beginnings of texts that a value may follow. None changes what
// is wrong with the value, only where. The long ones move the value over every
// position within the words and vectors of the fast paths.
func surroundings() []string {
	texts := []string{
		"", " ", "\t\r\n ", `[`, `[ `, `[0,`, `{"k":`, `{"k" : `, `{"a":1,"k":`, `[[[[`, `[{"k":[{"k":`,
		strings.Repeat("[", 64), strings.Repeat(`{"k":`, 65),
	}
	for n := 1; n <= 40; n++ {
		texts = append(texts, `["`+strings.Repeat("p", n)+`",`)
	}
	return texts
}

// checkScans runs Value over every row, alone and in surroundings.
func checkScans(t *testing.T, tests []scanTest) {
	t.Helper()
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			for _, before := range surroundings() {
				checkScan(t, tt, before)
			}
		})
	}
}

// checkScan runs Value over the row behind the text before. Where brackets are open
// around a value that is right, the text ends too early instead.
func checkScan(t *testing.T, tt scanTest, before string) {
	t.Helper()
	want := scanned{At: len(before) + tt.at, Fault: tt.fault}
	if strings.ContainsAny(before, "[{") && tt.fault == jsonscan.OK {
		if tt.at < len(tt.text) {
			return // what follows the value has another meaning there
		}
		want.Fault = jsonscan.UnexpectedEnd
	}
	text := before + tt.text
	at, fault := jsonscan.Value([]byte(text), 0, 0, anyDepth)
	if diff := cmp.Diff(want, scanned{At: at, Fault: fault}); diff != "" {
		t.Errorf("Value(%.200q) (-want +got):\n%s", text, diff)
	}
}
