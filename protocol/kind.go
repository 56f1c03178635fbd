package protocol

// A Kind says what a message is.
type Kind uint8

// The kinds. An object with a method member is a request, a notification or
// invalid, never a response (R16).
const (
	KindInvalid      Kind = iota // JSON, but no JSON-RPC message: see [Message.Err]
	KindRequest                  // a call that wants a reply
	KindNotification             // a call that wants none
	KindResult                   // a response with a result
	KindError                    // a response with an error
)

var kindNames = [...]string{"invalid", "request", "notification", "result", "error"}

// String returns the kind in lower case, as the codec driver writes it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// IsResponse reports whether k is one of the two kinds of response.
func (k Kind) IsResponse() bool { return k == KindResult || k == KindError }
