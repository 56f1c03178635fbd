//go:build !purego

package jsonscan

import "testing"

// vectorRuns returns plainAVX2 where there is AVX2.
func vectorRuns() []run {
	if !hasAVX2 {
		return nil
	}
	return []run{{"plainAVX2", blocksAVX2, 32}}
}

// blocksAVX2 calls plainAVX2, which needs a byte to point to.
func blocksAVX2(data []byte, i int) int {
	if i == len(data) {
		return i
	}
	return i + plainAVX2(&data[i], len(data)-i)
}

// Without a special byte plainAVX2 returns n rounded down to a multiple of 32, to
// the byte; behind that it must not have looked.
func TestPlainAVX2RoundsDown(t *testing.T) {
	if !hasAVX2 {
		t.Skip("no AVX2")
	}
	data := make([]byte, 400)
	for n := 1; n <= 300; n++ {
		for i := range data {
			data[i] = 'p'
			if i >= n/32*32 {
				data[i] = '"'
			}
		}
		if got := plainAVX2(&data[0], n); got != n/32*32 {
			t.Errorf("plainAVX2 of %d bytes = %d, want %d", n, got, n/32*32)
		}
	}
}

// plainBlocks takes the vectors only where there are some.
func TestPlainBlocksWithoutAVX2(t *testing.T) {
	defer func(has bool) { hasAVX2 = has }(hasAVX2)
	hasAVX2 = false
	data := make([]byte, 47)
	for i := range data {
		data[i] = 'p'
	}
	if got := plainBlocks(data, 0); got != 40 {
		t.Errorf("plainBlocks without AVX2 = %d, want 40: the words of 47 bytes", got)
	}
}
