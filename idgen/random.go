package idgen

import (
	"crypto/rand"
	"errors"
	"math/bits"
	"unicode/utf8"

	"github.com/rpcwire/rpcwire/protocol"
)

// The defaults of [Random].
const (
	DefaultLength   = 8
	DefaultAlphabet = "0123456789abcdefghijklmnopqrstuvwxyz"
)

// Random returns a generator of strings of [DefaultLength] characters of
// [DefaultAlphabet], each drawn with equal chance from crypto/rand. There are
// 2.8·10^12 of them: among a thousand ids two are equal with a chance of one in
// five million, among a million with one in six. [RandomOf] makes longer ones.
// Next allocates once, the text.
func Random() Generator {
	return &random{length: DefaultLength, alphabet: []rune(DefaultAlphabet)}
}

// RandomOf returns a generator of strings of length characters of the alphabet,
// each drawn with equal chance from crypto/rand. Two of n ids are equal with a
// chance of about n²/2s where s is the size of the alphabet to the power of
// length. It is an error if length is not positive, or if the alphabet has fewer
// than two characters, more than 256, one of them twice, or is not valid UTF-8.
// Next allocates once, the text, if it has up to 64 bytes that need no escapes in
// JSON.
func RandomOf(length int, alphabet string) (Generator, error) {
	letters := []rune(alphabet)
	switch {
	case length <= 0:
		return nil, errors.New("idgen: the length of random ids must be positive")
	case !utf8.ValidString(alphabet):
		return nil, errors.New("idgen: the alphabet is not valid UTF-8")
	case len(letters) < 2 || len(letters) > 256:
		return nil, errors.New("idgen: the alphabet must have 2 to 256 characters")
	}
	seen := make(map[rune]bool)
	for _, r := range letters {
		if seen[r] {
			return nil, errors.New("idgen: the alphabet has a character twice: " + string(r))
		}
		seen[r] = true
	}
	return &random{length: length, alphabet: letters}, nil
}

type random struct {
	length   int
	alphabet []rune
}

func (g *random) Next() protocol.ID {
	var (
		room [64]byte
		dice [32]byte
		text = room[:0]
		// Cutting a byte to the bits that the alphabet needs, and throwing it away
		// where it is still too large, keeps the chances equal.
		mask = byte(1<<bits.Len(uint(len(g.alphabet)-1)) - 1)
	)
	for n := 0; n < g.length; {
		rand.Read(dice[:]) // never fails: see its documentation
		for _, d := range dice {
			if k := int(d & mask); k < len(g.alphabet) && n < g.length {
				text = utf8.AppendRune(text, g.alphabet[k])
				n++
			}
		}
	}
	return protocol.String(string(text))
}
