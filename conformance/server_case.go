package conformance

import (
	"slices"
	"strconv"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
	"github.com/rpcwire/rpcwire/protocol"
)

// A serverScript is what a case does to a server.
type serverScript struct {
	steps []serverStep
	alive bool // at the end it must answer
}

// A serverStep is one exchange, or several at once.
type serverStep struct {
	exchanges []serverExchange
	http      *httpRequest // nil: a POST as usual
	save      string       // the name for the result
}

// A serverExchange is bytes and what may answer them.
type serverExchange struct {
	send   payload
	times  int // how many of them, at least 1
	expect []serverOutcome
}

// serverNames are the names that values can be saved under.
type serverNames map[string]bool

func (n serverNames) known(h hole) bool {
	return h.index < 0 && h.form == "" && n[h.name]
}

func readServerScript(m *source.Members, c *Case) *serverScript {
	s := &serverScript{alive: m.True("alive")}
	names := make(serverNames)
	if steps := m.Get("steps"); steps != nil {
		for _, v := range steps.Elements() {
			sm := v.Members()
			s.steps = append(s.steps, readServerStep(sm, c, names))
			sm.End()
		}
		if len(s.steps) == 0 {
			steps.Errorf("there are no steps")
		}
		return s
	}
	s.steps = []serverStep{readServerStep(m, c, names)}
	return s
}

func readServerStep(m *source.Members, c *Case, names serverNames) serverStep {
	var s serverStep
	if v := m.Get("http"); v != nil {
		s.http = readHTTPRequest(v)
		c.need("http")
	}
	if v := m.Get("together"); v != nil {
		for _, e := range v.Elements() {
			em := e.Members()
			times := 1
			if em.Has("times") {
				times = readTimes(em)
			}
			s.exchanges = append(s.exchanges, readServerExchange(em, c, names, times))
			em.End()
		}
		return s
	}
	s.exchanges = []serverExchange{readServerExchange(m, c, names, 1)}
	if v := m.Get("save"); v != nil {
		s.save = v.Text()
		if !placeholder.MatchString("${"+s.save+"}") || s.save == "i" {
			v.Errorf("%q cannot be the name of a value: it has letters a-z, and is not i", s.save)
		}
		names[s.save] = true
	}
	return s
}

func readServerExchange(m *source.Members, c *Case, names serverNames, times int) serverExchange {
	x := serverExchange{times: times}
	known := names.known
	if times > 1 {
		known = func(h hole) bool { return h.name == "i" || names.known(h) }
	}
	if v := m.Must("send"); v != nil {
		x.send = readPayload(v, known)
	}
	v := m.Must("expect")
	if v == nil {
		return x
	}
	hasID := x.hasID()
	var grades []Outcome
	for _, e := range list(v) {
		o := readServerOutcome(e, c.Version, known)
		if o.response != nil && o.response.id == nil && !hasID {
			e.Errorf("the id of the reply has to be given, since what is sent is not one valid request")
		}
		x.expect = append(x.expect, o)
		grades = append(grades, o.grade)
	}
	checkOutcomes(v, grades)
	if !slices.ContainsFunc(x.expect, func(o serverOutcome) bool { return o.http == nil }) {
		c.need("http")
	}
	return x
}

// derivable is how large a payload can be whose id is the default for the reply.
const derivable = 1 << 20

// hasID reports whether what is sent is one request whose id the reply has.
func (x *serverExchange) hasID() bool {
	if x.send.size() > derivable {
		return false
	}
	data, err := x.send.bytes(func(hole) (string, error) { return "0", nil })
	return err == nil && requestID(data) != nil
}

// requestID returns the id of the one request that data is, or nil.
func requestID(data []byte) protocol.Raw {
	p, err := protocol.Parse(data)
	if err != nil || p.IsBatch() || p.At(0).Kind() != protocol.KindRequest {
		return nil
	}
	return p.At(0).RawID()
}

// An httpRequest says how to send a payload by HTTP.
type httpRequest struct {
	method  string
	headers map[string]*string // nil: not sent
	chunked bool
}

func readHTTPRequest(v *source.Value) *httpRequest {
	m := v.Members()
	defer m.End()
	r := &httpRequest{method: "POST", headers: readHeaders(m), chunked: m.True("chunked")}
	if m.Has("method") {
		r.method = m.Text("method")
	}
	return r
}

// readHeaders returns the member "headers"; null stands for a header that is not there.
func readHeaders(m *source.Members) map[string]*string {
	v := m.Get("headers")
	if v == nil {
		return nil
	}
	headers := make(map[string]*string)
	hm := v.Members()
	for _, name := range hm.Names() {
		if h := hm.Get(name); h.Kind() == source.Null {
			headers[name] = nil
		} else {
			text := h.Text()
			headers[name] = &text
		}
	}
	return headers
}

// An httpMatcher is what the HTTP side of a message must be.
type httpMatcher struct {
	method  string
	status  []string // "200", "2xx"; none: any
	headers map[string]*string
}

func readHTTPMatcher(v *source.Value) *httpMatcher {
	m := v.Members()
	defer m.End()
	h := &httpMatcher{headers: readHeaders(m), method: m.Text("method")}
	status := m.Get("status")
	if status == nil {
		return h
	}
	for _, e := range list(status) {
		text := e.Raw().String()
		if e.Kind() == source.String {
			text = readEnum(e, "1xx", "2xx", "3xx", "4xx", "5xx")
		} else if n := e.Int(); n < 100 || n > 599 {
			e.Errorf("%d is no status", n)
		} else {
			text = strconv.FormatInt(n, 10)
		}
		h.status = append(h.status, text)
	}
	return h
}
