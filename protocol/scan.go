package protocol

import (
	"bytes"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// A scanner notes where the parts of messages are, in one pass over a payload.
type scanner struct {
	data     []byte
	maxDepth int
}

// message walks over the value at data[i], which may be a message, and notes in m
// where its parts are. Depth is the number of brackets that are open around it.
func (s *scanner) message(m *Message, i, depth int) (int, jsonscan.Fault) {
	m.data = s.data
	m.seen, m.doubled, m.escaped = 0, 0, 0
	start := i
	var fault jsonscan.Fault
	if s.data[i] == '{' {
		m.seen = 1 << partWhole
		i, fault = s.object(m, i, depth, inEnvelope)
	} else {
		i, fault = jsonscan.Value(s.data, i, depth, s.maxDepth)
	}
	m.at[partWhole] = span{uint32(start), uint32(i)}
	return i, fault
}

// object walks over the object at data[i] and notes the members that have a meaning
// in that place.
func (s *scanner) object(m *Message, i, depth int, in place) (int, jsonscan.Fault) {
	data := s.data
	if depth++; depth > s.maxDepth {
		return i, jsonscan.TooDeep
	}
	if i = jsonscan.Space(data, i+1); i < len(data) && data[i] == '}' {
		return i + 1, jsonscan.OK
	}
	var seen, doubled partSet
	for {
		if i >= len(data) {
			return i, jsonscan.UnexpectedEnd
		}
		if data[i] != '"' {
			return i, jsonscan.UnexpectedByte
		}
		p, end := in.part(data, i+1)
		var fault jsonscan.Fault
		if end == 0 {
			if end, fault = jsonscan.String(data, i+1); fault != jsonscan.OK {
				return end, fault
			}
			p = in.escapedPart(data[i+1 : end-1])
			if p == partUnknown && in == inError {
				p = partErrorUnknown
			}
		}
		if i, fault = jsonscan.Colon(data, end); fault != jsonscan.OK {
			return i, fault
		}
		if i = jsonscan.Space(data, i); i >= len(data) {
			return i, jsonscan.UnexpectedEnd
		}
		start := i
		if i, fault = s.value(m, p, i, depth); fault != jsonscan.OK {
			return i, fault
		}
		doubled |= seen & (1 << p)
		seen |= 1 << p
		m.at[p] = span{uint32(start), uint32(i)}
		if i = jsonscan.Space(data, i); i >= len(data) {
			return i, jsonscan.UnexpectedEnd
		}
		switch data[i] {
		case '}':
			m.seen |= seen
			m.doubled |= doubled
			return i + 1, jsonscan.OK
		case ',':
			i = jsonscan.Space(data, i+1)
		default:
			return i, jsonscan.UnexpectedByte
		}
	}
}

// value walks over the value of part p at data[i].
func (s *scanner) value(m *Message, p part, i, depth int) (int, jsonscan.Fault) {
	data := s.data
	switch {
	case p == partJSONRPC && hasPrefix(data[i:], `"2.0"`):
		return i + len(`"2.0"`), jsonscan.OK
	case p == partError:
		const earlier = errorParts | 1<<partErrorUnknown // of an earlier error member
		m.seen &^= earlier
		m.doubled &^= earlier
		m.escaped &^= earlier
		if data[i] == '{' {
			return s.object(m, i, depth, inError)
		}
	case data[i] == '"':
		i = jsonscan.Plain(data, i+1)
		if i < len(data) && data[i] == '"' {
			return i + 1, jsonscan.OK
		}
		m.escaped |= 1 << p
		return jsonscan.String(data, i)
	case data[i]-'1' < 9: // an integer id, as nearly always
		end := i + 1
		for end < len(data) && data[end]-'0' <= 9 {
			end++
		}
		if end < len(data) && (data[end] == ',' || data[end] == '}') {
			return end, jsonscan.OK
		}
	}
	return jsonscan.Value(data, i, depth, s.maxDepth)
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}

// scanError notes the parts of data, the valid JSON of an error member.
func (m *Message) scanError(data []byte) {
	s := scanner{data: data, maxDepth: noLimit}
	m.data = data
	i := jsonscan.Space(data, 0)
	end, _ := s.value(m, partError, i, 0)
	m.seen |= 1 << partError
	m.at[partError] = span{uint32(i), uint32(end)}
}

// A place is where an object stands, which decides what its members mean.
type place uint8

const (
	inEnvelope place = iota // the message
	inError                 // the error of a response
)

// part returns the part that is named by the characters from data[i] on, and the
// index behind its closing quote; or 0 for every other name.
func (in place) part(data []byte, i int) (part, int) {
	rest := data[i:]
	if in == inError {
		return errorPart(rest, i)
	}
	switch {
	case hasPrefix(rest, `jsonrpc"`):
		return partJSONRPC, i + 8
	case hasPrefix(rest, `method"`):
		return partMethod, i + 7
	case hasPrefix(rest, `params"`):
		return partParams, i + 7
	case hasPrefix(rest, `id"`):
		return partID, i + 3
	case hasPrefix(rest, `result"`):
		return partResult, i + 7
	case hasPrefix(rest, `error"`):
		return partError, i + 6
	}
	return partUnknown, 0
}

// errorPart is [place.part] for the members of an error object.
func errorPart(rest []byte, i int) (part, int) {
	switch {
	case hasPrefix(rest, `code"`):
		return partCode, i + 5
	case hasPrefix(rest, `message"`):
		return partMessage, i + 8
	case hasPrefix(rest, `data"`):
		return partData, i + 5
	}
	return partUnknown, 0
}

// escapedPart returns the part whose name may be spelled with escapes in body, the
// characters between the quotes.
func (in place) escapedPart(body []byte) part {
	const longest = len(`jsonrpc`) * len(`\u0000`)
	if len(body) > longest || bytes.IndexByte(body, '\\') < 0 {
		return partUnknown
	}
	text := append(jsonscan.AppendUnquoted(nil, body), '"')
	p, end := in.part(text, 0)
	if end != len(text) {
		return partUnknown
	}
	return p
}
