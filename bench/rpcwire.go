package bench

import (
	"errors"

	"github.com/rpcwire/rpcwire/protocol"
)

// rpcwireModule is the module that is measured.
const rpcwireModule = "github.com/rpcwire/rpcwire"

// errInvalid is what a message turns into that is JSON but not JSON-RPC.
var errInvalid = errors.New("invalid message")

// self returns rpcwire's decoder, used in two ways: its messages are views, so
// that what a caller does not ask for costs nothing, while the peers have at
// least the id and the method ready when they return.
func self() []Decoder {
	return []Decoder{
		{Name: "rpcwire", Module: rpcwireModule, Role: Self, New: decodeKinds,
			About: "protocol.Decoder.Decode, then the kind of each message"},
		{Name: "rpcwire-read", Module: rpcwireModule, Role: Self, New: decodeParts,
			About: "the same, then also id, method, params, result and error of each message"},
	}
}

// decodeKinds returns a function that decodes and tells valid messages from
// invalid ones.
func decodeKinds(Shape) DecodeFunc {
	var d protocol.Decoder
	return func(data []byte) error {
		p, err := d.Decode(data)
		if err != nil {
			return err
		}
		for _, m := range p.All() {
			if m.Kind() == protocol.KindInvalid {
				return errInvalid
			}
		}
		return nil
	}
}

// decodeParts returns a function that decodes and reads what a server or a
// client looks at.
func decodeParts(Shape) DecodeFunc {
	var (
		d     protocol.Decoder
		parts messageParts
	)
	return func(data []byte) error {
		p, err := d.Decode(data)
		if err != nil {
			return err
		}
		for _, m := range p.All() {
			if m.Kind() == protocol.KindInvalid {
				return errInvalid
			}
			parts.read(m)
		}
		return nil
	}
}

// messageParts keeps what was read from a message, so that reading it cannot be
// optimized away.
type messageParts struct {
	id             protocol.ID
	method         []byte
	params, result protocol.Raw
	err            *protocol.Error
}

func (p *messageParts) read(m *protocol.Message) {
	p.id = m.ID()
	p.method = m.RawMethod()
	p.params = m.Params()
	p.result = m.Result()
	p.err = m.ErrorObject()
}

// selfEncoders returns rpcwire's encoder.
func selfEncoders() []Encoder {
	return []Encoder{
		{Name: "rpcwire", Module: rpcwireModule, Role: Self, Call: rpcwireCall, Reply: rpcwireReply,
			About: "protocol.Request.AppendTo and Response.AppendTo into reused storage"},
	}
}

func rpcwireCall(m Message) EncodeFunc {
	return func(dst []byte) ([]byte, error) {
		return protocol.AppendRequest(dst, protocol.Int(m.ID), m.Method, m.Params)
	}
}

func rpcwireReply(m Message) EncodeFunc {
	return func(dst []byte) ([]byte, error) {
		return protocol.Response{ID: protocol.Int(m.ID), Result: m.Result}.AppendTo(dst)
	}
}
