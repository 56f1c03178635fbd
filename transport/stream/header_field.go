package stream

import (
	"bytes"
	"fmt"
	"math"
)

// A headerBlock is what the fields of a header block say.
type headerBlock struct {
	length    int64
	hasLength bool
}

// add adds a line with a field.
func (h *headerBlock) add(text []byte) error {
	colon := bytes.IndexByte(text, ':')
	if colon <= 0 || !isName(text[:colon]) {
		return fmt.Errorf("%w: a header line is %.60q", ErrFrame, text)
	}
	name, value := text[:colon], bytes.Trim(text[colon+1:], " \t")
	switch {
	case foldsTo(name, "content-length"):
		return h.addLength(value)
	case foldsTo(name, "content-type") && !isUTF8(value):
		return fmt.Errorf("%w: the charset of %.60q is not UTF-8", ErrFrame, value)
	}
	return nil
}

func (h *headerBlock) addLength(value []byte) error {
	length, ok := parseLength(value)
	if !ok {
		return fmt.Errorf("%w: the Content-Length is %.60q", ErrFrame, value)
	}
	if h.hasLength && length != h.length {
		return fmt.Errorf("%w: the Content-Length is %d and %d", ErrFrame, h.length, length)
	}
	h.length, h.hasLength = length, true
	return nil
}

// parseLength parses a decimal number without a sign.
func parseLength(text []byte) (length int64, ok bool) {
	for _, b := range text {
		digit := int64(b) - '0'
		if digit < 0 || digit > 9 || length > (math.MaxInt64-digit)/10 {
			return 0, false
		}
		length = length*10 + digit
	}
	return length, len(text) > 0
}

// isName reports whether a text may be the name of a field: visible ASCII.
func isName(text []byte) bool {
	for _, b := range text {
		if b <= ' ' || b >= 0x7f {
			return false
		}
	}
	return true
}

// foldsTo reports whether a text is a name, which is given in lower case.
func foldsTo(text []byte, name string) bool {
	if len(text) != len(name) {
		return false
	}
	for i, b := range text {
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		if b != name[i] {
			return false
		}
	}
	return true
}

// isUTF8 reports whether a media type has the charset UTF-8, or none.
func isUTF8(mediaType []byte) bool {
	_, parameters, more := bytes.Cut(mediaType, []byte(";"))
	for more {
		var parameter []byte
		parameter, parameters, more = bytes.Cut(parameters, []byte(";"))
		name, value, _ := bytes.Cut(parameter, []byte("="))
		if !foldsTo(bytes.Trim(name, " \t"), "charset") {
			continue
		}
		value = bytes.Trim(bytes.Trim(value, " \t"), `"`)
		if !foldsTo(value, "utf-8") && !foldsTo(value, "utf8") {
			return false
		}
	}
	return true
}
