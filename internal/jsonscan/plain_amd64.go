//go:build !purego

package jsonscan

// hasAVX2 is whether processor and operating system have 32-byte integer vectors.
var hasAVX2 = detectAVX2()

// plainBlocks walks over plain bytes from i on in large steps. It returns the
// index of the first byte that is not plain, or, if it finds none, an index less
// than 32 bytes before the end of data.
func plainBlocks(data []byte, i int) int {
	if !hasAVX2 || i == len(data) {
		return plainWords(data, i)
	}
	return i + plainAVX2(&data[i], len(data)-i)
}

// plainAVX2 returns the index of the first of n bytes at p that is not plain, or
// n rounded down to a multiple of 32 if there is none before.
//
//go:noescape
func plainAVX2(p *byte, n int) int

// detectAVX2 asks the processor for AVX2 and for an operating system that keeps
// the registers.
func detectAVX2() bool
