package client_test

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A method of the peer in the tests and examples.
type method func(params protocol.Raw) (any, error)

// peer is a server in process, as small as it can be.
type peer map[string]method

// ServeRPC implements transport.Handler.
func (p peer) ServeRPC(_ context.Context, payload []byte) []byte {
	in, err := protocol.Parse(payload)
	if err != nil {
		return must(protocol.NewErrorResponse(protocol.Null(), err.(*protocol.DecodeError).Wire()).AppendTo(nil))
	}
	var out protocol.Responses
	for _, m := range in.All() {
		if response := p.answer(m); m.NeedsAnswer() {
			out = append(out, response)
		}
	}
	switch {
	case len(out) == 0:
		return nil
	case !in.IsBatch():
		return must(out[0].AppendTo(nil))
	}
	return must(out.AppendTo(nil))
}

// answer calls the method.
func (p peer) answer(m *protocol.Message) protocol.Response {
	r := protocol.Response{Version: m.Version(), ID: m.AnswerID()}
	call, ok := p[m.Method()]
	if !ok {
		r.Error = protocol.NewError(protocol.CodeMethodNotFound, "")
		if m.Kind() == protocol.KindInvalid {
			r.Error = m.Err()
		}
		return r
	}
	result, err := call(m.Params())
	if e, ok := err.(*protocol.Error); ok {
		r.Error = e
		return r
	}
	if raw, ok := result.(protocol.Raw); ok { // json.Marshal would leave out white space
		r.Result = raw
		return r
	}
	r.Result = must(json.Marshal(result))
	return r
}

// pets is the peer of the tests and examples.
var pets = peer{
	"add": func(params protocol.Raw) (any, error) {
		var nums []int
		if err := json.Unmarshal(params, &nums); err != nil {
			return nil, protocol.NewError(protocol.CodeInvalidParams, "")
		}
		sum := 0
		for _, n := range nums {
			sum += n
		}
		return sum, nil
	},
	"echo": func(params protocol.Raw) (any, error) { return orNull(params), nil },
	"cat": func(params protocol.Raw) (any, error) {
		var cat struct{ Name string }
		if err := json.Unmarshal(params, &cat); err != nil {
			return nil, protocol.NewError(protocol.CodeInvalidParams, "")
		}
		return cat.Name + " says meow", nil
	},
	"fail": func(protocol.Raw) (any, error) {
		return nil, &protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`{"k":1}`)}
	},
	"nothing": func(protocol.Raw) (any, error) { return nil, nil },
}

// local sends to pets.
var local = transport.Local(pets, protocol.Limits{})

// saying returns a sender that answers everything with reply.
func saying(reply string) transport.Sender {
	return transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { return []byte(reply), nil })
}

// recorder sends to pets and keeps what was sent.
type recorder struct{ sent []string }

func (r *recorder) Send(ctx context.Context, payload []byte) ([]byte, error) {
	r.sent = append(r.sent, string(payload))
	return local.Send(ctx, payload)
}

func orNull(raw protocol.Raw) protocol.Raw {
	if raw == nil {
		return protocol.Raw("null")
	}
	return slices.Clone(raw)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
