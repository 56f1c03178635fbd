//go:build !amd64 || purego

package jsonscan

// plainBlocks is [plainWords] where there is no vector code.
func plainBlocks(data []byte, i int) int { return plainWords(data, i) }
