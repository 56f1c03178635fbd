package stream

import "bytes"

// Line is newline-delimited JSON: a payload is a line. When written, line feeds and
// carriage returns in a payload, which are white space wherever JSON has them raw, become
// spaces, so that a payload is always one line. When read, lines end with \n or \r\n, and
// the last one also with the stream; lines of nothing but white space are skipped, which
// means that an empty payload does not arrive. A line beyond the limit is skipped.
var Line Framing = line{}

type line struct{}

// Append implements [Framing].
func (line) Append(dst, payload []byte) []byte {
	start := len(dst)
	dst = append(dst, payload...)
	written := dst[start:]
	unbreak(written, '\n')
	unbreak(written, '\r')
	return append(dst, '\n')
}

// unbreak replaces a byte by spaces.
func unbreak(text []byte, b byte) {
	for {
		i := bytes.IndexByte(text, b)
		if i < 0 {
			return
		}
		text[i] = ' '
		text = text[i+1:]
	}
}

// Read implements [Framing].
func (line) Read(r *Reader) ([]byte, error) {
	for {
		text, err := r.payloadUntil('\n', 1) // a carriage return does not count
		if err != nil {
			return nil, err
		}
		if last := len(text) - 1; last >= 0 && text[last] == '\r' {
			text = text[:last]
		}
		if len(text) > r.limit {
			return nil, errTooLarge
		}
		if !isBlank(text) {
			return text, nil
		}
	}
}

// isBlank reports whether there is nothing but white space as JSON has it.
func isBlank(text []byte) bool {
	for _, b := range text {
		if b != ' ' && b != '\t' && b != '\r' {
			return false
		}
	}
	return true
}
