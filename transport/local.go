package transport

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// TooLarge returns the reply to a payload that is too large to be read: an error
// with the id null. It is a new slice.
func TooLarge() []byte {
	e := &protocol.DecodeError{Reason: protocol.ReasonPayloadTooLarge}
	reply, err := protocol.NewErrorResponse(protocol.Null(), e.Wire()).AppendTo(nil)
	if err != nil { // it consists of constants
		return nil
	}
	return reply
}

// Local returns a Sender that calls h in process, in the goroutine of the caller; a
// call ends when h does. A payload larger than the limit is an [*Error] and does not
// reach h.
func Local(h Handler, limits protocol.Limits) Sender {
	limit := limits.Resolved().Payload
	return SenderFunc(func(ctx context.Context, payload []byte) ([]byte, error) {
		if err := ctx.Err(); err != nil {
			return nil, &Error{Op: "send", Err: context.Cause(ctx)}
		}
		if len(payload) > limit {
			return nil, &Error{Op: "send", Err: ErrPayloadTooLarge}
		}
		reply := h.ServeRPC(ctx, payload)
		if err := ctx.Err(); err != nil && reply == nil {
			return nil, &Error{Op: "receive", Sent: true, Err: context.Cause(ctx)}
		}
		return reply, nil
	})
}
