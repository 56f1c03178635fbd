package jsonscan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// BenchmarkValue walks over values of the shapes that messages have.
func BenchmarkValue(b *testing.B) {
	payloads := []struct {
		name string
		text string
	}{
		{"logs", logs(200)},
		{"text", text(100_000, "the", "of", "quick", "scanner", "walks", "string", "and", "every")},
		{"diagnostics", diagnostics(20)},
		{"nonascii", text(100_000, "щука", "окунь", "лещ", "鯉魚", "鮎", "😀", "niño")},
	}
	for _, payload := range payloads {
		b.Run(payload.name, func(b *testing.B) {
			data := []byte(payload.text)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, fault := jsonscan.Value(data, 0, 0, anyDepth); fault != jsonscan.OK {
					b.Fatalf("fault %d", fault)
				}
			}
		})
	}
}

// logs returns an array of n objects with long hexadecimal strings and short names.
func logs(n int) string {
	rng := rand.New(rand.NewPCG(3, 4))
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `%c{"address":"%s","topics":["%s","%s"],"data":"%s","block":"%#x","index":%d,"removed":false}`,
			"[,"[min(i, 1)], digits(rng, 40), digits(rng, 64), digits(rng, 64), digits(rng, 128), i/20, i)
	}
	return b.String() + "]"
}

// digits returns n random hexadecimal digits.
func digits(rng *rand.Rand, n int) string {
	var b strings.Builder
	for range n {
		b.WriteByte("0123456789abcdef"[rng.IntN(16)])
	}
	return b.String()
}

// text returns one string of about n bytes made of the words.
func text(n int, words ...string) string {
	rng := rand.New(rand.NewPCG(5, 6))
	var b strings.Builder
	for b.WriteByte('"'); b.Len() < n; b.WriteByte(' ') {
		b.WriteString(words[rng.IntN(len(words))])
	}
	return b.String() + `"`
}

// diagnostics returns objects as a language server sends them: small numbers, short
// strings and deep nesting.
func diagnostics(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `%c {"range": {"start": {"line": %d, "character": 4}, "end": {"line": %d, "character": 9}}, `+
			`"severity": 2, "source": "compiler", "message": "declared and not used: \"item%d\"", "tags": [1]}`,
			"[,"[min(i, 1)], 7*i, 7*i, i)
	}
	return b.String() + "]"
}
