package idgen_test

import (
	"math"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/rpcwire/rpcwire/idgen"
	"github.com/rpcwire/rpcwire/internal/raceflag"
	"github.com/rpcwire/rpcwire/protocol"
)

// take returns the JSON texts of the next n ids.
func take(g idgen.Generator, n int) string {
	var texts []string
	for range n {
		texts = append(texts, g.Next().String())
	}
	return strings.Join(texts, " ")
}

func TestSequences(t *testing.T) {
	for _, test := range []struct {
		reason string
		ids    idgen.Generator
		want   string
	}{
		{"a counter starts where it is told", idgen.Counter(1), `1 2 3`},
		{"zero is an id like any other", idgen.Counter(0), `0 1 2`},
		{"negative numbers are ids, and the way up leads over zero", idgen.Counter(-1), `-1 0 1`},
		{"the largest int64 is followed by the smallest", idgen.Counter(math.MaxInt64), `9223372036854775807 -9223372036854775808 -9223372036854775807`},
		{"a counter at the smallest int64 counts up", idgen.Counter(math.MinInt64), `-9223372036854775808 -9223372036854775807 -9223372036854775806`},
		{"hexadecimal ids are strings", idgen.Hex(1), `"1" "2" "3"`},
		{"nine is followed by a, in lower case", idgen.Hex(9), `"9" "a" "b"`},
		{"f is followed by 10, without leading zeros before", idgen.Hex(15), `"f" "10" "11"`},
		{"the largest uint64 is followed by zero", idgen.Hex(math.MaxUint64), `"ffffffffffffffff" "0" "1"`},
		{"a function is a generator", idgen.Func(func() protocol.ID { return protocol.String("x") }), `"x" "x" "x"`},
	} {
		if got := take(test.ids, 3); got != test.want {
			t.Errorf("%s: got %s, want %s", test.reason, got, test.want)
		}
	}
}

func TestForms(t *testing.T) {
	umlauts, err := idgen.RandomOf(5, "äöü€😀")
	if err != nil {
		t.Fatal(err)
	}
	quotes, err := idgen.RandomOf(100, `"\`)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason string
		ids    idgen.Generator
		want   string
	}{
		{"the default of jsonrpcclient: eight digits and lower-case letters", idgen.Random(), `^"[0-9a-z]{8}"$`},
		{"characters are counted, not bytes", umlauts, `^"[äöü€😀]{5}"$`},
		{"letters that JSON escapes are escaped", quotes, `^"(\\"|\\\\){100}"$`},
		{"RFC 9562, section 5.4: version 4, variant 10", idgen.UUID(), `^"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$`},
		{"RFC 9562, section 5.7: version 7, variant 10", idgen.UUIDv7(), `^"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"$`},
	} {
		form := regexp.MustCompile(test.want)
		for range 100 {
			if got := test.ids.Next().String(); !form.MatchString(got) {
				t.Fatalf("%s: %s does not match %s", test.reason, got, form)
			}
		}
	}
}

func TestRandomOfRefuses(t *testing.T) {
	for _, test := range []struct {
		reason   string
		length   int
		alphabet string
	}{
		{"no characters are no id", 0, "ab"},
		{"a negative length", -1, "ab"},
		{"one letter cannot make ids that differ", 8, "a"},
		{"no letters", 8, ""},
		{"a letter twice would come up twice as often", 8, "aba"},
		{"a byte of die cannot choose among more than 256", 8, distinct(257)},
		{"ids are JSON strings, which are UTF-8", 8, "ab\xff"},
	} {
		if _, err := idgen.RandomOf(test.length, test.alphabet); err == nil {
			t.Errorf("%s: RandomOf(%d, %q) is taken", test.reason, test.length, test.alphabet)
		}
	}
	if _, err := idgen.RandomOf(1, distinct(256)); err != nil {
		t.Errorf("256 letters are allowed: %v", err)
	}
}

// distinct returns n characters, all different.
func distinct(n int) string {
	letters := make([]rune, n)
	for i := range letters {
		letters[i] = rune(0x4E00 + i)
	}
	return string(letters)
}

// TestRandomIsEven checks that every letter comes up as often as it should, in an
// alphabet whose size is no power of two: a modulo would prefer the first ones.
func TestRandomIsEven(t *testing.T) {
	const alphabet, length, rounds = "abcde", 50, 2000
	ids, err := idgen.RandomOf(length, alphabet)
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[rune]int)
	for range rounds {
		text, _ := ids.Next().Text()
		for _, r := range text {
			count[r]++
		}
	}
	// 100,000 draws of five letters: 20,000 each, with a deviation of 126.
	for _, r := range alphabet {
		if n := count[r]; n < 19_000 || n > 21_000 {
			t.Errorf("%c came up %d times of %d, want about %d", r, n, length*rounds, length*rounds/len(alphabet))
		}
	}
}

func TestUniqueUnderContention(t *testing.T) {
	const goroutines, each = 16, 2000
	long, err := idgen.RandomOf(16, idgen.DefaultAlphabet)
	if err != nil {
		t.Fatal(err)
	}
	for name, ids := range map[string]idgen.Generator{
		"counter": idgen.Counter(math.MaxInt64 - 5000),
		"hex":     idgen.Hex(math.MaxUint64 - 5000),
		"random":  long,
		"uuid":    idgen.UUID(),
		"uuidv7":  idgen.UUIDv7(),
	} {
		t.Run(name, func(t *testing.T) {
			batches := make([][]protocol.ID, goroutines)
			var wg sync.WaitGroup
			for i := range batches {
				wg.Go(func() {
					for range each {
						batches[i] = append(batches[i], ids.Next())
					}
				})
			}
			wg.Wait()
			seen := make(map[protocol.ID]bool)
			for _, batch := range batches {
				for _, id := range batch {
					if seen[id] {
						t.Fatalf("%s came twice", id)
					}
					if id.IsAbsent() || id.IsNull() {
						t.Fatal("an absent id, or null")
					}
					seen[id] = true
				}
			}
		})
	}
}

// TestUUIDv7Ascends checks the order within a goroutine while others draw as well,
// from generators of their own.
func TestUUIDv7Ascends(t *testing.T) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			ids := idgen.UUIDv7()
			last := ""
			for range 5000 {
				next := ids.Next().String()
				if next <= last {
					t.Errorf("%s came after %s", next, last)
					return
				}
				last = next
			}
		})
	}
	wg.Wait()
}

func TestAllocations(t *testing.T) {
	if raceflag.Enabled {
		t.Skip("the race detector allocates")
	}
	for _, test := range []struct {
		name string
		ids  idgen.Generator
		want float64
	}{
		{"counter", idgen.Counter(1), 0},
		{"hex", idgen.Hex(1 << 40), 1},
		{"random", idgen.Random(), 1},
		{"uuid", idgen.UUID(), 1},
		{"uuidv7", idgen.UUIDv7(), 1},
	} {
		if got := testing.AllocsPerRun(100, func() { test.ids.Next() }); got > test.want {
			t.Errorf("%s allocates %v times per id, want %v", test.name, got, test.want)
		}
	}
}
