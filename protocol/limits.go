package protocol

// Limits bound what a peer can make this side do. In every field zero means the
// default and a negative number means no limit.
type Limits struct {
	// Payload is the largest payload in bytes. The codec takes what it is given;
	// transports enforce this limit before they read so much.
	Payload int

	// Depth is how many arrays and objects may be open at once in a payload; the
	// outermost counts 1.
	Depth int

	// Batch is how many messages a batch may hold.
	Batch int

	// Reply is the largest reply to one batch in bytes, errors included. Servers
	// enforce it.
	Reply int
}

// The defaults of [Limits].
const (
	DefaultPayloadLimit = 16 << 20
	DefaultDepthLimit   = 10_000
	DefaultBatchLimit   = 1_000
	DefaultReplyLimit   = 64 << 20
)

const noLimit = int(^uint(0) >> 1)

// Resolved returns l with the defaults filled in, and with the largest int where
// there is no limit, ready to compare with.
func (l Limits) Resolved() Limits {
	return Limits{
		Payload: resolve(l.Payload, DefaultPayloadLimit),
		Depth:   resolve(l.Depth, DefaultDepthLimit),
		Batch:   resolve(l.Batch, DefaultBatchLimit),
		Reply:   resolve(l.Reply, DefaultReplyLimit),
	}
}

func resolve(limit, otherwise int) int {
	switch {
	case limit == 0:
		return otherwise
	case limit < 0:
		return noLimit
	}
	return limit
}
