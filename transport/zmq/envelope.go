package zmq

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"

	"github.com/rpcwire/rpcwire/transport"
)

const (
	maxFrames  = 32   // of one message
	maxAddress = 255  // bytes of one frame before the empty one
	maxStatus  = 1024 // bytes of a status
)

// The mark of this package in the frames by which a Sender correlates.
const (
	correlationSize = 8
	correlationMark = 0xf252 << 48
	correlationBits = 1<<48 - 1
)

// appendCorrelation appends the frame for a call.
func appendCorrelation(dst []byte, number uint64) []byte {
	return binary.BigEndian.AppendUint64(dst, correlationMark|number&correlationBits)
}

// correlation returns the number of the call that a frame belongs to, and whether it is
// the frame of a Sender at all.
func correlation(frame []byte) (uint64, bool) {
	if len(frame) != correlationSize {
		return 0, false
	}
	n := binary.BigEndian.Uint64(frame)
	return n & correlationBits, n&^correlationBits == correlationMark
}

// An envelope is all frames of a message up to the empty one and with it. In what a
// ROUTER receives, the first is the routing id of the peer. It is never changed.
type envelope [][]byte

// A style is what kind of peer an envelope is from.
type style uint8

const (
	styleOwn  style = iota // a Sender
	styleREQ               // a peer that cannot go on without an answer
	styleElse              // a peer that correlates in some other way
)

// style tells from the last frame before the empty one, which is the closest to the
// peer that began. Of a ROUTER, that is the routing id if there is no other.
func (e envelope) style() style {
	addresses := e[:len(e)-1]
	if len(addresses) <= 1 {
		return styleREQ
	}
	last := addresses[len(addresses)-1]
	if _, ok := correlation(last); ok {
		return styleOwn
	}
	if len(last) == 5 && last[0] == 0 { // that of a ROUTER between
		return styleREQ
	}
	return styleElse
}

// A received is a message taken apart as its frames come. What can be seen to be of no
// use is not kept.
type received struct {
	router   bool // the first frame is a routing id
	envelope envelope
	body     []byte
	second   []byte // the frame after the body, if any
	pairs    bool   // a second frame may be of any size
	complete bool   // the empty frame has come
	bodies   int    // how many frames came after it
	frames   int
	bad      string // why it cannot be used

	address, key []byte // what libzmq knows about the sender

	owned int // the first so many frames of envelope share no memory with others

	bodyOwned, secondOwned, aboutOwned bool
}

func (r *received) reset() {
	clear(r.envelope)
	*r = received{router: r.router, pairs: r.pairs, envelope: r.envelope[:0]}
}

// add takes the next frame, which others use later unless it is owned by r.
func (r *received) add(frame []byte, owned bool) {
	r.frames++
	switch {
	case r.bad != "":
	case r.frames > maxFrames:
		r.drop("too many frames")
	case r.complete:
		r.addBody(frame, owned)
	case len(frame) == 0 && (!r.router || r.frames > 1):
		r.envelope = append(r.envelope, nil)
		r.complete = true
	case len(frame) > maxAddress:
		r.drop("a frame of an envelope is too long")
	default:
		r.envelope = append(r.envelope, frame)
	}
}

func (r *received) addBody(frame []byte, owned bool) {
	r.bodies++
	switch {
	case r.bodies == 1:
		r.body, r.bodyOwned = frame, owned
	case r.bodies == 2 && (r.pairs || len(frame) <= maxStatus):
		r.second, r.secondOwned = frame, owned
	}
}

// own makes what is kept share no memory with the frames that were added.
func (r *received) own() {
	if r.frames == 0 {
		return
	}
	var m memory
	for _, frame := range r.envelope[r.owned:] {
		m.need(frame, false)
	}
	m.need(r.body, r.bodyOwned)
	m.need(r.second, r.secondOwned)
	m.need(r.address, r.aboutOwned)
	m.need(r.key, r.aboutOwned)
	for i, frame := range r.envelope[r.owned:] {
		r.envelope[r.owned+i] = m.copy(frame, false)
	}
	r.body = m.copy(r.body, r.bodyOwned)
	r.second = m.copy(r.second, r.secondOwned)
	r.address = m.copy(r.address, r.aboutOwned)
	r.key = m.copy(r.key, r.aboutOwned)
	r.owned, r.bodyOwned, r.secondOwned, r.aboutOwned = len(r.envelope), true, true, true
}

// memory is one piece of it for copies of several frames.
type memory struct {
	size  int
	bytes []byte
}

// need counts a frame that will be copied, unless it is owned.
func (m *memory) need(frame []byte, owned bool) {
	if !owned {
		m.size += len(frame)
	}
}

// copy returns a copy of a frame, or the frame if it is owned. Nil stays nil.
func (m *memory) copy(frame []byte, owned bool) []byte {
	if owned || frame == nil {
		return frame
	}
	if m.bytes == nil {
		m.bytes = make([]byte, 0, m.size)
	}
	start := len(m.bytes)
	m.bytes = append(m.bytes, frame...)
	return m.bytes[start:len(m.bytes):len(m.bytes)]
}

// ownBody returns the body to keep.
func (r *received) ownBody() []byte {
	if r.bodyOwned {
		return r.body
	}
	return bytes.Clone(r.body)
}

// ownSecond returns the second frame to keep.
func (r *received) ownSecond() []byte {
	if r.secondOwned {
		return r.second
	}
	return bytes.Clone(r.second)
}

// detach returns envelope and body to keep.
func (r *received) detach() (envelope, []byte) {
	r.own()
	return slices.Clone(r.envelope), r.body
}

// drop makes the message one that cannot be used, and forgets it, but for who sent it.
func (r *received) drop(why string) {
	r.bad, r.body, r.second = why, nil, nil
	r.envelope = r.envelope[:min(len(r.envelope), 1)]
	r.owned = min(r.owned, len(r.envelope))
}

// end tells that no more frames come.
func (r *received) end() {
	if r.bad == "" && !r.complete {
		r.drop("a message without an empty frame")
	}
}

// errMalformed is what came in place of a reply.
var errMalformed = errors.New("the reply is not one body")

// reply returns what a Sender received as the reply to one of its calls, and whether it
// belongs to any.
func (r *received) reply(limit int) (reply, bool) {
	if r.bad != "" || len(r.envelope) != 2 {
		return reply{}, false
	}
	number, ok := correlation(r.envelope[0])
	if !ok {
		return reply{}, false
	}
	end := ending{sent: true}
	switch {
	case r.bodies == 1 && len(r.body) > limit:
		end.err = transport.ErrPayloadTooLarge
	case r.bodies == 1 && len(r.body) > 0:
		end.reply = r.ownBody()
	case r.bodies == 1: // nothing to reply
	case r.bodies == 2 && len(r.body) == 0 && r.second != nil:
		status := parseStatus(r.second)
		end.err, end.sent = status, status.Status != StatusRefused
	default:
		end.err = errMalformed
	}
	return reply{number: number, ending: end}, true
}

// An outgoing is a message for a peer.
type outgoing struct {
	envelope envelope
	head     []byte // a frame before the body; nil if there is none
	body     []byte
}

// size is what it counts against limits on bytes.
func (o *outgoing) size() int { return len(o.head) + len(o.body) }

// appendStatus appends the frame that tells a status.
func appendStatus(dst []byte, s *StatusError) []byte {
	dst = append(dst, byte(s.Status))
	return append(dst, s.Message[:min(len(s.Message), maxStatus-1)]...)
}

// parseStatus returns the status that a frame tells. One that is not known leaves open
// what became of the call.
func parseStatus(frame []byte) *StatusError {
	if len(frame) == 0 {
		return &StatusError{Status: StatusLost, Message: "an empty status"}
	}
	return &StatusError{Status: Status(frame[0]), Message: string(frame[1:])}
}
