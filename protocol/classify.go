package protocol

import (
	"math/bits"

	"github.com/rpcwire/rpcwire/internal/jsonscan"
)

// Classification decides, from the parts that were seen, what a message is. The
// rulings are in docs/rulings.md; their numbers stand at the code that follows
// them. Whatever is odd but clear is collected as a [Tolerance], and the dialect
// decides about all of it at the end.

// A verdict is what a message is, and which part is to blame if it is invalid.
type verdict struct {
	kind   Kind
	reason Reason
	blame  part
	odd    Tolerance
}

func valid(kind Kind, odd Tolerance) verdict { return verdict{kind: kind, odd: odd} }

func invalid(reason Reason, blame part) verdict { return verdict{reason: reason, blame: blame} }

// classify notes in m what it is, as dialect d sees it.
func (m *Message) classify(d *Dialect) {
	v := m.judge()
	if m.version == V1 && d.RefuseVersion1 {
		v = invalid(ReasonVersionRefused, partWhole)
		m.version = V2
	}
	if v.odd != 0 && v.reason == 0 {
		if refused := v.odd & d.refused(); refused != 0 {
			v = m.refuse(refused)
		}
	}
	m.kind, m.reason, m.tolerated = v.kind, v.reason, v.odd
	if v.kind == KindInvalid {
		m.blame(v)
	}
}

// blame notes where the message is invalid, and what the answer looks like.
func (m *Message) blame(v verdict) {
	if m.doubled.has(partID) || m.doubled.has(partJSONRPC) {
		m.version = V2 // it cannot be told that 1.0 is meant, or to which id
	}
	at := m.at[partWhole]
	if v.blame != partWhole && m.seen.has(v.blame) {
		at = m.at[v.blame]
	}
	m.problem = at.start
}

// judge finds the version and says what the message is.
func (m *Message) judge() verdict {
	if !m.seen.has(partWhole) {
		m.version = V2
		return invalid(ReasonNotAnObject, partWhole)
	}
	version, odd, ok := m.statedVersion()
	m.version = version
	if !ok {
		return invalid(ReasonBadVersion, partJSONRPC)
	}
	if m.seen.has(partUnknown) {
		odd |= UnknownMembers
	}
	switch {
	case m.seen.has(partMethod):
		return m.judgeRequest(odd)
	case m.seen.has(partResult) || m.seen.has(partError):
		return m.judgeResponse(odd)
	}
	m.version = V2
	return invalid(ReasonNoMessage, partWhole)
}

// statedVersion returns the version that the jsonrpc member states, or 1.0 without
// one; it reports false if the member states something else (R08, R09).
func (m *Message) statedVersion() (v Version, odd Tolerance, ok bool) {
	text := m.text(partJSONRPC)
	switch string(text) {
	case `"2.0"`:
		return V2, 0, true
	case "":
		return V1, 0, true
	case `"1.0"`:
		return V1, NamedVersion1, true
	}
	if text[0] == '"' && m.escaped.has(partJSONRPC) {
		switch string(m.unquoted(partJSONRPC)) {
		case "2.0":
			return V2, 0, true
		case "1.0":
			return V1, NamedVersion1, true
		}
	}
	return V2, 0, false
}

// The parts that a message must not have twice.
const (
	requestParts  = 1<<partJSONRPC | 1<<partID | 1<<partMethod | 1<<partParams
	responseParts = 1<<partJSONRPC | 1<<partID | 1<<partResult | 1<<partError | errorParts
)

// judgeRequest judges an object with a method.
func (m *Message) judgeRequest(odd Tolerance) verdict {
	if m.version == V1 && !m.seen.has(partID) {
		m.version = V2
		return invalid(ReasonNoVersion, partWhole) // R08
	}
	if m.doubled&requestParts != 0 {
		odd |= DuplicateMembers // R07
	}
	if m.seen&(1<<partResult|1<<partError) != 0 {
		odd |= UnknownMembers
	}
	if m.first(partMethod) != '"' {
		return invalid(ReasonBadMethod, partMethod)
	}
	switch m.first(partParams) {
	case '[':
	case '{':
		if m.version == V1 {
			odd |= NamedParamsV1 // R18
		}
	case 0:
		if m.version == V1 {
			odd |= MissingParams // R08
		}
	case 'n':
		odd |= NullParams // R03
	default:
		odd |= ScalarParams // R04
	}
	odd |= m.surrogates(partMethod)
	kind := KindRequest
	id := m.first(partID)
	if m.version == V1 {
		if id == 'n' {
			kind = KindNotification
		}
		if id == '"' {
			odd |= m.surrogates(partID)
		}
		return valid(kind, odd)
	}
	switch id {
	case 0:
		return valid(KindNotification, odd)
	case 'n':
		odd |= NullID // R01
	}
	return m.judgeID(kind, odd)
}

// judgeResponse judges an object with a result or an error and no method.
func (m *Message) judgeResponse(odd Tolerance) verdict {
	if m.doubled&responseParts != 0 {
		odd |= DuplicateMembers // C08
	}
	if m.seen.has(partParams) {
		odd |= UnknownMembers
	}
	result, err := m.first(partResult), m.first(partError)
	both := result != 0 && err != 0
	switch {
	case both && result != 'n' && err != 'n':
		return invalid(ReasonResultAndError, partError) // C01
	case both && m.version == V2:
		odd |= NullBeside // C01
	case !both && err == 'n':
		return invalid(ReasonNoResultOrError, partError)
	case !both && m.version == V1:
		odd |= PartialResponse // C02
	}
	if err == 0 || err == 'n' {
		if !m.seen.has(partID) {
			return invalid(ReasonNoID, partWhole)
		}
		return m.judgeID(KindResult, odd)
	}
	return m.judgeError(odd)
}

// judgeError judges a response with an error.
func (m *Message) judgeError(odd Tolerance) verdict {
	shape := m.errorShape()
	if m.version == V2 {
		if !shape.valid {
			return invalid(ReasonBadError, partError) // C03
		}
		if shape.loose {
			odd |= LooseError // C03
		}
		if m.seen.has(partErrorUnknown) {
			odd |= UnknownMembers
		}
	}
	odd |= m.surrogates(partMessage)
	if m.seen.has(partID) {
		return m.judgeID(KindError, odd)
	}
	if odd.Has(PartialResponse) {
		return invalid(ReasonNoID, partWhole) // R08
	}
	return valid(KindError, odd|MissingID) // C05, R21
}

// judgeID judges the id of a request or a response that has one.
func (m *Message) judgeID(kind Kind, odd Tolerance) verdict {
	if m.version == V1 {
		if m.first(partID) == '"' {
			odd |= m.surrogates(partID)
		}
		return valid(kind, odd) // R22
	}
	switch m.first(partID) {
	case 't', 'f', '[', '{':
		return invalid(ReasonBadID, partID) // R22
	case '"':
		odd |= m.surrogates(partID) // R14
	case 'n':
	default:
		for _, c := range m.piece(partID) {
			if c == '.' || c|0x20 == 'e' {
				odd |= FractionalID // R05
			}
		}
	}
	return valid(kind, odd)
}

// surrogates returns [LoneSurrogate] if the string p has one.
func (m *Message) surrogates(p part) Tolerance {
	if m.escaped.has(p) && jsonscan.HasLoneSurrogate(m.piece(p)) {
		return LoneSurrogate
	}
	return 0
}

// refusals says what an oddity is called, and which part is to blame, where a
// dialect refuses it.
var refusals = [...]struct {
	odd    Tolerance
	reason Reason
	blame  part
}{
	{ScalarParams, ReasonBadParams, partParams},
	{NamedParamsV1, ReasonNamedParams, partParams},
	{NullID, ReasonNullID, partID},
	{NullParams, ReasonNullParams, partParams},
	{FractionalID, ReasonFractionalID, partID},
	{UnknownMembers, ReasonUnknownMember, partWhole},
	{MissingParams, ReasonMissingParams, partWhole},
	{NamedVersion1, ReasonNamedVersion1, partJSONRPC},
	{LoneSurrogate, ReasonLoneSurrogate, partWhole},
	{NullBeside, ReasonNullBeside, partWhole},
	{PartialResponse, ReasonPartialResponse, partWhole},
	{LooseError, ReasonLooseError, partError},
	{MissingID, ReasonMissingID, partWhole},
}

// refuse returns the verdict on a message with oddities that are refused.
func (m *Message) refuse(refused Tolerance) verdict {
	if refused.Has(DuplicateMembers) {
		return invalid(ReasonDuplicateMember, m.firstDouble())
	}
	for _, r := range refusals {
		if refused.Has(r.odd) {
			return invalid(r.reason, r.blame)
		}
	}
	return invalid(ReasonNoMessage, partWhole)
}

// firstDouble returns the first part that the message has twice but must not.
func (m *Message) firstDouble() part {
	doubled := m.doubled & requestParts
	if m.IsResponse() {
		doubled = m.doubled & responseParts
	}
	return part(bits.TrailingZeros16(uint16(doubled)))
}
