package jsonscan

// Space returns the index of the first byte at or behind i that is not white
// space, or len(data).
func Space(data []byte, i int) int {
	for i < len(data) && IsSpace(data[i]) {
		i++
	}
	return i
}

// IsSpace reports whether c is one of the four white space characters of JSON.
func IsSpace(c byte) bool {
	return c <= ' ' && (c == ' ' || c == '\n' || c == '\r' || c == '\t')
}
