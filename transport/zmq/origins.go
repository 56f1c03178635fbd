package zmq

import "context"

// maxOrigins is how many peers are remembered.
const maxOrigins = 4096

// origins remember the contexts for the handlers of peers, so that they are not made anew
// for each payload.
type origins struct {
	base  context.Context
	known map[string]*knownOrigin
}

type knownOrigin struct {
	ctx context.Context
	origin
}

// get returns what is remembered about a peer, or nil.
func (o *origins) get(identity []byte) *knownOrigin { return o.known[string(identity)] }

// put remembers a peer in place of another one that may have had the same identity.
func (o *origins) put(peer origin) *knownOrigin {
	if o.known == nil || len(o.known) >= maxOrigins {
		o.known = make(map[string]*knownOrigin)
	}
	k := &knownOrigin{ctx: peer.context(o.base), origin: peer}
	o.known[string(peer.identity)] = k
	return k
}
