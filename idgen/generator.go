package idgen

import "github.com/rpcwire/rpcwire/protocol"

// A Generator makes ids. Next may be called concurrently. It returns an id that is
// never absent nor null, and that differs from those before it in the way that
// the strategy promises.
type Generator interface {
	Next() protocol.ID
}

// Func makes a Generator of a function, which must be safe for concurrent use.
type Func func() protocol.ID

// Next calls f.
func (f Func) Next() protocol.ID { return f() }
