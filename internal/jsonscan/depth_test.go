package jsonscan_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// An opener says for every level, from 0 on, whether an object is opened there or
// an array.
type opener struct {
	name   string
	object func(level int) bool
}

// openers are mixtures of arrays and objects.
func openers() []opener {
	rng := rand.New(rand.NewPCG(1, 2))
	random := make([]bool, 1<<10)
	for i := range random {
		random[i] = rng.IntN(2) == 1
	}
	return []opener{
		{"arrays", func(int) bool { return false }},
		{"objects", func(int) bool { return true }},
		{"array first", func(level int) bool { return level%2 == 1 }},
		{"object first", func(level int) bool { return level%2 == 0 }},
		{"objects in words of arrays", func(level int) bool { return level%64 == 0 || level%64 == 63 }},
		{"random", func(level int) bool { return random[level%len(random)] }},
	}
}

// open returns the text that opens so many levels.
func (o opener) open(levels int) string {
	var b strings.Builder
	for level := range levels {
		if o.object(level) {
			b.WriteString(`{"a":`)
		} else {
			b.WriteString(`[`)
		}
	}
	return b.String()
}

// close returns the text that closes the levels from the innermost one down to the
// given one.
func (o opener) close(levels, to int) string {
	var b strings.Builder
	for level := levels - 1; level >= to; level-- {
		b.WriteByte(o.closing(level))
	}
	return b.String()
}

func (o opener) closing(level int) byte {
	if o.object(level) {
		return '}'
	}
	return ']'
}

// sibling returns what may follow the value within the given level.
func (o opener) sibling(level int) string {
	if o.object(level) {
		return `,"b":2`
	}
	return `,2`
}

func scan(text string, maxDepth int) scanned {
	at, fault := jsonscan.Value([]byte(text), 0, 0, maxDepth)
	return scanned{At: at, Fault: fault}
}

func checkScanned(t *testing.T, what string, want, got scanned) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// Around 64 and 128 levels the open brackets no longer fit one word: every depth up
// to there is right at its limit and too deep one below.
func TestDepthLimit(t *testing.T) {
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			for levels := 1; levels <= 200; levels++ {
				text := o.open(levels) + "1" + o.close(levels, 0)
				checkScanned(t, "at the limit", scanned{At: len(text)}, scan(text, levels))
				checkScanned(t, "without a limit", scanned{At: len(text)}, scan(text, anyDepth))
				deepest := len(o.open(levels - 1))
				checkScanned(t, "above the limit", scanned{At: deepest, Fault: jsonscan.TooDeep}, scan(text, levels-1))
			}
		})
	}
}

// What is open around the value counts.
func TestDepthAround(t *testing.T) {
	tests := []struct {
		reason          string
		text            string
		depth, maxDepth int
		want            scanned
	}{
		{"a number needs no room", `1`, 5, 5, scanned{At: 1}},
		{"an empty array needs room for one", `[]`, 4, 5, scanned{At: 2}},
		{"there is none", `[]`, 5, 5, scanned{At: 0, Fault: jsonscan.TooDeep}},
		{"for an object neither", ` {}`, 5, 5, scanned{At: 1, Fault: jsonscan.TooDeep}},
		{"room for one of two", `[{}]`, 4, 5, scanned{At: 1, Fault: jsonscan.TooDeep}},
		{"side by side is not within", `[[],{},[]]`, 3, 5, scanned{At: 10}},
		{"no room at all", `{}`, 0, 0, scanned{At: 0, Fault: jsonscan.TooDeep}},
		{"the fault is found where it comes first", `[1,,[`, 4, 5, scanned{At: 3, Fault: jsonscan.UnexpectedByte}},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			at, fault := jsonscan.Value([]byte(tt.text), 0, tt.depth, tt.maxDepth)
			checkScanned(t, tt.text, tt.want, scanned{At: at, Fault: fault})
		})
	}
}

// At every level the bracket of the other kind is a fault.
func TestWrongClosingBracket(t *testing.T) {
	const levels = 140
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			for level := range levels {
				text := o.open(levels) + "1" + o.close(levels, level+1)
				want := scanned{At: len(text), Fault: jsonscan.UnexpectedByte}
				wrong := string(o.closing(level) ^ ']' ^ '}')
				checkScanned(t, fmt.Sprint("level ", level), want, scan(text+wrong, anyDepth))
				checkScanned(t, fmt.Sprint("white space, level ", level),
					scanned{At: want.At + 1, Fault: want.Fault}, scan(text+" "+wrong, anyDepth))
			}
		})
	}
}

// At every level the text may end, and the fault is the end.
func TestUnclosedBracket(t *testing.T) {
	const levels = 140
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			for level := range levels {
				text := o.open(levels) + "1" + o.close(levels, level+1)
				checkScanned(t, fmt.Sprint("level ", level),
					scanned{At: len(text), Fault: jsonscan.UnexpectedEnd}, scan(text, anyDepth))
			}
		})
	}
}

// At every level more may follow the value within, and only of the right kind: the
// scanner still knows which brackets are open.
func TestSiblingAtEveryLevel(t *testing.T) {
	const levels = 140
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			text := o.open(levels) + "1"
			for level := levels - 1; level >= 0; level-- {
				checkScanned(t, fmt.Sprint("level ", level),
					scanned{At: len(text) + wrongSibling(o, level).At, Fault: jsonscan.UnexpectedByte},
					scan(text+wrongSibling(o, level).text, anyDepth))
				text += o.sibling(level) + " " + o.close(level+1, level)
			}
			checkScanned(t, "all", scanned{At: len(text)}, scan(text, anyDepth))
		})
	}
}

// A wrong is a text that cannot follow, and the index of what is wrong with it.
type wrong struct {
	text string
	At   int
}

// wrongSibling returns what may not follow the value within the given level.
func wrongSibling(o opener, level int) wrong {
	if o.object(level) {
		return wrong{`,2`, 1}
	}
	return wrong{`,"b":2`, 4}
}

// A million open brackets are refused at the limit, whatever their kind, without
// reading on.
func TestHostileDepth(t *testing.T) {
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			text := []byte(o.open(1_000_000))
			at, fault := jsonscan.Value(text, 0, 0, 10_000)
			want := scanned{At: len(o.open(10_000)), Fault: jsonscan.TooDeep}
			checkScanned(t, "a million brackets", want, scanned{At: at, Fault: fault})
		})
	}
}

// With a limit above it, a million levels are walked over, in memory that is small
// compared to the text.
func TestMillionLevels(t *testing.T) {
	const levels = 1_000_000
	for _, o := range openers() {
		t.Run(o.name, func(t *testing.T) {
			text := []byte(o.open(levels) + "1" + o.close(levels, 0))
			var at int
			var fault jsonscan.Fault
			used := allocated(func() { at, fault = jsonscan.Value(text, 0, 0, levels) })
			checkScanned(t, "a million levels", scanned{At: len(text)}, scanned{At: at, Fault: fault})
			if used > 1<<20 {
				t.Errorf("a million levels took %d bytes of memory", used)
			}
			checkScanned(t, "the last bracket is of the other kind",
				scanned{At: len(text) - 1, Fault: jsonscan.UnexpectedByte},
				scan(string(text[:len(text)-1])+string(o.closing(0)^']'^'}'), levels))
		})
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// However high the limit, hostile text does not exhaust the stack: more than 33
// million levels are too deep.
func TestDeepestText(t *testing.T) {
	if testing.Short() {
		t.Skip("needs much memory")
	}
	const most = 34_000_000
	text := bytes.Repeat([]byte("["), 2*most)
	at, fault := jsonscan.Value(text, 0, 0, int(^uint(0)>>1))
	if fault != jsonscan.TooDeep || at < 33_000_000 || at >= most {
		t.Errorf("fault %d at %d, want TooDeep at 33 million", fault, at)
	}
}
