package protocol

import (
	"strconv"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

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
	if r.Version == V1 {
		return r.appendV1(dst)
	}
	return AppendRequest(dst, r.ID, r.Method, r.Params)
}

// appendV1 is AppendTo for 1.0, which has all three members always.
func (r *Request) appendV1(dst []byte) ([]byte, error) {
	start := len(dst)
	dst, ok := quote(append(dst, `{"method":`...), r.Method)
	if !ok {
		return dst[:start], errMethod()
	}
	params := r.Params
	if params == nil {
		params = Raw("[]")
	}
	if err := checkParams(params, V1); err != nil {
		return dst[:start], err
	}
	dst = append(dst, `,"params":`...)
	dst = append(dst, params...)
	dst = append(dst, `,"id":`...)
	dst = r.ID.append(dst) // null if it is absent
	return append(dst, '}'), nil
}

// AppendRequest appends a 2.0 request to dst, or a notification if id is absent,
// as [Request.AppendTo] does. Params may be nil.
func AppendRequest(dst []byte, id ID, method string, params Raw) ([]byte, error) {
	start := len(dst)
	dst = append(dst, `{"jsonrpc":"2.0"`...) // in two, since the compiler inlines up to 16 bytes
	dst = append(dst, `,"method":"`...)
	name := len(dst)
	dst = append(dst, method...)
	if dst = append(dst, '"'); jsonscan.Plain(dst, name) < len(dst)-1 {
		var ok bool
		if dst, ok = quote(dst[:name-1], method); !ok {
			return dst[:start], errMethod()
		}
	}
	if params != nil {
		if err := checkParams(params, V2); err != nil {
			return dst[:start], err
		}
		dst = append(dst, `,"params":`...)
		dst = append(dst, params...)
	}
	switch {
	case id.kind == idInt: // as nearly always
		dst = append(dst, `,"id":`...)
		dst = strconv.AppendInt(dst, id.number, 10)
	case id.ValidIn(V2):
		dst = append(dst, `,"id":`...)
		dst = id.append(dst)
	case !id.IsAbsent():
		return dst[:start], errID()
	}
	return append(dst, '}'), nil
}

// AppendNotification appends a 2.0 notification to dst, as [Request.AppendTo]
// does. Params may be nil.
func AppendNotification(dst []byte, method string, params Raw) ([]byte, error) {
	return AppendRequest(dst, ID{}, method, params)
}

// checkParams checks that params are JSON, and of a type that the version has.
func checkParams(params Raw, v Version) error {
	if err := validate(params); err != nil {
		return &EncodeError{Member: "params", Index: -1, Problem: "is not valid JSON", Cause: err}
	}
	switch first := params.first(); {
	case first == '[' || first == '{' && v == V2:
		return nil
	case v == V1:
		return unencodable("params", "must be an array in 1.0")
	}
	return unencodable("params", "must be an array or an object")
}

func errMethod() error { return unencodable("method", "is not valid UTF-8") }

func errID() error { return unencodable("id", "must be a string, a number or null in 2.0") }
