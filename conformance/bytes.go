package conformance

import (
	"encoding/base64"
	"fmt"

	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// maxPayload is how large the bytes of one step can be.
const maxPayload = 64 << 20

// A payload describes bytes: text with placeholders, pieces of other payloads, or the
// repetition of one.
type payload struct {
	text  template
	parts []payload
	piece *payload // what is repeated
	times int
	join  string
}

// readPayload returns the bytes that v describes. A template can have the placeholders
// that known reports.
func readPayload(v *source.Value, known func(hole) bool) payload {
	p := readPiece(v, known)
	if size := p.size(); size > maxPayload {
		v.Errorf("%d bytes are more than the %d that a step can have", size, maxPayload)
	}
	return p
}

func readPiece(v *source.Value, known func(hole) bool) payload {
	switch v.Kind() {
	case source.String:
		return payload{text: readTemplate(v, v.Text(), known)}
	case source.Array:
		return inline(v, known)
	case source.Object:
		return readObject(v, known)
	}
	v.Errorf("bytes are a string, an object or an array: write this value as text in a string")
	return payload{}
}

// readObject returns what an object stands for: itself, unless its members begin with a
// dollar sign.
func readObject(v *source.Value, known func(hole) bool) payload {
	m := v.Members()
	switch {
	case m.Has("$b64"):
		data, err := base64.StdEncoding.DecodeString(m.Text("$b64"))
		if err != nil {
			v.Errorf("$b64: %v", err)
		}
		m.End()
		return payload{text: template{text: string(data)}}
	case m.Has("$parts"):
		var p payload
		for _, part := range m.Elements("$parts") {
			p.parts = append(p.parts, readPiece(part, known))
		}
		m.End()
		return p
	case m.Has("$repeat"):
		p := payload{times: readTimes(m), join: m.Text("join")}
		piece := readPiece(m.Get("$repeat"), func(h hole) bool { return h.name == "i" || known(h) })
		p.piece = &piece
		m.End()
		return p
	}
	return inline(v, known)
}

// readTimes returns the member "times", which has to be there.
func readTimes(m *source.Members) int {
	v := m.Must("times")
	if v == nil {
		return 0
	}
	n := v.Int()
	if n < 1 || n > maxPayload {
		v.Errorf("times is out of range")
		return 0
	}
	return int(n)
}

// inline returns JSON that stands in the file as such. A string that is nothing but a
// placeholder is replaced together with its quotes.
func inline(v *source.Value, known func(hole) bool) payload {
	v.Portable()
	text := quotedPlaceholder.ReplaceAllString(v.Raw().String(), "$1")
	return payload{text: readTemplate(v, text, known)}
}

func readTemplate(v *source.Value, text string, known func(hole) bool) template {
	t, err := newTemplate(text)
	if err != nil {
		v.Errorf("%v", err)
		return t
	}
	for _, h := range t.all() {
		if !known(h) {
			v.Errorf("${%s} has no value here", h.name)
		}
	}
	return t
}

// size returns about how many bytes there are, but no more than a little above the
// limit.
func (p *payload) size() int {
	n := len(p.text.text)
	for i := range p.parts {
		n = min(n+p.parts[i].size(), maxPayload+1)
	}
	if p.piece != nil {
		one := p.piece.size() + len(p.join)
		if one > 0 && p.times > maxPayload/one {
			return maxPayload + 1
		}
		n += one * p.times
	}
	return n
}

// appendTo appends the bytes.
func (p *payload) appendTo(dst []byte, values scope) ([]byte, error) {
	dst, err := p.text.appendTo(dst, values)
	for i := range p.parts {
		if err != nil {
			return dst, err
		}
		dst, err = p.parts[i].appendTo(dst, values)
	}
	if p.piece == nil || err != nil {
		return dst, err
	}
	for i := range p.times {
		if i > 0 {
			dst = append(dst, p.join...)
		}
		if dst, err = p.piece.appendTo(dst, values.with(i)); err != nil {
			return dst, fmt.Errorf("repetition %d: %w", i, err)
		}
	}
	return dst, nil
}

// bytes returns the bytes.
func (p *payload) bytes(values scope) ([]byte, error) { return p.appendTo(nil, values) }
