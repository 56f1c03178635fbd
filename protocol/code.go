package protocol

// A Code is the number that says what kind of error a response reports (JSON-RPC
// 2.0, section 5.1). It is an error itself, so that errors.Is(err,
// protocol.CodeMethodNotFound) asks whether err is an [Error] with that code.
type Code int64

// The codes that the specification defines. Those from -32768 to -32000 are
// reserved; every other one is free for applications.
const (
	CodeParseError     Code = -32700 // the payload is not JSON
	CodeInvalidRequest Code = -32600 // the JSON is not a request
	CodeMethodNotFound Code = -32601 // there is no such method
	CodeInvalidParams  Code = -32602 // the params do not fit the method
	CodeInternalError  Code = -32603 // the server failed
)

// String returns the specification's message for c: "Server error" from -32099
// to -32000, and "" for codes that it does not define.
func (c Code) String() string {
	switch c {
	case CodeParseError:
		return "Parse error"
	case CodeInvalidRequest:
		return "Invalid Request"
	case CodeMethodNotFound:
		return "Method not found"
	case CodeInvalidParams:
		return "Invalid params"
	case CodeInternalError:
		return "Internal error"
	}
	if -32099 <= c && c <= -32000 {
		return "Server error"
	}
	return ""
}

// Error returns the code as a number with its message.
func (c Code) Error() string { return (&Error{Code: c, Message: c.String()}).Error() }

// IsReserved reports whether the specification keeps c for itself.
func (c Code) IsReserved() bool { return -32768 <= c && c <= -32000 }
