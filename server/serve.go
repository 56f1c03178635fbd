package server

import (
	"context"

	"github.com/rpcwire/rpcwire/protocol"
)

// What is larger than this is not kept for the next payload.
const (
	keptPayload = 64 << 10
	keptBatch   = 1 << 10
	keptAnswers = 64 << 10
)

// A session is what serving one payload takes. Sessions are reused.
type session struct {
	decoder protocol.Decoder
	single  job
	reply   []byte
	done    chan struct{} // has a place, so that nobody waits for the reader
}

// A job is one message with what is needed to answer it.
type job struct {
	server  *Server
	state   *state
	ctx     context.Context
	message *protocol.Message
	twoWay  bool
}

// serve answers a payload.
func (s *Server) serve(ctx context.Context, payload []byte, twoWay bool) []byte {
	t := s.session()
	p, err := t.decoder.Decode(payload)
	if err != nil {
		s.sessions.Put(t)
		return refusal(err)
	}
	t.single = job{server: s, state: s.state.Load(), ctx: ctx, twoWay: twoWay}
	var reply []byte
	switch {
	case p.IsBatch():
		reply = s.serveBatch(t.single, p)
	case s.options.Isolate:
		t.single.message = p.At(0)
		reply = t.alone()
	default:
		t.single.message = p.At(0)
		reply = t.single.reply(nil)
	}
	t.single, t.reply = job{}, nil
	if len(payload) <= keptPayload && p.Len() <= keptBatch {
		s.sessions.Put(t)
	}
	return reply
}

// session returns a session that nobody else uses.
func (s *Server) session() *session {
	if t, ok := s.sessions.Get().(*session); ok {
		return t
	}
	return &session{
		decoder: protocol.Decoder{Limits: s.options.Limits, Dialect: s.options.Dialect},
		done:    make(chan struct{}, 1),
	}
}

// alone answers the single message on a goroutine of its own, so that a Method can
// end it.
func (t *session) alone() []byte {
	kind := t.single.message.Kind()
	if kind != protocol.KindRequest && kind != protocol.KindNotification {
		return t.single.reply(nil)
	}
	go t.run()
	<-t.done
	return t.reply
}

// run sets the reply.
func (t *session) run() {
	finished := false
	defer func() {
		if !finished {
			t.reply = t.single.abandoned(nil)
		}
		t.done <- struct{}{}
	}()
	t.reply = t.single.reply(nil)
	finished = true
}

// refusal returns the answer to a payload that cannot be decoded.
func refusal(err error) []byte {
	wire := protocol.NewError(protocol.CodeParseError, "")
	if e, ok := err.(*protocol.DecodeError); ok {
		wire = e.Wire()
	}
	return appendError(nil, protocol.V2, protocol.Null(), wire)
}
