package mutant

import (
	"context"
	"encoding/base64"
	"slices"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/driver"
	"github.com/rpcwire/rpcwire/protocol"
)

// codecParts are what the reference codec, which answers questions by the driver
// protocol, is made of.
type codecParts struct {
	dialect protocol.Dialect
	limits  protocol.Limits

	payload []rewrite                            // what it decodes
	decoded []func(answer object) object         // what it says about that
	encode  []func(m object) object              // message objects that it encodes
	encoded []rewrite                            // what it makes of them
	instead func(messages []protocol.Raw) []byte // encodes instead; nil refuses
	batches func(answer object, n int) object    // judges answers about n messages to encode
}

// A codecChange makes a mutant of the parts of the reference.
type codecChange func(*codecParts)

// coding starts a codec.
func coding(changes ...codecChange) func() (*target, error) {
	p := new(codecParts)
	for _, change := range changes {
		change(p)
	}
	return func() (*target, error) {
		return &target{codec: conformance.CodecTarget{Ask: p.ask}}, nil
	}
}

func (p *codecParts) ask(_ context.Context, question []byte) ([]byte, error) {
	q := parseObject(question)
	if q.text("op") == "decode" {
		return p.askDecode(q), nil
	}
	return p.askEncode(q), nil
}

// answer is what the reference says.
func (p *codecParts) answer(q object) object {
	codec := protocol.Decoder{Dialect: p.dialect, Limits: p.limits}
	return parseObject(driver.Answer(nil, q.json(), &codec))
}

func (p *codecParts) askDecode(q object) []byte {
	if p.payload != nil {
		payload := decodedBase64(q)
		for _, f := range p.payload {
			payload = f(payload)
		}
		q = q.with("b64", encodedBase64(payload))
	}
	answer := p.answer(q)
	for _, f := range p.decoded {
		answer = f(answer)
	}
	return answer.json()
}

func (p *codecParts) askEncode(q object) []byte {
	all := slices.Collect(q.get("messages").Elements())
	if p.instead != nil && string(q.get("batch")) == "false" {
		return emitted(p.instead(all)).json()
	}
	for i := range all {
		o := parseObject(all[i])
		for _, f := range p.encode {
			o = f(o)
		}
		all[i] = o.json()
	}
	answer := p.answer(q.with("messages", array(all)))
	if p.batches != nil {
		answer = p.batches(answer, len(all))
	}
	if answer.get("b64") == nil {
		return answer.json()
	}
	payload := decodedBase64(answer)
	for _, f := range p.encoded {
		payload = f(payload)
	}
	return emitted(payload).json()
}

// emitted is the answer that bytes were emitted, or none.
func emitted(payload []byte) object {
	if payload == nil {
		return object{{"ok", protocol.Raw("false")}, {"reason", protocol.Raw(`"refused"`)}}
	}
	return object{{"ok", protocol.Raw("true")}, {"b64", encodedBase64(payload)}}
}

func decodedBase64(o object) []byte {
	data, err := base64.StdEncoding.DecodeString(o.text("b64"))
	if err != nil { // the suite and the reference write it well
		return nil
	}
	return data
}

func encodedBase64(data []byte) protocol.Raw {
	return protocol.Raw(`"` + base64.StdEncoding.EncodeToString(data) + `"`)
}

// decoding rewrites what is decoded.
func decoding(f rewrite) codecChange {
	return func(p *codecParts) { p.payload = append(p.payload, f) }
}

// codecDialect sets the dialect.
func codecDialect(d protocol.Dialect) codecChange { return func(p *codecParts) { p.dialect = d } }

// codecLimits sets the limits.
func codecLimits(l protocol.Limits) codecChange { return func(p *codecParts) { p.limits = l } }

// answered changes answers about what was decoded.
func answered(f func(answer object) object) codecChange {
	return func(p *codecParts) { p.decoded = append(p.decoded, f) }
}

// saying changes every message object in an answer.
func saying(f func(m object) object) codecChange {
	return answered(func(answer object) object {
		all := slices.Collect(answer.get("messages").Elements())
		for i := range all {
			all[i] = f(parseObject(all[i])).json()
		}
		if all == nil {
			return answer
		}
		return answer.with("messages", array(all))
	})
}

// sayingText changes a member of message objects that is JSON text.
func sayingText(name string, f func(protocol.Raw) protocol.Raw) codecChange {
	return saying(func(m object) object {
		text, ok := m.get(name).Text()
		if !ok {
			return m
		}
		return m.with(name, quoted(string(f(protocol.Raw(text)))))
	})
}

// sayingTexts changes all JSON text in message objects.
func sayingTexts(f func(protocol.Raw) protocol.Raw) codecChange {
	return saying(func(m object) object { return textsOf(m, f) })
}

// textsOf changes all JSON text in a message object.
func textsOf(m object, f func(protocol.Raw) protocol.Raw) object {
	for _, name := range []string{"id", "params", "result", "data", "code", "raw"} {
		if text, ok := m.get(name).Text(); ok && protocol.Raw(text).Validate() == nil {
			m = m.with(name, quoted(string(f(protocol.Raw(text)))))
		}
	}
	if e := m.get("error"); e.IsObject() {
		m = m.with("error", textsOf(parseObject(e), f).json())
	}
	return m
}

// encoding changes message objects that are encoded.
func encoding(f func(m object) object) codecChange {
	return func(p *codecParts) { p.encode = append(p.encode, f) }
}

// emitting rewrites what is encoded.
func emitting(f rewrite) codecChange {
	return func(p *codecParts) { p.encoded = append(p.encoded, f) }
}

// whole answers that a payload is refused as a whole.
func whole(code string) object {
	return object{{"ok", protocol.Raw("false")}, {"code", protocol.Raw(code)}, {"reason", protocol.Raw(`""`)}}
}
