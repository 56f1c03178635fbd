package bench

// A Probe is a message with one defect. What an implementation says to it tells
// how much of the input it looks at, which its speed has to be seen with.
type Probe struct {
	Name   string // the defect
	Data   []byte
	IsJSON bool // the defect is in the message: a validator is right to accept it
}

// Probes returns a few defects that implementations differ in.
func Probes() []Probe {
	return []Probe{
		{Name: "missing comma", Data: call(`[1 2]`)},
		{Name: "number 01", Data: call(`[01]`)},
		{Name: "raw tab in a string", Data: call("[\"a\tb\"]")},
		{Name: "escape \\x", Data: call(`["\x41"]`)},
		{Name: "invalid UTF-8", Data: call("[\"\xff\"]")},
		{Name: "two ids", IsJSON: true, Data: []byte(`{"jsonrpc":"2.0","method":"m","id":1,"id":2}`)},
		{Name: "version 3.0", IsJSON: true, Data: []byte(`{"jsonrpc":"3.0","method":"m","id":1}`)},
	}
}

// call returns a call with the given params.
func call(params string) []byte {
	return []byte(`{"jsonrpc":"2.0","method":"m","params":` + params + `,"id":1}`)
}

// Refuses reports whether the implementation d refuses p.
func (p Probe) Refuses(d Decoder) bool {
	return d.New(Call)(p.Data) != nil
}
