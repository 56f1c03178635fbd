package jsonscan

import (
	"bytes"
	"fmt"
	"testing"
)

// A run is a function that looks for the first byte that is not plain.
type run struct {
	name string
	walk func(data []byte, i int) int

	// early is how many bytes before the end the function may stop although
	// everything is plain: fewer than so many. It is 1 for functions that may not.
	early int
}

// runs returns the gears of Plain, each with what its comment allows it.
func runs() []run {
	return append(vectorRuns(),
		run{"Plain", Plain, 1},
		run{"plainBytes", plainBytes, 1},
		run{"plainWords", plainWords, wordSize},
		run{"plainBlocks", plainBlocks, 32},
	)
}

// check reports what is wrong with got, where the first byte that is not plain is
// at special, or at the end of the data if there is none.
func (r run) check(got, special, end int) string {
	switch {
	case got > special:
		return "too far"
	case got < special && end-got >= r.early:
		return "not far enough"
	}
	return ""
}

// specials are the bytes that end a plain run, at the borders of their kinds.
var specials = []byte{'"', '\\', 0x00, 0x1f, '\n', 0x80, 0xc3, 0xff}

// plains are bytes that do not end one, at the borders of their kind and next to
// the special ones.
var plains = []byte{' ', '!', '#', '[', ']', '~', 0x7f, 'a', '0'}

func TestIsPlain(t *testing.T) {
	for c := range 256 {
		want := c >= ' ' && c < 0x80 && c != '"' && c != '\\' // RFC 8259, 7, without multibyte characters
		if got := isPlain(byte(c)); got != want {
			t.Errorf("isPlain(%#x) = %v, want %v", c, got, want)
		}
	}
}

// lengths are those from 0 to 200 that are around a border of a word, of a vector
// or of a step of four vectors, or all of them.
func lengths() (ns []int) {
	for n := range 201 {
		if !testing.Short() || n < 40 || n%32 < 2 || n%32 == 31 {
			ns = append(ns, n)
		}
	}
	return ns
}

// Every special byte at every position of data of every length and alignment is
// found by every gear. The bytes around the data are special as well, so that a
// look at them shows.
func TestPlainFindsSpecial(t *testing.T) {
	for _, r := range runs() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for align := range 65 {
				for _, n := range lengths() {
					findSpecial(t, r, align, n)
				}
			}
		})
	}
}

func findSpecial(t *testing.T, r run, align, n int) {
	t.Helper()
	buf := bytes.Repeat([]byte{'"'}, align+n+40)
	for i := range n {
		buf[align+i] = plains[i%len(plains)]
	}
	data := buf[:align+n]
	if problem := r.check(r.walk(data, align), align+n, align+n); problem != "" {
		t.Errorf("%s over %d plain bytes from %d on: %s", r.name, n, align, problem)
	}
	for i := align; i < align+n; i++ {
		was := data[i]
		c := specials[(i+n)%len(specials)]
		for range specialsPerPosition(align) {
			data[i] = c
			if got := r.walk(data, align); r.check(got, i, align+n) != "" {
				t.Errorf("%s over %d bytes from %d on = %d: %s, %#x is at %d",
					r.name, n, align, got, r.check(got, i, align+n), c, i)
			}
			c = specials[(bytes.IndexByte(specials, c)+1)%len(specials)]
		}
		data[i] = was
	}
}

// specialsPerPosition returns how many kinds of special bytes are tried at every
// position: all of them for some alignments, one after the other for the others.
func specialsPerPosition(align int) int {
	if align == 0 || align == 31 {
		return len(specials)
	}
	return 1
}

// The first of two special bytes counts, whatever they are: a borrow in the
// arithmetic of words must not hide or invent one.
func TestPlainFindsFirstOfTwo(t *testing.T) {
	data := bytes.Repeat([]byte{'!'}, 72)
	for _, r := range runs() {
		for i := range 40 {
			for j := i + 1; j < 48; j++ {
				for _, first := range specials {
					for _, second := range []byte{'"', '\\', 0x00, 0xff} {
						data[i], data[j] = first, second
						if got := r.walk(data, 0); got != i {
							t.Errorf("%s = %d, want %d: %#x there, %#x at %d", r.name, got, i, first, second, j)
						}
						data[i], data[j] = '!', '!'
					}
				}
			}
		}
	}
}

// Every pair of bytes in a row, at every place within a word.
func TestPlainEveryPair(t *testing.T) {
	data := bytes.Repeat([]byte{' '}, 2*wordSize+32)
	for _, r := range runs() {
		t.Run(r.name, func(t *testing.T) {
			for at := range wordSize + 1 {
				for w := range 1 << 16 {
					data[at], data[at+1] = byte(w>>8), byte(w)
					if got, want := r.walk(data, 0), plainBytes(data, 0); got != want && want < wordSize+2 {
						t.Fatalf("%s(%q) = %d, want %d", r.name, data, got, want)
					}
				}
				data[at], data[at+1] = ' ', ' '
			}
		})
	}
}

// FuzzPlain compares the gears with the plain loop.
func FuzzPlain(f *testing.F) {
	for _, n := range []int{0, 7, 8, 15, 16, 31, 32, 33, 63, 64, 127, 128, 159, 160, 161} {
		text := bytes.Repeat([]byte("plain text "), 20)[:n]
		f.Add(text, uint8(0))
		f.Add(fmt.Appendf(nil, "%s\"%s", text, text), uint8(n/2))
		f.Add(fmt.Appendf(nil, "%s\x80", text), uint8(n))
	}
	f.Fuzz(func(t *testing.T, data []byte, from uint8) {
		i := min(int(from), len(data))
		want := plainBytes(data, i)
		for _, r := range runs() {
			if got := r.walk(data, i); got < i || r.check(got, want, len(data)) != "" {
				t.Errorf("%s(%q, %d) = %d: %s, want %d", r.name, data, i, got, r.check(got, want, len(data)), want)
			}
		}
	})
}
