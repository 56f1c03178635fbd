package conformance

import (
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// A clientScript is what a client is told, what it gets, and what it must report.
type clientScript struct {
	steps []clientStep
}

// A clientStep is one call, notification or batch.
type clientStep struct {
	calls   []clientCall
	batch   bool
	answer  clientAnswer
	request []requestMatcher
	expect  []clientOutcome
}

// A clientCall is what a client is told to send.
type clientCall struct {
	method string
	params *jsonText // nil: none
	id     *jsonText // nil: the client chooses
	notify bool
}

// A clientAnswer is what the server does.
type clientAnswer struct {
	bodies  []payload // one, or over two-way connections any number
	status  int       // 0: 200, or 204 without a body
	headers map[string]*string
	fault   string
}

// The faults of a server.
const (
	faultClose    = "close"    // no answer, the connection is closed
	faultReset    = "reset"    // so too, by a TCP reset
	faultHang     = "hang"     // no answer, the connection stays open
	faultTruncate = "truncate" // less of the body than was announced
	faultFlood    = "flood"    // white space without end behind the body
	faultSlow     = "slow"     // one byte of the body after the other
	faultGarbage  = "garbage"  // the body in place of an HTTP response
)

// idForms are the forms of the ids in what a server answers.
var idForms = []string{"", "wrong", "string", "float", "exponent", "escaped"}

// knownIDs reports whether a placeholder is an id that the client sent.
func knownIDs(calls []clientCall, batch bool) func(hole) bool {
	return func(h hole) bool {
		if h.name != "id" || h.add != 0 || !slices.Contains(idForms, h.form) {
			return false
		}
		if !batch {
			return h.index < 0 && !calls[0].notify
		}
		return h.index >= 0 && h.index < len(calls) && !calls[h.index].notify
	}
}

func readClientScript(m *source.Members, c *Case) *clientScript {
	s := new(clientScript)
	if steps := m.Get("steps"); steps != nil {
		for _, v := range steps.Elements() {
			sm := v.Members()
			s.steps = append(s.steps, readClientStep(sm, c))
			sm.End()
		}
		if len(s.steps) == 0 {
			steps.Errorf("there are no steps")
		}
		return s
	}
	s.steps = []clientStep{readClientStep(m, c)}
	return s
}

func readClientStep(m *source.Members, c *Case) clientStep {
	var s clientStep
	switch name, v := m.Only(true, "call", "notify", "batch"); name {
	case "call":
		s.calls = []clientCall{readClientCall(v, c, false)}
	case "notify":
		s.calls = []clientCall{readClientCall(v, c, false)}
		s.calls[0].notify = true
		c.need("notify")
	case "batch":
		s.batch = true
		for _, e := range v.Elements() {
			s.calls = append(s.calls, readClientCall(e, c, true))
		}
		c.need("batch")
	}
	if len(s.calls) == 0 {
		m.Value().Errorf("nothing is called")
		return s
	}
	known := knownIDs(s.calls, s.batch)
	s.answer = readClientAnswer(m, c, known)
	if v := m.Get("request"); v != nil {
		var grades []Outcome
		for _, e := range list(v) {
			s.request = append(s.request, readRequestMatcher(e, known))
			grades = append(grades, s.request[len(s.request)-1].grade)
		}
		checkOutcomes(v, grades)
	}
	if v := m.Must("expect"); v != nil {
		var grades []Outcome
		for _, e := range list(v) {
			s.expect = append(s.expect, readClientOutcome(e, &s, known))
			grades = append(grades, s.expect[len(s.expect)-1].grade)
		}
		checkOutcomes(v, grades)
	}
	return s
}

func readClientCall(v *source.Value, c *Case, batch bool) clientCall {
	m := v.Members()
	defer m.End()
	var call clientCall
	if method := m.Must("method"); method != nil {
		call.method = method.Text()
	}
	if params := m.Get("params"); params != nil {
		call.params = readJSONText(params, noHoles)
		if strings.HasPrefix(strings.TrimSpace(call.params.text.text), "{") {
			c.need("named")
		}
	}
	if id := m.Get("id"); id != nil {
		call.id = readJSONText(id, noHoles)
		c.need("id")
	}
	if batch {
		call.notify = m.True("notify")
	}
	return call
}

func readClientAnswer(m *source.Members, c *Case, known func(hole) bool) clientAnswer {
	var a clientAnswer
	switch name, v := m.Only(false, "reply", "answer", "answers"); name {
	case "reply":
		a.bodies = []payload{readPayload(v, known)}
	case "answers":
		for _, e := range v.Elements() {
			a.bodies = append(a.bodies, readPayload(e, known))
		}
		c.need("two-way")
	case "answer":
		am := v.Members()
		defer am.End()
		if body := am.Get("body"); body != nil {
			a.bodies = []payload{readPayload(body, known)}
		}
		a.status, a.headers = int(am.Int("status")), readHeaders(am)
		if fault := am.Get("fault"); fault != nil {
			a.fault = readEnum(fault, faultClose, faultReset, faultHang, faultTruncate, faultFlood, faultSlow, faultGarbage)
		}
		if a.status != 0 || a.headers != nil || a.fault != "" && a.fault != faultClose && a.fault != faultHang {
			c.need("http")
		}
		if a.status != 0 && (a.status < 100 || a.status > 599) {
			v.Errorf("%d is no status", a.status)
		}
	}
	return a
}
