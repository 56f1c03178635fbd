package zmq

import (
	"context"
	"log/slog"
	"runtime/debug"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// answerTo returns the message that carries the reply to a payload, and whether there is
// one to be sent at all.
func answerTo(e envelope, payload, reply []byte) (outgoing, bool) {
	if len(reply) > 0 {
		return outgoing{envelope: e, body: reply}, true
	}
	if e.style() == styleREQ || replyDue(payload) {
		return outgoing{envelope: e, body: []byte{}}, true
	}
	return outgoing{}, false
}

// statusTo returns the message that tells why there is no reply to a payload: a status
// where the peer understands it, else a JSON-RPC error with the given code; and whether
// there is anything to be told.
func statusTo(e envelope, payload []byte, code protocol.Code, s *StatusError) (outgoing, bool) {
	if e.style() != styleOwn {
		return answerTo(e, payload, errorReply(payload, protocol.NewError(code, s.Message)))
	}
	if !replyDue(payload) {
		return outgoing{}, false
	}
	return outgoing{envelope: e, head: []byte{}, body: appendStatus(nil, s)}, true
}

// refusalOf returns the answer to a message that cannot be handled because of its form,
// and whether there is one.
func refusalOf(r *received) (outgoing, bool) {
	if r.bad != "" {
		return outgoing{}, false
	}
	r.body = nil
	e, _ := r.detach()
	if r.bodies == 1 {
		return outgoing{envelope: e, body: transport.TooLarge()}, true
	}
	invalid := protocol.NewError(protocol.CodeInvalidRequest, "")
	return outgoing{envelope: e, body: appendError(nil, protocol.V2, protocol.Null(), invalid)}, true
}

// problem says why a message is not usable.
func (r *received) problem(limit int) string {
	switch {
	case r.bad != "":
		return r.bad
	case r.bodies != 1:
		return "not one frame after the empty one"
	case len(r.body) > limit:
		return transport.ErrPayloadTooLarge.Error()
	}
	return ""
}

// usable reports whether a message has a payload that can be handled.
func (r *received) usable(limit int) bool { return r.problem(limit) == "" }

// handle calls a handler. One that panics or ends its goroutine is answered for: reply is
// called in any case.
func handle(ctx context.Context, h transport.Handler, payload []byte, logger *slog.Logger, reply func([]byte)) {
	finished := false
	defer func() {
		if finished {
			return
		}
		if v := recover(); v != nil {
			logger.Error("a handler panicked", slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
		}
		reply(errorReply(payload, protocol.NewError(protocol.CodeInternalError, "")))
	}()
	answer := h.ServeRPC(ctx, payload)
	finished = true
	reply(answer)
}

// What refuses calls, and the statuses that say so.
var (
	statusClosing  = &StatusError{Status: StatusRefused, Message: "the server is closing; the call was not executed"}
	statusOverload = &StatusError{Status: StatusRefused, Message: "too many calls are waiting; the call was not executed"}
	statusLost     = &StatusError{Status: StatusLost, Message: "the worker that had the call is gone; its outcome is unknown"}
)
