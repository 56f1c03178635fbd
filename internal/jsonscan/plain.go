package jsonscan

import "math/bits"

// A plain byte stands for itself in a string: it is neither a quote, nor a
// backslash, nor a control character, nor part of a multibyte character. Most
// of most messages is plain, so the search for the end of a plain run decides
// what scanning costs. It has three gears, each as right as the next: byte by
// byte, a word of eight bytes at once, and where the machine has vectors, in
// [plainBlocks], 32 bytes and more.

// wordSize is the number of bytes that one step of [plainWords] looks at.
const wordSize = 8

// longRun is how many plain bytes in a row make it likely that there are enough
// of them to pay for the call of [plainBlocks].
const longRun = 2 * wordSize

// Plain returns the index of the first byte at or behind i that is not plain, or
// len(data).
func Plain(data []byte, i int) int {
	for long := i + longRun; i+wordSize <= len(data); i += wordSize {
		if i == long {
			i = plainBlocks(data, i)
			if i+wordSize > len(data) {
				break
			}
		}
		if m := special(load(data[i : i+wordSize])); m != 0 {
			return i + first(m)
		}
	}
	return plainBytes(data, i)
}

// plainWords is [Plain] without vectors. It may stop early, less than a word
// before the end of data.
func plainWords(data []byte, i int) int {
	for ; i+wordSize <= len(data); i += wordSize {
		if m := special(load(data[i : i+wordSize])); m != 0 {
			return i + first(m)
		}
	}
	return i
}

// plainBytes is [Plain], byte by byte.
func plainBytes(data []byte, i int) int {
	for i < len(data) && isPlain(data[i]) {
		i++
	}
	return i
}

func isPlain(c byte) bool {
	return ' ' <= c && c < 0x80 && c != '"' && c != '\\'
}

const (
	ones  = 0x0101010101010101 // 1 in every byte
	highs = 0x80 * ones        // the highest bit of every byte
)

// special sets the highest bit of every byte of w that is not plain. A
// subtraction that borrows may also set it in bytes above the first such byte,
// so only the lowest one counts.
func special(w uint64) uint64 {
	quote := (w ^ '"'*ones) - ones
	backslash := (w ^ '\\'*ones) - ones
	control := w - ' '*ones
	return (quote | backslash | control | w) & highs
}

// first returns the index of the lowest byte of m that has its highest bit set.
func first(m uint64) int { return bits.TrailingZeros64(m) / 8 }

// load reads the first eight bytes of b, the first one lowest, on machines of
// either byte order. The compiler makes one instruction of it, or two.
func load(b []byte) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}
