package protocol

import (
	"iter"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// Raw is the text of exactly one JSON value, white space around it included. Nil
// stands for no value; it is not the JSON null, which is Raw("null"). What
// [Parse] returns is valid; what comes from elsewhere is validated when it is
// encoded. Raw values from a [Message] share the memory of the payload.
type Raw []byte

// ParseRaw returns the one JSON value in data without the white space around it. It
// shares the memory of data. The error is a [*DecodeError] if data is not exactly
// one JSON value.
func ParseRaw(data []byte) (Raw, error) {
	start := jsonscan.Space(data, 0)
	end, fault := jsonscan.Value(data, start, 0, noLimit)
	if fault != jsonscan.OK || jsonscan.Space(data, end) < len(data) {
		if start == len(data) {
			return nil, newDecodeError(data, start, ReasonEmpty)
		}
		return nil, validate(data)
	}
	return Raw(data[start:end:end]), nil
}

// Validate returns a [*DecodeError] unless r is exactly one JSON value. Nesting is not
// limited, but for the 33 million levels that the stack has room for.
func (r Raw) Validate() error {
	if err := validate(r); err != nil {
		return err
	}
	return nil
}

// IsNull reports whether r is the JSON null. A nil Raw is not.
func (r Raw) IsNull() bool { return r.first() == 'n' }

// IsArray reports whether r is an array, as far as its first character tells.
func (r Raw) IsArray() bool { return r.first() == '[' }

// IsObject reports whether r is an object, as far as its first character tells.
func (r Raw) IsObject() bool { return r.first() == '{' }

// String returns the text.
func (r Raw) String() string { return string(r) }

// first returns the first character of the value, or 0.
func (r Raw) first() byte {
	if i := jsonscan.Space(r, 0); i < len(r) {
		return r[i]
	}
	return 0
}

// Text returns the text of the JSON string r, without quotes and escapes, and
// whether r is a string. A lone surrogate becomes the three bytes that UTF-8
// would use for it, so that the text equals no other's.
func (r Raw) Text() (string, bool) {
	i := jsonscan.Space(r, 0)
	if i >= len(r) || r[i] != '"' {
		return "", false
	}
	end, fault := jsonscan.String(r, i+1)
	if fault != jsonscan.OK {
		return "", false
	}
	return string(unquoted(r[i+1 : end-1])), true
}

// Elements returns the elements of the JSON array r in their order; there are
// none if r is no array. They share the memory of r. If r is not valid JSON, the
// sequence ends where it stops being so.
func (r Raw) Elements() iter.Seq[Raw] {
	return func(yield func(Raw) bool) {
		for i := r.enter('['); i >= 0; i = r.next(i) {
			end, fault := jsonscan.Value(r, i, 0, noLimit)
			if fault != jsonscan.OK || !yield(r[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// Members returns the members of the JSON object r in their order, duplicates
// included, each with its unescaped name (see [Raw.Text]); there are none if r is
// no object. The values share the memory of r. If r is not valid JSON, the
// sequence ends where it stops being so.
func (r Raw) Members() iter.Seq2[string, Raw] {
	return func(yield func(string, Raw) bool) {
		for i := r.enter('{'); i >= 0; i = r.next(i) {
			if r[i] != '"' {
				return
			}
			nameEnd, fault := jsonscan.String(r, i+1)
			if fault != jsonscan.OK {
				return
			}
			name := string(unquoted(r[i+1 : nameEnd-1]))
			if i, fault = jsonscan.Colon(r, nameEnd); fault != jsonscan.OK {
				return
			}
			i = jsonscan.Space(r, i)
			end, fault := jsonscan.Value(r, i, 0, noLimit)
			if fault != jsonscan.OK || !yield(name, r[i:end:end]) {
				return
			}
			i = end
		}
	}
}

// enter returns the index of what follows the opening bracket of r, or -1 if
// there is nothing in it or r does not begin with it.
func (r Raw) enter(bracket byte) int {
	i := jsonscan.Space(r, 0)
	if i >= len(r) || r[i] != bracket {
		return -1
	}
	if i = jsonscan.Space(r, i+1); i >= len(r) || r[i] == bracket+2 {
		return -1
	}
	return i
}

// next returns the index of what follows the comma behind i, or -1.
func (r Raw) next(i int) int {
	if i = jsonscan.Space(r, i); i >= len(r) || r[i] != ',' {
		return -1
	}
	if i = jsonscan.Space(r, i+1); i >= len(r) {
		return -1
	}
	return i
}

// validate checks that data is exactly one JSON value.
func validate(data []byte) *DecodeError {
	end, fault := jsonscan.Value(data, 0, 0, noLimit)
	if fault != jsonscan.OK {
		return newDecodeError(data, end, faultReasons[fault])
	}
	if end = jsonscan.Space(data, end); end < len(data) {
		return newDecodeError(data, end, ReasonTrailingData)
	}
	return nil
}
