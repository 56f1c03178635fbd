package conformance

import (
	"context"
	"fmt"
	"strconv"

	"github.com/rpcwire/rpcwire/protocol"
)

// A serverRun is a case on its way.
type serverRun struct {
	ctx    context.Context
	link   serverLink
	saved  map[string]string
	result Result
}

// value is the scope of what was saved.
func (r *serverRun) value(h hole) (string, error) {
	text, ok := r.saved[h.name]
	if !ok {
		return "", fmt.Errorf("${%s} was not saved", h.name)
	}
	if h.add == 0 {
		return text, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "", fmt.Errorf("${%s} is %s, which is no integer", h.name, text)
	}
	return strconv.FormatInt(n+int64(h.add), 10), nil
}

// A sent is a payload with what it expects and what came of it.
type sent struct {
	exchange *serverExchange
	data     []byte
	values   scope
}

// step sends what a step says and judges what comes back. The error ends the run.
func (r *serverRun) step(s *serverStep) error {
	all, err := r.expand(s)
	if err != nil {
		r.fail(&Exchange{}, differs("%v", err))
		return nil
	}
	payloads := make([]sending, len(all))
	for i := range all {
		payloads[i] = sending{data: all[i].data, http: s.http, silent: all[i].exchange.maybeSilent(), accepts: all[i].accepts}
	}
	replies, err := r.link.send(r.ctx, payloads)
	if err != nil {
		return err
	}
	for i := range all {
		r.judge(&all[i], &replies[i], len(all) == 1)
		if r.result.Outcome == Fail {
			return nil
		}
	}
	if s.save != "" {
		r.save(s.save, replies[0].payload)
	}
	return nil
}

// expand returns the payloads of a step with their values.
func (r *serverRun) expand(s *serverStep) ([]sent, error) {
	var all []sent
	for i := range s.exchanges {
		x := &s.exchanges[i]
		for n := range x.times {
			values := scope(r.value).with(n)
			data, err := x.send.bytes(values)
			if err != nil {
				return nil, err
			}
			all = append(all, sent{x, data, values})
		}
	}
	return all, nil
}

// maybeSilent reports whether no reply is acceptable.
func (x *serverExchange) maybeSilent() bool {
	for i := range x.expect {
		if o := &x.expect[i]; o.none || o.any || o.http != nil && o.response == nil && o.whole == nil && o.batch == nil {
			return true
		}
	}
	return false
}

// accepts reports whether a reply matches one of the outcomes.
func (s *sent) accepts(payload []byte) bool {
	p := &reply{payload: payload}
	for i := range s.exchange.expect {
		if s.exchange.expect[i].match(p, s) == nil {
			return true
		}
	}
	return false
}

// judge compares a reply with the acceptable outcomes. Passing exchanges of many at once
// are not recorded.
func (r *serverRun) judge(s *sent, p *reply, record bool) {
	x := Exchange{Sent: NewData(s.data), Received: NewData(p.payload), Event: p.event, Expected: describeAll(s.exchange.expect, s.values)}
	var first *mismatch
	for i := range s.exchange.expect {
		o := &s.exchange.expect[i]
		m := o.match(p, s)
		if m == nil {
			if record || len(r.result.Exchanges) == 0 {
				r.result.Exchanges = append(r.result.Exchanges, x)
			}
			r.result.Outcome = worse(r.result.Outcome, o.grade)
			r.result.Note = joinNotes(r.result.Note, o.note)
			return
		}
		if first == nil {
			first = m
		}
	}
	r.fail(&x, first)
}

// fail makes the case fail.
func (r *serverRun) fail(x *Exchange, m *mismatch) {
	r.result.Exchanges = append(r.result.Exchanges, *x)
	r.result.Outcome, r.result.Message, r.result.Pointer = Fail, m.text, m.pointer
}

// save keeps the text of a result.
func (r *serverRun) save(name string, payload []byte) {
	for member, value := range protocol.Raw(payload).Members() {
		if member == "result" {
			r.saved[name] = string(value)
		}
	}
}

// alive checks that the server answers a plain request, over a new connection if it
// closed the last one.
func (r *serverRun) alive(version string) {
	const id = "rpcwire.alive"
	p := prober{version: version}
	data := p.request(id)
	accepts := func(payload []byte) bool { return answers(payload, id) }
	x := Exchange{Sent: NewData(data), Expected: []string{"an answer to a plain request"}}
	for range 2 {
		replies, err := r.link.send(r.ctx, []sending{{data: data, accepts: accepts}})
		if err != nil {
			x.Event = err.Error()
			break
		}
		if accepts(replies[0].payload) {
			return
		}
		x.Received, x.Event = NewData(replies[0].payload), replies[0].event
		r.link.close()
	}
	r.fail(&x, differs("the server does not answer any more"))
}

// match compares a reply with the outcome.
func (o *serverOutcome) match(p *reply, s *sent) *mismatch {
	if p.timeout {
		return differs("%s", p.event)
	}
	if o.http != nil {
		if m := o.http.match(p); m != nil {
			return m
		}
	}
	switch {
	case o.any, o.http != nil && o.response == nil && o.whole == nil && o.batch == nil && !o.none && !o.refused:
		return nil
	case o.refused && !p.refused:
		return differs("the transport refused nothing")
	case o.refused:
		return nil
	case o.none:
		return o.matchNone(p)
	case p.payload == nil:
		return differs("no reply%s", because(p.event))
	}
	return o.matchReply(p, s)
}

func because(event string) string {
	if event == "" {
		return ""
	}
	return ": " + event
}

func (o *serverOutcome) matchNone(p *reply) *mismatch {
	switch {
	case p.payload != nil:
		return differs("a reply where none may be")
	case p.status != 0 && p.status/100 != 2:
		return differs("HTTP status %d instead of 2xx", p.status)
	case p.refused:
		return differs("%s", p.event)
	}
	return nil
}

func (o *serverOutcome) matchReply(p *reply, s *sent) *mismatch {
	raw, m := parse(p.payload)
	if m != nil {
		return m
	}
	in := matching{numbers: o.numbers, values: s.values}
	switch {
	case o.whole != nil:
		return o.whole.match(raw, o.numbers, s.values)
	case o.batch != nil:
		return matchBatch(o.batch, raw, in)
	}
	if o.response.id == nil {
		in.id = requestID(s.data)
	}
	return o.response.match(raw, in)
}
