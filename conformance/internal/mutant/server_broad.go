package mutant

import (
	"bytes"
	"context"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// serverBroad are wrong nearly everywhere: they show that no case is content with
// anything that comes.
var serverBroad = []*Mutant{
	{
		Name:   "silent",
		Defect: "Nothing is ever answered.",
		Cases:  everything,
		start:  local(answering(func([]byte) []byte { return nil })),
	},
	{
		Name:   "always-internal-error",
		Defect: "Every payload is answered with -32603, notifications too.",
		Cases:  everything,
		start:  local(answering(func(payload []byte) []byte { return failure(payload, protocol.CodeInternalError) })),
	},
	{
		Name:   "always-null",
		Defect: "Every payload is answered with the result null.",
		Cases:  everything,
		start: local(answering(func(payload []byte) []byte {
			id := protocol.Null()
			if p, err := protocol.Parse(payload); err == nil && !p.At(0).ID().IsAbsent() {
				id = p.At(0).ID()
			}
			return resultResponse(id, protocol.Raw("null"))
		})),
	},
	{
		Name:   "mirror",
		Defect: "Every payload is sent back as it is.",
		Cases:  everything,
		start:  local(answering(bytes.Clone)),
	},
}

// everything are the cases of a mutant that are run without exception.
var everything = []string{"*"}

// answering is a server that does nothing but answer.
func answering(answer func(payload []byte) []byte) serverChange {
	return around(func(_ context.Context, _ transport.Handler, payload []byte) []byte { return answer(payload) })
}
