package natsrpc

import "github.com/rpcwire/rpcwire/protocol"

// tooLarge returns the reply to a payload whose reply is too large: an error for each of
// its messages that has to be answered.
func tooLarge(payload []byte) []byte {
	p, err := protocol.Parse(payload)
	if err != nil {
		return tooLargeAsWhole()
	}
	var replies protocol.Responses
	for _, message := range p.All() {
		if !message.NeedsAnswer() {
			continue
		}
		refused := message.Err() // of what is no request
		if refused == nil {
			refused = replyTooLarge()
		}
		replies = append(replies, protocol.Response{Version: message.Version(), ID: message.AnswerID(), Error: refused})
	}
	switch {
	case len(replies) == 0:
		return tooLargeAsWhole()
	case p.IsBatch():
		return encoded(replies)
	default:
		return encoded(replies[0])
	}
}

// tooLargeAsWhole returns the same as one error with the id null, which belongs to the
// call or to all of the batch (C05, C14).
func tooLargeAsWhole() []byte {
	return encoded(protocol.NewErrorResponse(protocol.Null(), replyTooLarge()))
}

func replyTooLarge() *protocol.Error {
	return protocol.NewError(protocol.CodeInternalError, "reply too large")
}

// encoded returns a reply as bytes, or nil if it cannot be encoded.
func encoded(reply interface{ AppendTo([]byte) ([]byte, error) }) []byte {
	b, err := reply.AppendTo(nil)
	if err != nil { // it has ids that were decoded, and constants
		return nil
	}
	return b
}
