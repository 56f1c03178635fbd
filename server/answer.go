package server

import (
	"github.com/rpcwire/rpcwire/protocol"
)

// reply does what the message asks for and appends the answer to dst, if one is due.
// It does not panic.
func (j *job) reply(dst []byte) []byte {
	switch j.message.Kind() {
	case protocol.KindRequest:
		return j.call(dst)
	case protocol.KindNotification:
		j.notify()
		return dst
	}
	if !j.due() {
		return dst
	}
	version, e := j.rejection()
	return appendError(dst, version, j.message.AnswerID(), e)
}

// due reports whether the message has to be answered.
func (j *job) due() bool {
	return j.message.NeedsAnswer() || !j.twoWay && j.message.IsResponse()
}

// rejection returns the error that answers a message that is no request, and the
// version of the answer.
func (j *job) rejection() (protocol.Version, *protocol.Error) {
	if !j.message.NeedsAnswer() { // a response (R16)
		return protocol.V2, protocol.NewError(protocol.CodeInvalidRequest, "")
	}
	return j.message.Version(), j.message.Err()
}

// call calls the Method and appends its answer to dst.
func (j *job) call(dst []byte) (reply []byte) {
	c, method := j.prepare()
	defer func() {
		if p := recover(); p != nil {
			j.server.logPanic(c, p)
			reply = appendError(dst, c.req.Version, c.req.ID, internalError())
		}
	}()
	result, err := method.Call(c, &c.req)
	if err != nil {
		return j.fail(dst, c, err)
	}
	raw, err := j.server.encode(result)
	if err != nil {
		return j.fail(dst, c, hiddenError{"encode the result", err})
	}
	response := protocol.Response{Version: c.req.Version, ID: c.req.ID, Result: raw}
	reply, err = response.AppendTo(grow(dst, len(raw)))
	if err != nil {
		return j.fail(dst, c, hiddenError{"encode the result", err})
	}
	return reply
}

// fail appends the answer to a call that ended with an error.
func (j *job) fail(dst []byte, c *callContext, err error) []byte {
	response := protocol.Response{Version: c.req.Version, ID: c.req.ID}
	response.Error = j.server.wireError(c, j.state, err)
	reply, err := response.AppendTo(dst)
	if err != nil {
		j.server.logFailure(c, hiddenError{"encode the error", err})
		return appendError(dst, c.req.Version, c.req.ID, internalError())
	}
	return reply
}

// notify calls the Method and drops what comes of it.
func (j *job) notify() {
	c, method := j.prepare()
	defer func() {
		if p := recover(); p != nil {
			j.server.logPanic(c, p)
		}
	}()
	if _, err := method.Call(c, &c.req); err != nil {
		_ = j.server.wireError(c, j.state, err) // logs what is not for the caller
	}
}

// abandoned appends the answer to a message whose Method ended its goroutine.
func (j *job) abandoned(dst []byte) []byte {
	c, _ := j.prepare()
	j.server.logFailure(c, errGoexit)
	if c.req.Notification {
		return dst
	}
	return appendError(dst, c.req.Version, c.req.ID, internalError())
}

// prepare returns the context and the Method of a request.
func (j *job) prepare() (*callContext, Method) {
	m := j.message
	c := &callContext{Context: j.ctx, req: Request{
		Params:       m.Params(),
		ID:           m.ID(),
		Version:      m.Version(),
		Notification: m.Kind() == protocol.KindNotification,
		codec:        j.server.codec,
	}}
	raw := m.RawMethod()
	e, ok := j.state.entries[string(raw)]
	if !ok {
		c.req.Method = string(raw)
		return c, j.state.unknown
	}
	c.req.Method = e.name
	return c, e.served
}

// encode returns the JSON of a result.
func (s *Server) encode(v any) (protocol.Raw, error) {
	switch v := v.(type) {
	case nil:
		return protocol.Raw("null"), nil
	case protocol.Raw:
		if v == nil {
			return protocol.Raw("null"), nil
		}
		return v, nil
	}
	if _, ok := s.codec.(jsonCodec); ok {
		if raw := encodeBuiltin(v); raw != nil {
			return raw, nil
		}
	}
	return s.codec.Marshal(v)
}

// grow makes room in dst for a response with a result of n bytes, if there is none
// at all.
func grow(dst []byte, n int) []byte {
	const envelope = 64
	if dst == nil {
		return make([]byte, 0, n+envelope)
	}
	return dst
}

// appendError appends an answer that consists of parts that can be encoded.
func appendError(dst []byte, v protocol.Version, id protocol.ID, e *protocol.Error) []byte {
	reply, err := protocol.Response{Version: v, ID: id, Error: e}.AppendTo(dst)
	if err != nil {
		return dst
	}
	return reply
}
