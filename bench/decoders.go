package bench

import "slices"

// Role says what an implementation is compared as.
type Role uint8

// The roles of implementations.
const (
	Self  Role = iota // rpcwire
	Peer              // another implementation of JSON-RPC, or what people write in place of one
	Limit             // a JSON validator: it knows nothing of messages, and shows what the bytes alone cost
)

// DecodeFunc decodes one payload and says whether it was accepted.
type DecodeFunc func(data []byte) error

// A Decoder is one implementation in the decode benchmarks.
type Decoder struct {
	Name   string // the end of the benchmark's name
	Module string // the module it comes from; "" is the standard library
	Role   Role
	About  string // what is called

	// New returns the function to measure for payloads of a shape, nil if the
	// implementation does not decode such payloads. What the function keeps
	// between calls is its own.
	New func(Shape) DecodeFunc
}

// Decoders returns every implementation, rpcwire first.
func Decoders() []Decoder {
	return slices.Concat(self(), peers(), limits())
}

// always adapts a function that decodes payloads of every shape.
func always(f DecodeFunc) func(Shape) DecodeFunc {
	return func(Shape) DecodeFunc { return f }
}
