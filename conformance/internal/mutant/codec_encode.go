package mutant

import (
	"bytes"
	"slices"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var codecEncode = []*Mutant{
	{Name: "encode-unchecked", Defect: "Messages are put together from what is given, without looking at it.", start: coding(func(p *codecParts) {
		p.instead = func(all []protocol.Raw) []byte { return concatenated(parseObject(all[0])) }
	})},
	{Name: "encode-types-unchecked", Defect: "Values of any type are encoded, as long as they are JSON.", start: coding(func(p *codecParts) {
		p.instead = func(all []protocol.Raw) []byte {
			if text := concatenated(parseObject(all[0])); protocol.Raw(text).Validate() == nil {
				return text
			}
			return nil
		}
	})},
	{Name: "encode-missing-as-null", Defect: "What is missing is encoded as null.", start: coding(encoding(func(m object) object {
		for name, kinds := range map[string]string{"result": "result", "method": "request notification", "id": "request result error", "error": "error"} {
			if m.get(name) == nil && strings.Contains(kinds, m.text("kind")) {
				switch name {
				case "error":
					m = m.with("error", protocol.Raw(`{"code":"0","message":""}`))
				case "method":
					m = m.with("method", protocol.Raw(`"null"`))
				default:
					m = m.with(name, protocol.Raw(`"null"`))
				}
			}
		}
		if e := m.get("error"); e.IsObject() && parseObject(e).get("code") == nil && parseObject(e).get("raw") == nil {
			m = m.with("error", parseObject(e).with("code", protocol.Raw(`"0"`)).json())
		}
		return m
	}))},
	{Name: "encode-request-without-id", Defect: "A request without id is encoded as a notification.", start: coding(encoding(func(m object) object {
		if m.text("kind") == "request" && m.get("id") == nil {
			return m.with("kind", protocol.Raw(`"notification"`))
		}
		return m
	}))},
	{Name: "encode-notification-with-id", Defect: "A notification with an id is encoded with it.", start: coding(encoding(func(m object) object {
		if m.text("kind") == "notification" && m.get("id") != nil && m.text("id") != "null" {
			return m.with("kind", protocol.Raw(`"request"`))
		}
		return m
	}))},
	{Name: "encode-invalid", Defect: "An invalid message is encoded as an error.", start: coding(encoding(func(m object) object {
		if m.text("kind") == "invalid" {
			return m.with("kind", protocol.Raw(`"error"`)).with("error", protocol.Raw(`{"code":"-32600","message":""}`))
		}
		return m
	}))},
	{Name: "encode-any-version", Defect: "Every version is encoded as 2.0.", start: coding(encoding(func(m object) object { return m.without("version") }))},

	{Name: "emit-without-version", Defect: "jsonrpc is not emitted.", start: coding(emitting(messages(func(o object) object { return o.without("jsonrpc") })))},
	{Name: "emit-1-0-as-2-0", Defect: "1.0 messages have jsonrpc \"2.0\".", start: coding(emitting(messages(func(o object) object { return o.with("jsonrpc", protocol.Raw(`"2.0"`)) })))},
	{Name: "emit-1-0-without-nulls", Defect: "Members of 1.0 that are null are not emitted.", start: coding(emitting(messages(func(o object) object {
		if o.get("jsonrpc") != nil {
			return o
		}
		return slices.DeleteFunc(o, func(m member) bool { return m.value.IsNull() })
	})))},
	{Name: "emit-1-0-without-params", Defect: "Empty params of 1.0 are not emitted.", start: coding(emitting(messages(func(o object) object {
		if o.get("jsonrpc") == nil && string(o.get("params")) == "[]" {
			return o.without("params")
		}
		return o
	})))},
	{Name: "emit-null-error", Defect: "Results have an error null beside them.", start: coding(emitting(messages(func(o object) object {
		if o.get("result") != nil && o.get("error") == nil {
			return o.with("error", protocol.Raw("null"))
		}
		return o
	})))},
	{Name: "emit-null-id", Defect: "Notifications have the id null.", start: coding(emitting(messages(func(o object) object {
		if o.get("method") != nil && o.get("id") == nil {
			return o.with("id", protocol.Raw("null"))
		}
		return o
	})))},
	{Name: "emit-without-empty", Defect: "Members that are empty are not emitted.", start: coding(emitting(messages(func(o object) object {
		return slices.DeleteFunc(o, func(m member) bool {
			return string(m.value) == "[]" || string(m.value) == "{}" || string(m.value) == `""`
		})
	})))},
	{Name: "emit-number-through-float64", Defect: "Numbers are emitted as float64.", start: coding(emitting(walk{number: asFloat64}.payload))},
	{Name: "emit-in-ascii", Defect: "What is not ASCII is emitted as question marks.", start: coding(emitting(walk{text: asciiOnly, name: asciiOnly}.payload))},
	{Name: "emit-surrogates-replaced", Defect: "Lone surrogates are emitted as U+FFFD.", start: coding(emitting(walk{text: validText, name: validText}.payload))},
	{Name: "emit-raw-controls", Defect: "Control characters are emitted as they are.", start: coding(emitting(func(payload []byte) []byte {
		return rawControls.ReplaceAll(bytes.ReplaceAll(payload, []byte(`\n`), []byte("\n")), []byte("\x01"))
	}))},
	{Name: "emit-unescaped-quotes", Defect: "Quotes are emitted without a backslash.", start: coding(emitting(func(payload []byte) []byte { return bytes.ReplaceAll(payload, []byte(`\"`), []byte(`"`)) }))},
	{Name: "emit-code-as-string", Defect: "Codes are emitted as strings.", start: coding(emitting(failures(func(e object) object {
		if code := e.get("code"); isNumber(code) {
			return e.with("code", quoted(string(code)))
		}
		return e
	})))},
	{Name: "emit-without-data", Defect: "The data of errors are not emitted.", start: coding(emitting(failures(func(e object) object { return e.without("data") })))},
	{Name: "emit-batch-of-one-as-single", Defect: "A batch of one is emitted as a single message.", start: coding(emitting(func(payload []byte) []byte {
		if e := elementsOf(payload); len(e) == 1 {
			return e[0]
		}
		return payload
	}))},
	{Name: "emit-empty-batch", Defect: "An empty batch is emitted.", start: coding(func(p *codecParts) {
		p.batches = func(answer object, n int) object {
			if n == 0 {
				return emitted([]byte("[]"))
			}
			return answer
		}
	})},
	{Name: "emit-batch-without-bad", Defect: "Messages of a batch that cannot be encoded are left out.", start: coding(encoding(func(m object) object {
		if p := protocol.Raw(m.text("params")); isNumber(p) {
			return m.without("params")
		}
		return m
	}))},
	{Name: "emit-twice", Defect: "Everything is emitted twice.", start: coding(emitting(func(payload []byte) []byte { return append(bytes.Clone(payload), payload...) }))},
	{Name: "emit-with-other-id", Defect: "Ids that are strings are emitted as numbers where they can be, and the other way round.", start: coding(emitting(ids(func(id protocol.Raw) protocol.Raw {
		if text, ok := id.Text(); ok && isNumber(protocol.Raw(text)) {
			return protocol.Raw(text)
		}
		return quoted(strings.Trim(string(id), `"`))
	})))},
}

// concatenated puts a message object together to a message, whatever is in it.
func concatenated(m object) []byte {
	var parts []string
	add := func(name string, value protocol.Raw) {
		if value != nil {
			parts = append(parts, `"`+name+`":`+string(value))
		}
	}
	text := func(o object, name string) protocol.Raw {
		if t, ok := o.get(name).Text(); ok {
			return protocol.Raw(t)
		}
		return o.get(name)
	}
	if m.text("version") != "1.0" {
		add("jsonrpc", protocol.Raw(`"2.0"`))
	}
	add("method", m.get("method"))
	add("params", text(m, "params"))
	add("result", text(m, "result"))
	if e := m.get("error"); e != nil {
		o := parseObject(e)
		inner := text(o, "raw")
		if inner == nil {
			inner = object{{"code", text(o, "code")}, {"message", o.get("message")}, {"data", text(o, "data")}}.filled().json()
		}
		add("error", inner)
	}
	add("id", text(m, "id"))
	return []byte("{" + strings.Join(parts, ",") + "}")
}

// codecLimitCases are the cases about limits.
var codecLimitCases = []string{"codec/limits", "codec/batch/thousand"}

var codecLimit = []*Mutant{
	{Name: "depth-50", Defect: "Nesting is limited to 50.", Cases: codecLimitCases, start: coding(codecLimits(protocol.Limits{Depth: 50}))},
	{Name: "depth-9999", Defect: "Nesting is limited by one less than it should be.", Cases: codecLimitCases, start: coding(codecLimits(protocol.Limits{Depth: 9_999}))},
	{Name: "depth-unlimited", Defect: "Nesting is not limited.", Cases: codecLimitCases, start: coding(codecLimits(protocol.Limits{Depth: -1}))},
	{Name: "depth-of-containers", Defect: "Every bracket counts as a level, closed ones and those in strings too.", Cases: codecLimitCases, start: coding(decoding(func(payload []byte) []byte {
		if bytes.Count(payload, []byte("[")) > 15_000 && protocol.Raw(payload).Validate() == nil {
			return []byte("[]")
		}
		return payload
	}))},
	{Name: "depth-crash", Defect: "Very deep nesting crashes the codec.", Cases: codecLimitCases, start: coding(answered(func(answer object) object {
		if answer.text("reason") == "too deep" || strings.Contains(answer.text("reason"), "deep") {
			return object{{"crash", protocol.Raw("true")}}
		}
		return answer
	}))},
	{Name: "batch-unlimited", Defect: "Batches are not limited.", Cases: codecLimitCases, start: coding(codecLimits(protocol.Limits{Batch: -1}))},
	{Name: "batch-elements-counted", Defect: "The limit of batches counts the elements of all arrays.", Cases: codecLimitCases, start: coding(decoding(func(payload []byte) []byte {
		if bytes.Count(payload, []byte(",")) > 4_000 && contains(`"sum"`)(payload) {
			return []byte("[]")
		}
		return payload
	}))},
	{Name: "batch-garbage-taken", Defect: "A batch that is too large is not read to the end, and its messages are taken.", Cases: codecLimitCases, start: coding(decoding(func(payload []byte) []byte {
		if bytes.HasSuffix(payload, []byte(",x]")) {
			return []byte(`[1]`)
		}
		return payload
	}))},
	{Name: "payload-64-kib", Defect: "Payloads of more than 64 KiB are no JSON.", Cases: codecLimitCases, start: coding(decoding(func(payload []byte) []byte {
		if len(payload) > 64<<10 {
			return []byte("{")
		}
		return payload
	}))},
	{Name: "much-lost", Defect: "Params of more than 64 KiB are lost.", Cases: codecLimitCases, start: coding(saying(func(m object) object {
		if len(m.get("params")) > 64<<10 {
			return m.without("params")
		}
		return m
	}))},
}
