// Package lines reads text line by line, with lines of bounded length.
package lines

import (
	"bufio"
	"errors"
	"io"
)

// ErrTooLong is the error of a line that is longer than the limit.
var ErrTooLong = errors.New("line too long")

// A Reader reads lines that end with a line feed, or with the end of the input.
type Reader struct {
	r     *bufio.Reader
	limit int
	line  []byte
}

// NewReader returns a reader of the lines of r with up to limit bytes each, the
// line feed not counted.
func NewReader(r io.Reader, limit int) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, 64<<10), limit: limit}
}

// Next returns the next line without its line feed; it is good until the next call.
// At the end of the input the error is io.EOF. A line that is too long is skipped,
// without being held in memory, and is an [ErrTooLong]; the next call goes on
// behind it. Other errors are those of the underlying reader.
func (r *Reader) Next() ([]byte, error) {
	r.line = r.line[:0]
	tooLong := false
	for {
		piece, err := r.r.ReadSlice('\n')
		ended := err == nil
		if ended {
			piece = piece[:len(piece)-1]
		}
		if ended && len(r.line) == 0 && !tooLong && len(piece) <= r.limit {
			return piece, nil // as nearly always, without a copy
		}
		if tooLong = tooLong || len(r.line)+len(piece) > r.limit; tooLong {
			r.line = r.line[:0]
		} else {
			r.line = append(r.line, piece...)
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case !ended && err != io.EOF:
			return nil, err
		case tooLong:
			return nil, ErrTooLong
		case !ended && len(r.line) == 0:
			return nil, io.EOF
		}
		return r.line, nil
	}
}
