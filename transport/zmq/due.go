package zmq

import (
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// What is larger than this is not kept in a pool.
const keptBytes = 64 << 10

// The decoders have no limits, so that they agree with peers whatever theirs are.
var decoders = sync.Pool{New: func() any {
	return &protocol.Decoder{Limits: protocol.Limits{Depth: -1, Batch: -1}}
}}

// decoded calls f with what payload holds, or nil if it is no payload.
func decoded(payload []byte, f func(*protocol.Payload)) {
	d := decoders.Get().(*protocol.Decoder)
	p, err := d.Decode(payload)
	if err != nil {
		p = nil
	}
	f(p)
	if len(payload) <= keptBytes {
		decoders.Put(d)
	}
}

// needsAnswer reports whether a message is answered over a transport of requests and
// replies (R16).
func needsAnswer(m *protocol.Message) bool { return m.NeedsAnswer() || m.IsResponse() }

// replyDue reports whether a peer has to reply to a payload. It has to if that is no
// JSON-RPC at all.
func replyDue(payload []byte) (due bool) {
	decoded(payload, func(p *protocol.Payload) {
		if p == nil {
			due = true
			return
		}
		for _, m := range p.All() {
			if needsAnswer(m) {
				due = true
				return
			}
		}
	})
	return due
}

// errorReply returns the reply that answers all that has to be answered in a payload
// with e, or nil if that is nothing.
func errorReply(payload []byte, e *protocol.Error) (reply []byte) {
	decoded(payload, func(p *protocol.Payload) {
		if p == nil {
			reply = appendError(nil, protocol.V2, protocol.Null(), e)
			return
		}
		for _, m := range p.All() {
			if !needsAnswer(m) {
				continue
			}
			if p.IsBatch() {
				reply = append(reply, separator(reply))
			}
			reply = appendError(reply, m.Version(), m.AnswerID(), e)
		}
		if p.IsBatch() && reply != nil {
			reply = append(reply, ']')
		}
	})
	return reply
}

func appendError(dst []byte, v protocol.Version, id protocol.ID, e *protocol.Error) []byte {
	response := protocol.NewErrorResponse(id, e)
	response.Version = v
	out, err := response.AppendTo(dst)
	if err != nil { // an id or a text that cannot be said
		out, _ = protocol.NewErrorResponse(protocol.Null(), protocol.NewError(e.Code, "")).AppendTo(dst)
	}
	return out
}

// separator returns what comes before the next reply of a batch.
func separator(reply []byte) byte {
	if len(reply) == 0 {
		return '['
	}
	return ','
}
