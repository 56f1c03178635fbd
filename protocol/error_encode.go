package protocol

import "strconv"

// AppendTo appends the error object of 2.0 to dst, or the Value of a 1.0 error. If
// the error cannot be encoded it returns dst as it was and an [*EncodeError]: the
// message is not valid UTF-8, or Data or Value are not valid JSON, or Value is
// null. A nil Error is not allowed.
func (e *Error) AppendTo(dst []byte) ([]byte, error) {
	start := len(dst)
	dst, err := e.appendTo(dst, V1)
	if err != nil {
		return dst[:start], err
	}
	return dst, nil
}

// appendTo is AppendTo for a response of version v. What it appended before an
// error is to be dropped.
func (e *Error) appendTo(dst []byte, v Version) ([]byte, error) {
	if e.Value != nil {
		return e.appendValue(dst, v)
	}
	dst = append(dst, `{"code":`...)
	dst = strconv.AppendInt(dst, int64(e.Code), 10)
	dst = append(dst, `,"message":`...)
	dst, ok := quote(dst, e.Message)
	if !ok {
		return dst, unencodable("error.message", "is not valid UTF-8")
	}
	if e.Data != nil {
		if err := validate(e.Data); err != nil {
			return dst, &EncodeError{Member: "error.data", Index: -1, Problem: "is not valid JSON", Cause: err}
		}
		dst = append(dst, `,"data":`...)
		dst = append(dst, e.Data...)
	}
	return append(dst, '}'), nil
}

// appendValue appends the value that stands for the error in 1.0.
func (e *Error) appendValue(dst []byte, v Version) ([]byte, error) {
	if v != V1 {
		return dst, unencodable("error", "is not an error object, as 2.0 requires")
	}
	if err := validate(e.Value); err != nil {
		return dst, &EncodeError{Member: "error", Index: -1, Problem: "is not valid JSON", Cause: err}
	}
	if e.Value.IsNull() {
		return dst, unencodable("error", "is null, which means that there is none")
	}
	return append(dst, e.Value...), nil
}
