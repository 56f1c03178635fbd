package transport

import "context"

// A Handler is the serving side of a transport. It must be safe for concurrent use.
type Handler interface {
	// ServeRPC answers a payload that a peer sent. Nil means that there is nothing
	// to answer; everything else, errors included, is a JSON-RPC payload. It must
	// not change the payload nor keep it after it returns; the reply belongs to the
	// caller. Ctx ends when the peer is gone or no longer wants the reply, and has
	// facts about it (see [PeerFrom]).
	ServeRPC(ctx context.Context, payload []byte) (reply []byte)
}

// HandlerFunc makes a Handler of a function.
type HandlerFunc func(ctx context.Context, payload []byte) []byte

// ServeRPC calls f.
func (f HandlerFunc) ServeRPC(ctx context.Context, payload []byte) []byte { return f(ctx, payload) }
