package protocol

import "github.com/rpcwire/rpcwire/internal/jsonscan"

// A Reason says why bytes are no message. Its text is meant for people and logs,
// its [Reason.Code] for the peer.
type Reason uint8

// The reasons why a payload is not JSON (-32700).
const (
	_                      Reason = iota
	ReasonUnexpectedEnd           // the payload ends inside a value
	ReasonUnexpectedByte          // a byte that cannot stand there
	ReasonBadLiteral              // neither true, false nor null
	ReasonBadNumber               // a leading zero, or a digit is missing
	ReasonBadEscape               // an escape that JSON does not have
	ReasonControlCharacter        // a raw control character in a string
	ReasonBadUTF8                 // a string is not valid UTF-8
	ReasonEmpty                   // nothing but white space (R20)
	ReasonTrailingData            // more than one value (R20)
	ReasonByteOrderMark           // a byte order mark before the payload (R12)
)

// The reasons why JSON gets a single reply as a whole (-32600).
const (
	ReasonTooDeep         Reason = iota + 32 // too many arrays and objects are open at once
	ReasonEmptyBatch                         // a batch of nothing
	ReasonBatchTooLarge                      // too many messages in a batch
	ReasonPayloadTooLarge                    // too many bytes
)

// The reasons why one message is invalid (-32600).
const (
	ReasonNotAnObject     Reason = iota + 64 // a value that is no object
	ReasonNoMessage                          // neither method, result nor error
	ReasonBadVersion                         // a jsonrpc member that is neither "2.0" nor "1.0"
	ReasonVersionRefused                     // a 1.0 message where the dialect refuses them
	ReasonNoVersion                          // neither jsonrpc nor id
	ReasonBadMethod                          // a method that is no string
	ReasonBadParams                          // params that are neither array nor object (R04)
	ReasonBadID                              // an id that is a boolean, an array or an object in 2.0 (R22)
	ReasonNoID                               // a response without id
	ReasonDuplicateMember                    // a member twice (R07, C08)
	ReasonNamedParams                        // named params in a 1.0 request (R18)
	ReasonResultAndError                     // a response with both (C01)
	ReasonNoResultOrError                    // a response with only a null error
	ReasonBadError                           // an error that is no 2.0 error object (C03)
	ReasonNullID                             // the id null in a 2.0 request (R01)
	ReasonNullParams                         // params null (R03)
	ReasonFractionalID                       // a number with a fraction or an exponent as id (R05)
	ReasonUnknownMember                      // a member that the version does not know (R06)
	ReasonMissingParams                      // a 1.0 request without params (R08)
	ReasonNamedVersion1                      // "jsonrpc":"1.0" (R09)
	ReasonLoneSurrogate                      // half a surrogate pair (R14, C12)
	ReasonNullBeside                         // a null beside the result or the error (C01)
	ReasonPartialResponse                    // only one of result and error in a 1.0 response (C02)
	ReasonLooseError                         // an error code like 1.0, or no message (C03)
	ReasonMissingID                          // an error response without id (C05)
	ReasonWrongKind                          // a request where a response is expected, or the reverse
	ReasonUnexpectedBatch                    // a batch where one message is expected, or the reverse
)

var reasonTexts = [...]string{
	ReasonUnexpectedEnd:    "unexpected end",
	ReasonUnexpectedByte:   "unexpected character",
	ReasonBadLiteral:       "invalid literal",
	ReasonBadNumber:        "invalid number",
	ReasonBadEscape:        "invalid escape in string",
	ReasonControlCharacter: "control character in string",
	ReasonBadUTF8:          "invalid UTF-8",
	ReasonEmpty:            "empty payload",
	ReasonTrailingData:     "data after the value",
	ReasonByteOrderMark:    "byte order mark",

	ReasonTooDeep:         "nesting too deep",
	ReasonEmptyBatch:      "empty batch",
	ReasonBatchTooLarge:   "batch too large",
	ReasonPayloadTooLarge: "payload too large",

	ReasonNotAnObject:     "not an object",
	ReasonNoMessage:       "no method, result or error",
	ReasonBadVersion:      `jsonrpc is not "2.0"`,
	ReasonVersionRefused:  "JSON-RPC 1.0 is not accepted",
	ReasonNoVersion:       "no jsonrpc and no id",
	ReasonBadMethod:       "method is not a string",
	ReasonBadParams:       "params are neither an array nor an object",
	ReasonBadID:           "id is neither a string, a number nor null",
	ReasonNoID:            "no id",
	ReasonDuplicateMember: "duplicate member",
	ReasonNamedParams:     "named params in a 1.0 request",
	ReasonResultAndError:  "both result and error",
	ReasonNoResultOrError: "neither result nor error",
	ReasonBadError:        "error is not an error object",
	ReasonNullID:          "id is null",
	ReasonNullParams:      "params are null",
	ReasonFractionalID:    "id is not an integer",
	ReasonUnknownMember:   "unknown member",
	ReasonMissingParams:   "no params in a 1.0 request",
	ReasonNamedVersion1:   `jsonrpc is "1.0"`,
	ReasonLoneSurrogate:   "lone surrogate",
	ReasonNullBeside:      "both result and error, one of them null",
	ReasonPartialResponse: "only one of result and error in a 1.0 response",
	ReasonLooseError:      "error code is not written as an integer, or there is no message",
	ReasonMissingID:       "error response without id",
	ReasonWrongKind:       "wrong kind of message",
	ReasonUnexpectedBatch: "a batch for a message, or a message for a batch",
}

// String returns the reason in a few words, and "" for one that does not exist.
func (r Reason) String() string {
	if int(r) < len(reasonTexts) {
		return reasonTexts[r]
	}
	return ""
}

// Code returns what a peer is told: [CodeParseError] where the payload is not
// JSON, else [CodeInvalidRequest].
func (r Reason) Code() Code {
	if r <= ReasonByteOrderMark {
		return CodeParseError
	}
	return CodeInvalidRequest
}

// wire returns the error to answer: the specification's, except that limits are
// named, since the peer cannot know them.
func (r Reason) wire() *Error {
	switch r {
	case ReasonTooDeep, ReasonBatchTooLarge, ReasonPayloadTooLarge:
		return &Error{Code: CodeInvalidRequest, Message: r.String()}
	}
	return &Error{Code: r.Code(), Message: r.Code().String()}
}

// faultReasons gives the faults of the scanner their reasons.
var faultReasons = [...]Reason{
	jsonscan.UnexpectedEnd:    ReasonUnexpectedEnd,
	jsonscan.UnexpectedByte:   ReasonUnexpectedByte,
	jsonscan.BadLiteral:       ReasonBadLiteral,
	jsonscan.BadNumber:        ReasonBadNumber,
	jsonscan.BadEscape:        ReasonBadEscape,
	jsonscan.ControlCharacter: ReasonControlCharacter,
	jsonscan.BadUTF8:          ReasonBadUTF8,
	jsonscan.TooDeep:          ReasonTooDeep,
}
