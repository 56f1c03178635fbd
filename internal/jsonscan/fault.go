package jsonscan

// A Fault says what is wrong at an index of a JSON text.
type Fault uint8

// The faults; OK is none.
const (
	OK               Fault = iota
	UnexpectedEnd          // the text ends inside a value
	UnexpectedByte         // a byte that cannot stand there
	BadLiteral             // neither true, false nor null
	BadNumber              // a leading zero, or a digit is missing
	BadEscape              // an escape that JSON does not have
	ControlCharacter       // a raw control character in a string
	BadUTF8                // a string is not valid UTF-8
	TooDeep                // more arrays and objects are open than allowed
)
