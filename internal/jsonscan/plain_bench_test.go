package jsonscan

import (
	"bytes"
	"strconv"
	"testing"
)

// BenchmarkPlain walks over plain text of several lengths with each gear.
func BenchmarkPlain(b *testing.B) {
	gears := []run{{name: "bytes", walk: plainBytes}, {name: "words", walk: plainWords}, {name: "blocks", walk: plainBlocks}}
	for _, gear := range gears {
		b.Run(gear.name, func(b *testing.B) {
			for _, n := range []int{16, 64, 256, 4096} {
				b.Run(strconv.Itoa(n), func(b *testing.B) {
					data := append(bytes.Repeat([]byte{'p'}, n), '"')
					b.SetBytes(int64(n))
					for b.Loop() {
						gear.walk(data, 0)
					}
				})
			}
		})
	}
}
