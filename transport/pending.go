package transport

import "github.com/rpcwire/rpcwire/protocol"

// pending is the table of the calls that wait for their replies. It knows no
// connection; who has it locks it.
type pending struct {
	byID  map[protocol.ID]*call // by canonical ids; a batch has one entry for each of its
	calls int
}

func (p *pending) init() { p.byID = make(map[protocol.ID]*call) }

// add adds c, or nothing if one of its ids is in use; it reports which.
func (p *pending) add(c *call) bool {
	for _, id := range c.ids {
		if p.byID[id.Canonical()] != nil {
			return false
		}
	}
	for _, id := range c.ids {
		p.byID[id.Canonical()] = c
	}
	p.calls++
	return true
}

// remove removes c, and reports whether it was still there. If not, its ending is in
// its channel, or is about to be.
func (p *pending) remove(c *call) bool {
	if p.find(c.ids[0]) != c {
		return false
	}
	for _, id := range c.ids {
		delete(p.byID, id.Canonical())
	}
	p.calls--
	return true
}

// find returns the call that waits for a response with the given id, or nil.
func (p *pending) find(id protocol.ID) *call { return p.byID[id.Canonical()] }

// take removes and returns the call that waits for a response with the given id, or nil.
func (p *pending) take(id protocol.ID) *call {
	c := p.find(id)
	if c != nil {
		p.remove(c)
	}
	return c
}

// only returns the only call in flight; it is nil if there is none, or more than one.
func (p *pending) only() *call {
	if p.calls != 1 {
		return nil
	}
	for _, c := range p.byID {
		return c
	}
	return nil
}

// takeOnly removes and returns the only call in flight; it is nil if there is none, or
// more than one.
func (p *pending) takeOnly() *call {
	c := p.only()
	if c != nil {
		p.remove(c)
	}
	return c
}

// takeAll removes and returns all calls.
func (p *pending) takeAll() []*call {
	all := make([]*call, 0, p.calls)
	for _, c := range p.byID {
		if p.remove(c) { // a batch is there more than once
			all = append(all, c)
		}
	}
	return all
}
