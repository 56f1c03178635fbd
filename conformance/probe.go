package conformance

import (
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

// A prober makes requests that every server answers, each with an id of its own. It is
// for one link.
type prober struct {
	version string
	n       int
}

const probeID = "rpcwire.probe-"

// next returns a probe and its id.
func (p *prober) next() (id string, payload []byte) {
	p.n++
	id = fmt.Sprintf("%s%d", probeID, p.n)
	return id, p.request(id)
}

// request returns a request with an id.
func (p *prober) request(id string) []byte {
	if p.version == "1.0" {
		return fmt.Appendf(nil, `{"method":%q,"params":[],"id":%q}`, UnknownMethod, id)
	}
	return fmt.Appendf(nil, `{"jsonrpc":"2.0","method":%q,"id":%q}`, UnknownMethod, id)
}

// sent reports whether a reply is the answer to some probe, perhaps a late one.
func (p *prober) sent(payload []byte) bool {
	text, ok := responseID(payload).Text()
	return ok && strings.HasPrefix(text, probeID)
}

// answers reports whether a payload is a response with an id.
func answers(payload []byte, id string) bool {
	text, ok := responseID(payload).Text()
	return ok && text == id
}

// responseID returns the id of the one response that a payload is, absent if it is none.
func responseID(payload []byte) protocol.ID {
	p, err := protocol.Parse(payload)
	if err != nil || p.IsBatch() || !p.At(0).IsResponse() {
		return protocol.ID{}
	}
	return p.At(0).ID()
}
