package conformance

import (
	"github.com/rpcwire/rpcwire/conformance/internal/source"
)

// A codecQuestion is what a codec is asked. Exactly one of the first three is set.
type codecQuestion struct {
	decode    *payload
	roundtrip *payload
	encode    []codecMessage

	batch  bool // whether encode is a batch
	expect []codecOutcome
}

// A codecOutcome is an acceptable answer. Exactly one of the others is set.
type codecOutcome struct {
	graded
	code    *jsonText // the payload as a whole is refused with this code
	message *codecMessage
	batch   []codecMessage
	json    *jsonText // what is emitted
	refused bool
	same    bool // of a round trip: what went in came out
}

// A codecMessage is a message object of the driver: one that is expected, or one to be
// encoded.
type codecMessage struct {
	kind    string
	version string // "" is not compared, and not sent
	method  *jsonText
	id      *jsonText
	params  *jsonText
	result  *jsonText
	err     *codecError
	code    *jsonText

	each  *codecMessage // in a batch: as many like this
	times int
}

// A codecError is the error of a message object.
type codecError struct {
	code    *jsonText
	message *jsonText // a string
	data    *jsonText
	raw     *jsonText
}

func counterOnly(h hole) bool { return h.name == "i" }

func noHoles(hole) bool { return false }

func readCodecQuestion(m *source.Members, c *Case) *codecQuestion {
	q := new(codecQuestion)
	name, v := m.Only(true, "decode", "encode", "roundtrip")
	switch name {
	case "decode":
		p := readPayload(v, noHoles)
		q.decode = &p
		c.need("decode")
	case "roundtrip":
		p := readPayload(v, noHoles)
		q.roundtrip = &p
		c.need("decode")
		c.need("encode")
	case "encode":
		q.batch = v.Kind() == source.Array
		elements := []*source.Value{v}
		if q.batch {
			elements = v.Elements() // an empty batch can be asked for
		}
		version := "" // a driver takes that for 2.0
		if c.Version == "1.0" {
			version = c.Version
		}
		for _, e := range elements {
			q.encode = append(q.encode, readCodecMessage(e, version, true))
		}
		c.need("encode")
	}
	q.readExpect(m, c, name)
	return q
}

func (q *codecQuestion) readExpect(m *source.Members, c *Case, op string) {
	if op == "roundtrip" && !m.Has("expect") {
		q.expect = []codecOutcome{{graded: graded{grade: Pass}, same: true}}
		return
	}
	v := m.Must("expect")
	if v == nil || op == "" {
		return
	}
	var grades []Outcome
	for _, e := range list(v) {
		o := readCodecOutcome(e, c.Version, op)
		q.expect = append(q.expect, o)
		grades = append(grades, o.grade)
	}
	checkOutcomes(v, grades)
}

func readCodecOutcome(v *source.Value, version, op string) codecOutcome {
	m := v.Members()
	defer m.End()
	o := codecOutcome{graded: readGraded(m)}
	allowed := map[string][]string{
		"decode":    {"kind", "batch", "code", "refused"},
		"encode":    {"json", "refused"},
		"roundtrip": {"json", "same", "refused"},
	}[op]
	if m.Has("kind") { // the code is that of the message then
		message := codecMessageOf(m, version, false)
		o.message = &message
		return o
	}
	switch name, value := m.Only(true, allowed...); name {
	case "batch":
		for _, e := range value.Elements() {
			o.batch = append(o.batch, readCodecMessage(e, version, false))
		}
	case "code":
		o.code = readJSONText(value, noHoles)
	case "json":
		o.json = readJSONText(value, noHoles)
	case "refused":
		o.refused = isTrue(value)
	case "same":
		o.same = isTrue(value)
	}
	return o
}

func readCodecMessage(v *source.Value, version string, encode bool) codecMessage {
	m := v.Members()
	defer m.End()
	if each := m.Get("each"); each != nil && !encode {
		message := readCodecMessage(each, version, false)
		return codecMessage{each: &message, times: readTimes(m)}
	}
	return codecMessageOf(m, version, encode)
}

// codecMessageOf returns the message that consists of members of an object. Version is
// the default.
func codecMessageOf(m *source.Members, version string, encode bool) codecMessage {
	message := codecMessage{version: version}
	if v := m.Must("kind"); v != nil {
		message.kind = v.Text()
		if !encode {
			readEnum(v, "request", "notification", "result", "error", "invalid")
		}
	}
	if v := m.Get("version"); v != nil {
		message.version = v.Text()
	} else if message.kind == "invalid" {
		message.version = ""
	}
	read := func(v *source.Value) *jsonText { return readJSONText(v, counterOnly) }
	if encode {
		read = givenText
	}
	text := func(name string) *jsonText {
		if v := m.Get(name); v != nil {
			return read(v)
		}
		return nil
	}
	message.id, message.params, message.result = text("id"), text("params"), text("result")
	message.code = text("code")
	message.method = plainText(m, "method")
	if v := m.Get("error"); v != nil {
		em := v.Members()
		defer em.End()
		e := &codecError{message: plainText(em, "message")}
		for name, part := range map[string]**jsonText{"code": &e.code, "data": &e.data, "raw": &e.raw} {
			if v := em.Get(name); v != nil {
				*part = read(v)
			}
		}
		message.err = e
	}
	message.setDefaults(encode)
	return message
}

// givenText returns text that a codec is given: it need not be JSON.
func givenText(v *source.Value) *jsonText {
	if v.Kind() == source.String {
		return &jsonText{text: template{text: v.Text()}}
	}
	return readJSONText(v, noHoles)
}

// setDefaults sets what is expected where nothing is said.
func (m *codecMessage) setDefaults(encode bool) {
	if encode || m.kind != "invalid" {
		return
	}
	if m.id == nil {
		m.id = textOf([]byte("null"))
	}
	if m.code == nil {
		m.code = textOf([]byte("-32600"))
	}
}

// plainText returns a member that is text as such, or {"json": text} where Go strings
// and others cannot hold it; as JSON text.
func plainText(m *source.Members, name string) *jsonText {
	v := m.Get(name)
	if v == nil {
		return nil
	}
	if v.Kind() == source.Object {
		om := v.Members()
		defer om.End()
		if text := om.Must("json"); text != nil {
			return readJSONText(text, noHoles)
		}
		return nil
	}
	v.Is(source.String)
	return textOf(v.Raw())
}
