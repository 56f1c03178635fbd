package zmq

import "strconv"

// ZAP is how libzmq asks who may connect (rfc.zeromq.org/spec/27): a request and a reply
// of some frames each.
const (
	zapVersion   = "1.0"
	zapCurve     = "CURVE"
	zapOK        = "200"
	zapDenied    = "400"
	zapError     = "500"
	zapMinFrames = 6
	zapMaxFrames = 16
	curveKeySize = 32
)

// refusals are told the address and the key of clients that were refused.
type refusals func(address, key string)

// zapDomains are the servers whose clients are checked, by the names that libzmq asks
// for them with.
type zapDomains struct {
	last    uint64
	domains map[string]zapDomain
}

type zapDomain struct {
	allow Authorizer
	log   refusals
}

// add adds a server and returns its name.
func (z *zapDomains) add(allow Authorizer, log refusals) string {
	if z.domains == nil {
		z.domains = make(map[string]zapDomain)
	}
	z.last++
	name := "rpcwire-" + strconv.FormatUint(z.last, 10)
	z.domains[name] = zapDomain{allow: allow, log: log}
	return name
}

// A zapRequest is a question of libzmq.
type zapRequest struct {
	id, domain, address, mechanism string
	key                            string // the public key of the client, in Z85
	valid                          bool
}

// parseZAP takes a request apart.
func parseZAP(frames [][]byte) (r zapRequest) {
	if len(frames) < zapMinFrames {
		return r
	}
	r = zapRequest{
		id:        string(frames[1]),
		domain:    string(frames[2]),
		address:   string(frames[3]),
		mechanism: string(frames[5]),
		valid:     string(frames[0]) == zapVersion,
	}
	if r.mechanism == zapCurve && len(frames) == zapMinFrames+1 && len(frames[6]) == curveKeySize {
		r.key = keyText(frames[6])
	}
	return r
}

// A zapReply is the answer; it names the client, so that messages carry its key.
type zapReply struct{ id, status, text, user string }

// frames returns the frames of the reply.
func (r *zapReply) frames() []string {
	return []string{zapVersion, r.id, r.status, r.text, r.user, ""}
}

// answer asks the server concerned. Only CURVE is ever accepted. Its authorizer, which
// may not be known, is called without d being locked.
func (r *zapRequest) answer(d zapDomain) zapReply {
	reply := zapReply{id: r.id, status: zapDenied, text: "not allowed"}
	switch {
	case !r.valid:
		reply.status, reply.text = zapError, "version error"
	case d.allow == nil:
		reply.text = "no such domain"
	case r.key == "":
		reply.text = "CURVE is required"
	case d.allow(r.key):
		return zapReply{id: r.id, status: zapOK, text: "OK", user: r.key}
	}
	if d.log != nil {
		d.log(r.address, r.key)
	}
	return reply
}
