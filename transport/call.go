package transport

import (
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// A call is a payload on its way that has to be answered.
type call struct {
	ids   []protocol.ID // of what has to be answered, as they are written; no two are equal
	batch bool
	share int         // its number in the batch that is being read; else 0
	ended chan ending // has a place, and gets exactly one value unless the call is removed
}

// An ending is what became of a call: reply or err.
type ending struct {
	reply []byte // not nil, if err is
	err   error
}

// end ends a call that is no longer in the table. It copies the reply.
func (c *call) end(e ending) {
	if e.err == nil {
		e.reply = append(make([]byte, 0, len(e.reply)), e.reply...)
	}
	c.ended <- e // from here on it may belong to another call
}

// calls are what is kept of calls for the next ones of the same Mux: in a pool for all,
// channels would get from one synctest bubble into another. The zero value is ready, and
// it is safe for concurrent use.
type calls struct {
	mu   sync.Mutex
	kept []*call
}

// What is larger or more than this is not kept for what comes next.
const (
	keptBytes = 64 << 10
	keptBatch = 64 // messages
	keptIDs   = 64
	keptCalls = 64
)

// get returns a call without ids.
func (s *calls) get() *call {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.kept)
	if n == 0 {
		return &call{ids: make([]protocol.ID, 0, 1), ended: make(chan ending, 1)}
	}
	c := s.kept[n-1]
	s.kept[n-1] = nil
	s.kept = s.kept[:n-1]
	return c
}

// put keeps c, which nobody else may have.
func (s *calls) put(c *call) {
	if cap(c.ids) > keptIDs {
		return
	}
	clear(c.ids)
	c.ids, c.batch = c.ids[:0], false
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) < keptCalls {
		s.kept = append(s.kept, c)
	}
}

var decoders = sync.Pool{New: func() any {
	// The peer decides by its own limits what it takes; these are those of the memory.
	return &protocol.Decoder{Limits: protocol.Limits{Depth: 1 << 20, Batch: -1}}
}}

// read sets the ids of what has to be answered in payload. If there are none, no answer
// is due.
func (c *call) read(payload []byte, dialect protocol.Dialect) {
	d := decoders.Get().(*protocol.Decoder)
	d.Dialect = dialect
	if n := c.await(d, payload); n <= keptBatch && len(payload) <= keptBytes {
		decoders.Put(d)
	}
}

// await adds the ids of what has to be answered in payload, and returns how many
// messages that has. Bytes that are no payload are answered with the id null.
func (c *call) await(d *protocol.Decoder, payload []byte) int {
	p, err := d.Decode(payload)
	if err != nil {
		c.ids = append(c.ids, protocol.Null())
		return 1
	}
	c.batch = p.IsBatch()
	if !c.batch {
		if m := p.At(0); m.NeedsAnswer() {
			c.ids = append(c.ids, m.AnswerID())
		}
		return 1
	}
	seen := make(map[protocol.ID]bool, p.Len())
	for _, m := range p.All() {
		if !m.NeedsAnswer() {
			continue
		}
		id := m.AnswerID()
		if key := id.Canonical(); !seen[key] { // R11: equal ones come back together
			seen[key] = true
			c.ids = append(c.ids, id)
		}
	}
	return p.Len()
}
