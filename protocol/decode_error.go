package protocol

import (
	"strconv"
	"unicode/utf8"
)

// A DecodeError says what is wrong with bytes, and where. It is made for the
// side that received them; what to tell the peer is [DecodeError.Wire].
type DecodeError struct {
	// Reason is what is wrong.
	Reason Reason

	// Offset is where, in bytes from the start of the payload: the first byte that
	// cannot stand where it does, or the member or message at fault.
	Offset int

	// Excerpt is a short piece of the payload around Offset, quoted as a Go string
	// literal in printable ASCII; it is empty for an empty payload.
	Excerpt string
}

// Error returns reason, offset and excerpt in one line of ASCII.
func (e *DecodeError) Error() string {
	s := e.Reason.String() + " at offset " + strconv.Itoa(e.Offset)
	if e.Excerpt != "" {
		s += ": near " + e.Excerpt
	}
	return s
}

// Wire returns a new error object to answer the peer with; the id to answer it
// to is null.
func (e *DecodeError) Wire() *Error { return e.Reason.wire() }

// Is reports whether target is an [Error] or a [Code] with the code that the
// peer is told.
func (e *DecodeError) Is(target error) bool { return e.Reason.Code().matches(target) }

// excerptReach is how far an excerpt reaches to either side, in bytes.
const excerptReach = 16

// newDecodeError describes what is wrong in data. It is not inlined, so that its
// callers stay small.
//
//go:noinline
func newDecodeError(data []byte, offset int, reason Reason) *DecodeError {
	from, to := max(0, offset-excerptReach), min(len(data), offset+excerptReach)
	for from < offset && !utf8.RuneStart(data[from]) {
		from++
	}
	for to > offset && to < len(data) && !utf8.RuneStart(data[to]) {
		to--
	}
	e := &DecodeError{Reason: reason, Offset: offset}
	if from < to {
		e.Excerpt = literal(string(data[from:to]))
	}
	return e
}

// literal returns s as a Go string literal in printable ASCII: between backquotes if
// it can be, since JSON is full of quotes.
func literal(s string) string {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '`' {
			return strconv.QuoteToASCII(s)
		}
	}
	return "`" + s + "`"
}
