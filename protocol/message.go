package protocol

import (
	"bytes"
	"iter"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// A Message is a view of one message of a payload. It knows what the message is
// and where its parts are, and makes nothing of them before it is asked.
//
// A message shares the memory of the payload: it is valid as long as the payload
// is not changed and, if it is from a batch, as long as the [Decoder] decodes no
// other. [Message.Clone] makes a copy to keep. The methods only read, so they may
// be called concurrently. A nil Message is not allowed.
type Message struct {
	data      []byte
	at        [parts + 2]span // the last two are no part's
	seen      partSet         // which parts there are
	doubled   partSet         // which of them are there more than once
	escaped   partSet         // which of them are strings that may have escapes
	kind      Kind
	version   Version
	reason    Reason
	tolerated Tolerance
	problem   uint32 // where the reason applies, as an offset of data
}

// A span is a piece of the payload. Payloads are shorter than 4 GiB.
type span struct{ start, end uint32 }

// A part is a piece of a message that has a name.
type part uint8

const (
	partJSONRPC part = iota
	partID
	partMethod
	partParams
	partResult
	partError
	partCode    // of the error object
	partMessage // of the error object
	partData    // of the error object
	partWhole   // the message itself
	parts

	partUnknown      = parts     // a member that has no meaning
	partErrorUnknown = parts + 1 // one within the error object

	// errorParts is the set of those within the error object.
	errorParts = 1<<partCode | 1<<partMessage | 1<<partData
)

// A partSet is a set of parts.
type partSet uint16

func (s partSet) has(p part) bool { return s&(1<<p) != 0 }

// Kind returns what the message is.
func (m *Message) Kind() Kind { return m.kind }

// Version returns the version of the message; of an invalid one, the version to
// answer in.
func (m *Message) Version() Version { return m.version }

// ID returns the id, and an absent one where there is none. Of an invalid message
// it returns the id if there is exactly one of a valid type (R02), else an absent
// one. Integers within int64 and null do not allocate; every other id is a copy.
func (m *Message) ID() ID {
	if text := m.RawID(); text != nil {
		return idFromText(text)
	}
	return ID{}
}

// RawID returns the JSON text of what [Message.ID] returns, or nil. It shares the
// memory of the payload.
func (m *Message) RawID() Raw {
	if m.kind == KindInvalid && !m.idUsable() {
		return nil
	}
	return m.text(partID)
}

// Method returns the unescaped name of the method, or "". It is a copy; use
// [Message.RawMethod] to look a method up without one. A lone surrogate in it is
// written as by [Raw.Text].
func (m *Message) Method() string { return string(m.RawMethod()) }

// RawMethod returns the unescaped name of the method, or nil. It shares the memory
// of the payload if the name has no escapes.
func (m *Message) RawMethod() []byte {
	if m.first(partMethod) != '"' {
		return nil
	}
	return m.unquoted(partMethod)
}

// Params returns the params, or nil where they are absent or null (R03). They share
// the memory of the payload.
func (m *Message) Params() Raw {
	if params := m.text(partParams); params != nil && params[0] != 'n' {
		return params
	}
	return nil
}

// Result returns the result of a [KindResult] message, or nil. It shares the
// memory of the payload.
func (m *Message) Result() Raw {
	if m.kind != KindResult {
		return nil
	}
	return m.text(partResult)
}

// RawError returns the error member of a [KindError] message, or nil. It shares
// the memory of the payload.
func (m *Message) RawError() Raw {
	if m.kind != KindError {
		return nil
	}
	return m.text(partError)
}

// ErrorObject returns the error of a [KindError] message, or nil. Data and Value
// share the memory of the payload.
func (m *Message) ErrorObject() *Error {
	if m.kind != KindError {
		return nil
	}
	object := m.errorShape()
	e := &Error{Code: object.code}
	if m.first(partMessage) == '"' {
		e.Message = string(m.unquoted(partMessage))
	}
	e.Data = m.text(partData)
	if !object.valid {
		e.Value = m.text(partError)
		if e.Value[0] == '"' { // 1.0 peers send a plain text
			e.Message, _ = e.Value.Text()
		}
	}
	return e
}

// Members returns all members of the message in their order, unknown ones and
// duplicates included (R06), with their unescaped names. There are none if the
// message is no object. The values share the memory of the payload.
func (m *Message) Members() iter.Seq2[string, Raw] { return m.Raw().Members() }

// Raw returns the text of the whole message. It shares the memory of the payload.
func (m *Message) Raw() Raw { return m.piece(partWhole) }

// Tolerated returns the oddities of the message that the dialect let pass.
func (m *Message) Tolerated() Tolerance { return m.tolerated }

// Err returns a new error to answer an invalid message with, to the id that
// [Message.AnswerID] returns; nil for every other kind.
func (m *Message) Err() *Error {
	if m.kind != KindInvalid {
		return nil
	}
	return m.reason.wire()
}

// Problem says what is wrong with an invalid message, and where in the payload;
// it is nil for every other kind.
func (m *Message) Problem() *DecodeError {
	if m.kind != KindInvalid {
		return nil
	}
	return newDecodeError(m.data, int(m.problem), m.reason)
}

// AnswerID returns the id that an answer to the message has: that of a request,
// and of an invalid message (R02), unless that is a response (R16), where it is
// valid; else null.
func (m *Message) AnswerID() ID {
	if m.kind == KindRequest || m.kind == KindInvalid && !m.IsResponse() {
		if id := m.ID(); !id.IsAbsent() {
			return id
		}
	}
	return Null()
}

// NeedsAnswer reports whether a server has to answer the message: a request, and
// an invalid message unless it is a 1.0 notification (R18) or a response.
// What a response that is sent to a server gets depends on the transport (R16).
func (m *Message) NeedsAnswer() bool {
	switch m.kind {
	case KindRequest:
		return true
	case KindInvalid:
		return !m.IsResponse() && !m.isNotificationV1()
	}
	return false
}

// IsResponse reports whether the message is a response, valid or not: an object with
// a result or an error and without a method.
func (m *Message) IsResponse() bool {
	return !m.seen.has(partMethod) && (m.seen.has(partResult) || m.seen.has(partError))
}

// Clone returns a copy of the message that shares no memory with the payload.
// Offsets in it count from the start of the message.
func (m *Message) Clone() *Message {
	c := *m
	whole := m.at[partWhole]
	c.data = bytes.Clone(m.data[whole.start:whole.end])
	for p := range c.at {
		c.at[p].start -= whole.start
		c.at[p].end -= whole.start
	}
	c.problem -= whole.start
	return &c
}

// Request returns the message as a value that can be changed and encoded. Params
// share the memory of the payload. The error is a [*DecodeError] if the message
// is neither a request nor a notification.
func (m *Message) Request() (Request, error) {
	if m.kind != KindRequest && m.kind != KindNotification {
		return Request{}, m.otherwise(ReasonWrongKind)
	}
	return Request{Version: m.version, ID: m.ID(), Method: m.Method(), Params: m.Params()}, nil
}

// Response returns the message as a value that can be changed and encoded. Result
// and error share the memory of the payload. The error is a [*DecodeError] if the
// message is no response.
func (m *Message) Response() (Response, error) {
	if !m.kind.IsResponse() {
		return Response{}, m.otherwise(ReasonWrongKind)
	}
	return Response{Version: m.version, ID: m.ID(), Result: m.Result(), Error: m.ErrorObject()}, nil
}

// otherwise returns the problem of an invalid message, and of a valid one that it
// is of the wrong kind.
func (m *Message) otherwise(reason Reason) *DecodeError {
	if m.kind == KindInvalid {
		return m.Problem()
	}
	return newDecodeError(m.data, int(m.at[partWhole].start), reason)
}

// text returns the text of a part, or nil if it is not there.
func (m *Message) text(p part) Raw {
	if !m.seen.has(p) {
		return nil
	}
	return m.piece(p)
}

// piece returns the text of a part that is there.
func (m *Message) piece(p part) Raw {
	s := m.at[p]
	return Raw(m.data[s.start:s.end:s.end])
}

// unquoted returns the text of a part that is a string.
func (m *Message) unquoted(p part) []byte {
	s := m.at[p]
	body := m.data[s.start+1 : s.end-1 : s.end-1]
	if m.escaped.has(p) {
		return jsonscan.AppendUnquoted(make([]byte, 0, len(body)), body)
	}
	return body
}

// first returns the first character of a part, or 0 if it is not there.
func (m *Message) first(p part) byte {
	if !m.seen.has(p) {
		return 0
	}
	return m.data[m.at[p].start]
}

// isNotificationV1 reports whether the message has the shape of a 1.0
// notification: its id is null, and only 1.0 can be meant.
func (m *Message) isNotificationV1() bool {
	return m.version == V1 && m.first(partID) == 'n' && !m.doubled.has(partID)
}

// idUsable reports whether there is exactly one id, of a type that the version
// allows.
func (m *Message) idUsable() bool {
	if m.doubled.has(partID) {
		return false
	}
	switch m.first(partID) {
	case 0:
		return false
	case 't', 'f', '[', '{':
		return m.version == V1
	}
	return true
}
