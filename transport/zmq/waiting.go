package zmq

// overhead is what a message that waits takes beside its bytes.
const overhead = 256

// waiting are the messages for peers that do not take more at the moment, each kept
// within a bound. It does no I/O.
type waiting struct {
	perPeer, total int // bytes
	peers          map[string]*waitingPeer
	bytes          int
}

type waitingPeer struct {
	messages []outgoing
	bytes    int
}

func newWaiting(perPeer int) *waiting {
	return &waiting{perPeer: perPeer, total: 16 * perPeer, peers: make(map[string]*waitingPeer)}
}

// has reports whether messages wait for a peer.
func (w *waiting) has(peer []byte) bool {
	return len(w.peers) > 0 && w.peers[string(peer)] != nil
}

// empty reports whether none do.
func (w *waiting) empty() bool { return len(w.peers) == 0 }

// add keeps a message for the peer in the first frame of its envelope, unless there is
// no room.
func (w *waiting) add(o outgoing) bool {
	size := o.size() + overhead
	peer := string(o.envelope[0])
	p := w.peers[peer]
	if p == nil {
		p = new(waitingPeer)
	}
	if p.bytes > 0 && p.bytes+size > w.perPeer || w.bytes > 0 && w.bytes+size > w.total {
		return false
	}
	p.messages = append(p.messages, o)
	p.bytes += size
	w.bytes += size
	w.peers[peer] = p
	return true
}

// flush calls send for the messages of each peer until it returns false for one that
// still has to wait. It reports whether any did not.
func (w *waiting) flush(send func(*outgoing) bool) (some bool) {
	for peer, p := range w.peers {
		n := 0
		for n < len(p.messages) && send(&p.messages[n]) {
			size := p.messages[n].size() + overhead
			p.bytes -= size
			w.bytes -= size
			p.messages[n] = outgoing{}
			n++
		}
		some = some || n > 0
		p.messages = p.messages[n:]
		if len(p.messages) == 0 {
			delete(w.peers, peer)
		}
	}
	return some
}
