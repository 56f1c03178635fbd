package protocol

import (
	"strconv"
	"strings"
)

// An ID is the id of a message (JSON-RPC 2.0, section 4): a string, a number,
// null, or absent, which is the zero value and not the same as null. In 1.0 it
// may be any JSON value.
//
// An ID keeps its text, so that it goes back byte for byte: 1.50 stays 1.50,
// and a number of 30 digits keeps them all. It owns its memory and can be copied,
// compared and used as a map key; == compares how ids are written, [ID.Equal]
// what they mean, and [ID.Canonical] gives a map key that does the latter.
type ID struct {
	kind   idKind
	number int64  // of an idInt
	text   string // of an idString without quotes, of an idOther as in JSON
}

type idKind uint8

const (
	idAbsent idKind = iota
	idNull
	idInt    // an integer within int64, written in the shortest way
	idString // a string that is quoted without escapes
	idOther  // whatever else there is, by its JSON text
)

// Int returns the id n.
func Int(n int64) ID { return ID{kind: idInt, number: n} }

// Null returns the id null.
func Null() ID { return ID{kind: idNull} }

// String returns the id with the given text. Invalid UTF-8 in it is replaced by
// U+FFFD, since JSON cannot say it; but text that [ID.Text] returned gives back
// its id also where that has a lone surrogate.
func String(text string) ID {
	if isSimple(text) {
		return ID{kind: idString, text: text}
	}
	quoted, ok := quote(make([]byte, 0, len(text)+8), text)
	if !ok {
		quoted, _ = quote(quoted[:0], strings.ToValidUTF8(text, "\uFFFD"))
	}
	return idFromString(quoted)
}

// ParseID returns the id whose JSON text is data, which it copies. White space
// around it is dropped. It takes every JSON value, since 1.0 does; see
// [ID.ValidIn]. The error is a [*DecodeError] if data is not exactly one JSON
// value.
func ParseID(data []byte) (ID, error) {
	text, err := ParseRaw(data)
	if err != nil {
		return ID{}, err
	}
	return idFromText(text), nil
}

// idFromText returns the id with the given text, a valid JSON value without
// white space around it.
func idFromText(text []byte) ID {
	switch c := text[0]; {
	case c == '"':
		return idFromString(text)
	case c == 'n':
		return Null()
	case c == '-' || c-'0' <= 9:
		if n, ok := shortestInt(text); ok {
			return Int(n)
		}
	}
	return ID{kind: idOther, text: string(text)}
}

// idFromString returns the id with the given text, a valid JSON string.
func idFromString(text []byte) ID {
	for _, c := range text {
		if c == '\\' {
			return ID{kind: idOther, text: string(text)}
		}
	}
	return ID{kind: idString, text: string(text[1 : len(text)-1])}
}

// shortestInt returns the value of text if it is an integer within int64 that
// is written in the shortest way, so that the value gives back the text.
func shortestInt(text []byte) (int64, bool) {
	digits := text
	negative := text[0] == '-'
	if negative {
		digits = text[1:]
	}
	if len(digits) > 19 || negative && digits[0] == '0' {
		return 0, false
	}
	var n uint64
	for _, c := range digits {
		if c-'0' > 9 {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	const limit = 1 << 63
	switch {
	case negative && n <= limit:
		return -int64(n), true
	case !negative && n < limit:
		return int64(n), true
	}
	return 0, false
}

// IsAbsent reports whether there is no id.
func (id ID) IsAbsent() bool { return id.kind == idAbsent }

// IsZero is [ID.IsAbsent], by the name that the omitzero option of encoding/json
// looks for.
func (id ID) IsZero() bool { return id.kind == idAbsent }

// IsNull reports whether the id is null.
func (id ID) IsNull() bool { return id.kind == idNull }

// IsString reports whether the id is a string.
func (id ID) IsString() bool {
	return id.kind == idString || id.kind == idOther && id.text[0] == '"'
}

// IsNumber reports whether the id is a number.
func (id ID) IsNumber() bool {
	return id.kind == idInt || id.kind == idOther && (id.text[0] == '-' || id.text[0]-'0' <= 9)
}

// ValidIn reports whether a message of version v may carry the id: in 2.0 a
// string, a number or null; in 1.0 any value; an absent id in neither.
func (id ID) ValidIn(v Version) bool {
	switch id.kind {
	case idAbsent:
		return false
	case idOther:
		return v == V1 || id.IsString() || id.IsNumber()
	}
	return true
}

// Int64 returns the value of an id that is a number with an integral value within
// int64, however it is written, and whether it is one.
func (id ID) Int64() (int64, bool) {
	c := id.Canonical()
	return c.number, c.kind == idInt
}

// Text returns the text of an id that is a string, without quotes and escapes
// (see [Raw.Text]), and whether it is one.
func (id ID) Text() (string, bool) {
	if id.kind == idString {
		return id.text, true
	}
	return Raw(id.text).Text()
}

// String returns the JSON text of the id, and "" if it is absent.
func (id ID) String() string {
	switch id.kind {
	case idAbsent:
		return ""
	case idOther:
		return id.text
	}
	return string(id.append(nil))
}

// AppendTo appends the JSON text of the id to dst. An absent id has none and is
// an [*EncodeError].
func (id ID) AppendTo(dst []byte) ([]byte, error) {
	if id.kind == idAbsent {
		return dst, unencodable("id", "is absent")
	}
	return id.append(dst), nil
}

// append appends the JSON text of an id that is not absent.
func (id ID) append(dst []byte) []byte {
	switch id.kind {
	case idInt:
		return strconv.AppendInt(dst, id.number, 10)
	case idString:
		dst = append(dst, '"')
		dst = append(dst, id.text...)
		return append(dst, '"')
	case idOther:
		return append(dst, id.text...)
	}
	return append(dst, "null"...)
}

// isSimple reports whether s is quoted without escapes: it is ASCII without
// quotes, backslashes and control characters.
func isSimple(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x80 || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
