package bench

// A Message is one input of the encode benchmarks: a call if it has a method,
// else a reply. Params and result are JSON text already, as a codec gets them
// from whatever encoded them.
type Message struct {
	Name   string // the middle of the benchmark's name
	About  string // one line for people
	ID     int64
	Method string
	Params []byte
	Result []byte
}

// IsCall reports whether m is a call.
func (m Message) IsCall() bool { return m.Method != "" }

// Messages returns what the encode benchmarks write.
func Messages() []Message {
	return []Message{
		{Name: "call", About: "a call with an integer id and two numbers",
			ID: 1, Method: "add", Params: []byte(`[1,2]`)},
		{Name: "ping", About: "a call with an integer id and no params",
			ID: 1, Method: "ping"},
		{Name: "reply", About: "a reply with a result of 1.6 KB, the params of the medium payload",
			ID: 1, Result: diagnostics(4)},
	}
}
