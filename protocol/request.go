package protocol

import "github.com/rpcwire/rpcwire/internal/jsonscan"

// A Request is a request or a notification to be encoded (JSON-RPC 2.0, section 4).
// It is a plain value; copies share the memory of Params.
type Request struct {
	// Version is the version to speak; the zero value is 2.0.
	Version Version

	// ID makes the difference: with an absent id, which is the zero value, the
	// request is a notification. In 1.0 so it is with the id null.
	ID ID

	// Method is the name of the method.
	Method string

	// Params is a JSON array or, in 2.0, object. Nil stands for no params, which
	// 1.0 writes as an empty array.
	Params Raw
}

// NewRequest returns a 2.0 request. Params may be nil.
func NewRequest(id ID, method string, params Raw) Request {
	return Request{ID: id, Method: method, Params: params}
}

// NewNotification returns a 2.0 notification. Params may be nil.
func NewNotification(method string, params Raw) Request {
	return Request{Method: method, Params: params}
}

// IsNotification reports whether no reply is due.
func (r Request) IsNotification() bool {
	return r.ID.IsAbsent() || r.Version == V1 && r.ID.IsNull()
}

// AppendTo appends the request to dst as one JSON object without white space of
// its own. It does not allocate if dst has room and the method needs no escapes.
// If the request cannot be encoded it returns dst as it was and an [*EncodeError]:
// the method is not valid UTF-8, the params are not valid JSON or of the wrong
// type, or the id is of a type that the version does not have.
func (r Request) AppendTo(dst []byte) ([]byte, error) {
	start := len(dst)
	if r.Version == V1 {
		dst = append(dst, `{"method":`...)
	} else {
		dst = append(dst, `{"jsonrpc":"2.0","method":`...)
	}
	dst, ok := quote(dst, r.Method)
	if !ok {
		return dst[:start], unencodable("method", "is not valid UTF-8")
	}
	if r.Params != nil {
		if err := r.checkParams(); err != nil {
			return dst[:start], err
		}
		dst = append(dst, `,"params":`...)
		dst = append(dst, r.Params...)
	} else if r.Version == V1 {
		dst = append(dst, `,"params":[]`...)
	}
	switch {
	case r.ID.ValidIn(r.Version):
		dst = append(dst, `,"id":`...)
		dst = r.ID.append(dst)
	case !r.ID.IsAbsent():
		return dst[:start], unencodable("id", "must be a string, a number or null in 2.0")
	case r.Version == V1:
		dst = append(dst, `,"id":null`...)
	}
	return append(dst, '}'), nil
}

// checkParams checks that the params are JSON, and of a type that the version has.
func (r Request) checkParams() error {
	if err := validate(r.Params); err != nil {
		return &EncodeError{Member: "params", Index: -1, Problem: "is not valid JSON", Cause: err}
	}
	switch c := r.Params[jsonscan.Space(r.Params, 0)]; {
	case c == '[' || c == '{' && r.Version == V2:
		return nil
	case r.Version == V1:
		return unencodable("params", "must be an array in 1.0")
	}
	return unencodable("params", "must be an array or an object")
}
