package protocol

import "strings"

// A Tolerance is a set of oddities that a message has and the dialect let pass.
type Tolerance uint32

// The oddities, with the ruling that takes them and the [Dialect] field that
// decides.
const (
	NullID           Tolerance = 1 << iota // R01: a 2.0 request with the id null (RefuseNullID)
	NullParams                             // R03: params null, taken as absent (RefuseNullParams)
	ScalarParams                           // R04: params neither array nor object (AllowScalarParams)
	FractionalID                           // R05: a number with fraction or exponent as id (RefuseFractionalID)
	UnknownMembers                         // R06: members that the version does not know (RefuseUnknownMembers)
	DuplicateMembers                       // R07, C08: a member twice, the last one taken (AllowDuplicates)
	MissingParams                          // R08: a 1.0 request without params (RefuseMissingParams)
	NamedVersion1                          // R09: "jsonrpc":"1.0" (RefuseNamedVersion1)
	ByteOrderMark                          // R12: a byte order mark before the payload (AllowByteOrderMark)
	LoneSurrogate                          // R14, C12: half a surrogate pair in id, method or error message (RefuseLoneSurrogate)
	NamedParamsV1                          // R18: named params in a 1.0 request (AllowNamedParamsV1)
	NullBeside                             // C01: a 2.0 response with result and error, one of them null (RefuseNullBeside)
	PartialResponse                        // C02: a 1.0 response with only one of result and error (RefusePartialResponse)
	LooseError                             // C03: a code like 1.0 or 1e0, or no message (RefuseLooseError)
	MissingID                              // C05: an error response without id (RefuseMissingID)
)

var toleranceNames = [...]string{
	"null id", "null params", "scalar params", "fractional id", "unknown members",
	"duplicate members", "missing params", `"jsonrpc":"1.0"`, "byte order mark",
	"lone surrogate", "named params in 1.0", "null beside result or error",
	"partial response", "loose error", "missing id",
}

// Has reports whether all of what is set in u is set in t.
func (t Tolerance) Has(u Tolerance) bool { return t&u == u }

// String lists the oddities, with commas between them.
func (t Tolerance) String() string {
	var names []string
	for i, name := range toleranceNames {
		if t.Has(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}
