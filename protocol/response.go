package protocol

// A Response is the reply to a request, to be encoded (JSON-RPC 2.0, section 5).
// It is a plain value; copies share the memory of Result and the error.
type Response struct {
	// Version is that of the request; the zero value is 2.0.
	Version Version

	// ID is that of the request, null where that could not be told. It must not be
	// absent.
	ID ID

	// Result is the JSON value that the method returned, Raw("null") where it has
	// none to return. It is nil if and only if Error is not.
	Result Raw

	// Error is what went wrong, or nil.
	Error *Error
}

// NewResult returns a 2.0 response with a result, which must not be nil.
func NewResult(id ID, result Raw) Response { return Response{ID: id, Result: result} }

// NewErrorResponse returns a 2.0 response with an error, which must not be nil.
func NewErrorResponse(id ID, err *Error) Response { return Response{ID: id, Error: err} }

// AppendTo appends the response to dst as one JSON object without white space of
// its own. It does not allocate if dst has room and no string needs escapes. If
// the response cannot be encoded it returns dst as it was and an [*EncodeError]:
// there are both result and error or none of them, the result or the data of the
// error is not valid JSON, the message of the error is not valid UTF-8, or the id
// is absent or of a type that the version does not have.
func (r Response) AppendTo(dst []byte) ([]byte, error) {
	start := len(dst)
	if !r.ID.ValidIn(r.Version) {
		if r.ID.IsAbsent() {
			return dst, unencodable("id", "is absent")
		}
		return dst, errID()
	}
	dst = append(dst, '{')
	if r.Version == V2 {
		dst = append(dst, `"jsonrpc":"2.0",`...)
	}
	var err error
	switch {
	case r.Result != nil && r.Error != nil:
		return dst[:start], unencodable("result", "there is an error as well")
	case r.Result != nil:
		dst, err = r.appendResult(dst)
	case r.Error != nil:
		dst, err = r.appendError(dst)
	default:
		return dst[:start], unencodable("result", "there is neither result nor error")
	}
	if err != nil {
		return dst[:start], err
	}
	dst = append(dst, `,"id":`...)
	dst = r.ID.append(dst)
	return append(dst, '}'), nil
}

// appendResult appends the members of a response that has a result.
func (r Response) appendResult(dst []byte) ([]byte, error) {
	if err := validate(r.Result); err != nil {
		return dst, &EncodeError{Member: "result", Index: -1, Problem: "is not valid JSON", Cause: err}
	}
	dst = append(dst, `"result":`...)
	dst = append(dst, r.Result...)
	if r.Version == V1 {
		dst = append(dst, `,"error":null`...)
	}
	return dst, nil
}

// appendError appends the members of a response that has an error.
func (r Response) appendError(dst []byte) ([]byte, error) {
	if r.Version == V1 {
		dst = append(dst, `"result":null,`...)
	}
	return r.Error.appendTo(append(dst, `"error":`...), r.Version)
}
