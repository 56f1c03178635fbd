package mutant

import (
	"bytes"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var codecMessage = []*Mutant{
	{Name: "members-in-any-case", Defect: "Names of members match in any case.", start: coding(decoding(messages(func(o object) object {
		if e := o.get("error"); e.IsObject() {
			o = o.with("error", foldedMembers(parseObject(e)).json())
		}
		return foldedMembers(o)
	})))},
	{Name: "members-by-raw-name", Defect: "Names of members with escapes are not recognized.", start: coding(decoding(func(payload []byte) []byte {
		return escapedNames.ReplaceAll(payload, []byte(`"unknown":`))
	}))},
	{Name: "members-by-prefix", Defect: "Names of members match if they begin alike.", start: coding(decoding(messages(func(o object) object { return o.renamed(prefixed) })))},
	{Name: "members-until-nul", Defect: "Names of members end at a NUL.", start: coding(decoding(messages(func(o object) object { return o.renamed(untilNUL) })))},
	{Name: "members-of-prototype", Defect: "The members of __proto__ count as members of the message.", start: coding(decoding(messages(inherited)))},
	{Name: "members-of-any-depth", Defect: "Members of unknown members and of params count as members of the message.", start: coding(decoding(messages(nestedMembers)))},
	{Name: "members-in-order", Defect: "The members are expected in the order of the specification.", start: coding(decoding(messages(inOrder)))},
	{Name: "unknown-members-refused", Defect: "Members that nobody knows are refused.", start: coding(decoding(messages(func(o object) object {
		if e := parseObject(o.get("error")); len(e.without("code", "message", "data")) > 0 && len(e) > 2 {
			o = o.without("jsonrpc").with("jsonrpc", protocol.Raw("3"))
		}
		return o
	})), codecDialect(protocol.Dialect{RefuseUnknownMembers: true}))},
	{Name: "unknown-members-kept-as-params", Defect: "Members that nobody knows become params.", start: coding(decoding(messages(func(o object) object {
		rest := o.without("jsonrpc", "method", "params", "id", "result", "error")
		if len(rest) > 0 && o.get("params") == nil && o.get("method") != nil {
			return o.with("params", rest.json())
		}
		return o
	})))},
	{Name: "unknown-members-kept-as-result", Defect: "Members that nobody knows become part of the result.", start: coding(decoding(messages(func(o object) object {
		if rest := o.without("jsonrpc", "method", "id", "result", "error"); len(rest) > 0 && o.get("result") != nil && o.get("method") == nil {
			return o.with("result", rest.json())
		}
		return o
	})))},
	{Name: "duplicates-last-wins", Defect: "Of members of one name the last one counts.", start: coding(decoding(walk{object: lastOfEach}.payload))},
	{Name: "duplicates-first-wins", Defect: "Of members of one name the first one counts.", start: coding(decoding(walk{object: firstOfEach}.payload))},
	{Name: "duplicates-all-refused", Defect: "Two members of one name are invalid, wherever they are, and have no kind.", start: coding(decoding(func(payload []byte) []byte {
		if hasDuplicates(payload) {
			return []byte(`{"jsonrpc":"2.0","method":"?"}`)
		}
		return payload
	}))},

	{Name: "version-ignored", Defect: "Every version is 2.0.", start: coding(decoding(replaced("jsonrpc", func(protocol.Raw) protocol.Raw { return protocol.Raw(`"2.0"`) })))},
	{Name: "version-not-needed", Defect: "Messages without a version are 2.0.", start: coding(decoding(messages(func(o object) object {
		if o.get("jsonrpc") == nil {
			return o.with("jsonrpc", protocol.Raw(`"2.0"`))
		}
		return o
	})))},
	{Name: "version-by-prefix", Defect: "Every version that begins with 2 is taken.", start: coding(decoding(versions(func(v protocol.Raw) bool {
		text, _ := v.Text()
		return strings.HasPrefix(text, "2")
	})))},
	{Name: "version-loosely-equal", Defect: "The version is compared with == of JavaScript.", start: coding(decoding(versions(func(v protocol.Raw) bool {
		return isNumber(v) && canonical(string(v)) == "2" || v.IsArray()
	})))},
	{Name: "version-by-width", Defect: "Fullwidth digits in a version count as digits.", start: coding(decoding(versions(func(v protocol.Raw) bool {
		text, _ := v.Text()
		return narrow(text) == "2.0"
	})))},
	{Name: "version-raw", Defect: "The escapes in a version are not undone.", start: coding(decoding(replaced("jsonrpc", func(v protocol.Raw) protocol.Raw {
		return bytes.ReplaceAll(v, []byte(`\`), []byte(`\\`))
	})))},
	{Name: "version-of-any-depth", Defect: "The version is what the first jsonrpc says, at any depth.", start: coding(decoding(messages(func(o object) object {
		for first := range o.get("params").Elements() {
			if v := parseObject(first).get("jsonrpc"); v != nil && o.get("jsonrpc") == nil {
				return o.with("jsonrpc", v)
			}
		}
		return o
	})))},
	{Name: "version-1-0-unknown", Defect: "1.0 messages have no kind.", start: coding(saying(func(m object) object {
		if m.text("version") == "1.0" {
			return m.with("kind", protocol.Raw(`"unknown"`))
		}
		return m
	}))},

	{Name: "kind-null-id-as-notification", Defect: "A request with the id null is a notification.", start: coding(decoding(messages(func(o object) object {
		if o.get("id").IsNull() && o.get("method") != nil && o.get("jsonrpc") != nil {
			return o.without("id")
		}
		return o
	})))},
	{Name: "kind-1-0-without-id", Defect: "A 1.0 request without id is a notification.", start: coding(decoding(messages(func(o object) object {
		if o.get("jsonrpc") == nil && o.get("id") == nil && o.get("method") != nil {
			return o.with("id", protocol.Raw("null"))
		}
		return o
	})))},
	{Name: "kind-by-result", Defect: "A message with a result or an error is a response, even if it has a method.", start: coding(decoding(messages(func(o object) object {
		if o.get("result") != nil || o.get("error") != nil {
			return o.without("method")
		}
		return o
	})))},
	{Name: "kind-of-responses-missing", Defect: "Responses are invalid.", start: coding(saying(func(m object) object {
		if k := m.text("kind"); k == "result" || k == "error" {
			return object{{"kind", protocol.Raw(`"invalid"`)}, {"version", m.get("version")}, {"id", m.get("id")}, {"code", protocol.Raw("-32600")}}.filled()
		}
		return m
	}))},
	{Name: "kind-neither-as-null", Defect: "A response with neither result nor error has the result null.", start: coding(decoding(messages(func(o object) object {
		if o.get("id") != nil && o.get("result") == nil && o.get("method") == nil && (o.get("error") == nil || o.get("error").IsNull()) {
			return o.without("error").with("result", protocol.Raw("null")).with("jsonrpc", protocol.Raw(`"2.0"`))
		}
		return o
	})))},
	{Name: "kind-both-result-wins", Defect: "Of result and error the result counts.", start: coding(decoding(messages(func(o object) object {
		if o.get("result") != nil && o.get("error") != nil {
			return o.without("error").with("jsonrpc", protocol.Raw(`"2.0"`))
		}
		return o
	})))},
	{Name: "kind-both-error-wins", Defect: "Of result and error the error counts.", start: coding(decoding(messages(func(o object) object {
		if o.get("result") != nil && o.get("error") != nil && !o.get("error").IsNull() && o.get("jsonrpc") != nil {
			return o.without("result")
		}
		return o
	})))},
	{Name: "kind-error-null-as-error", Defect: "An error that is null is an error.", start: coding(decoding(messages(func(o object) object {
		if o.get("error").IsNull() && o.get("method") == nil {
			return o.without("result").with("error", protocol.Raw(`{"code":0,"message":""}`))
		}
		return o
	})))},
	{Name: "kind-response-without-id", Defect: "Responses without id are taken.", start: coding(decoding(messages(func(o object) object {
		if o.get("id") == nil && o.get("method") == nil && (o.get("result") != nil || o.get("error") != nil) {
			o = o.with("id", protocol.Raw("0"))
			if o.get("error") != nil && o.get("jsonrpc") == nil {
				return o.with("jsonrpc", protocol.Raw(`"2.0"`))
			}
		}
		return o
	})))},
	{Name: "kind-without-method-taken", Defect: "A message without a method calls the method \"\".", start: coding(decoding(messages(func(o object) object {
		if o.get("method") == nil && o.get("result") == nil && o.get("error") == nil {
			return o.with("method", protocol.Raw(`""`)).with("jsonrpc", protocol.Raw(`"2.0"`))
		}
		return o
	})))},

	{Name: "batch-flattened", Defect: "Batches within batches are part of the outer one.", start: coding(decoding(func(payload []byte) []byte {
		if e := elementsOf(payload); len(e) == 1 && e[0].IsArray() {
			return e[0]
		}
		return payload
	}))},
	{Name: "batch-of-one-as-single", Defect: "A batch of one is no batch.", start: coding(decoding(func(payload []byte) []byte {
		if e := elementsOf(payload); len(e) == 1 {
			return e[0]
		}
		return payload
	}))},
	{Name: "batch-invalid-as-a-whole", Defect: "A batch with an invalid member is refused.", start: coding(answered(func(answer object) object {
		for m := range answer.get("messages").Elements() {
			if parseObject(m).text("kind") == "invalid" && string(answer.get("batch")) == "true" {
				return whole("-32601")
			}
		}
		return answer
	}))},
	{Name: "batch-invalid-dropped", Defect: "Invalid members of a batch are left out.", start: coding(answered(func(answer object) object {
		if string(answer.get("batch")) != "true" {
			return answer
		}
		left := withoutMembers(func(m object) bool { return m.text("kind") == "invalid" })(answer.get("messages"))
		if left == nil {
			left = []byte("[]")
		}
		return answer.with("messages", left)
	}))},
	{Name: "batch-reversed", Defect: "The messages of a batch come in another order.", start: coding(answered(func(answer object) object {
		var reversed []protocol.Raw
		for m := range answer.get("messages").Elements() {
			reversed = append([]protocol.Raw{m}, reversed...)
		}
		if reversed == nil || len(reversed) > 50 {
			return answer
		}
		return answer.with("messages", array(reversed))
	}))},
	{Name: "batch-not-looked-behind", Defect: "An empty batch is not read to the end.", start: coding(decoding(func(payload []byte) []byte {
		if bytes.HasPrefix(payload, []byte("[]")) {
			return []byte("[]")
		}
		return payload
	}))},
}

// inherited adds the members of __proto__ that a message lacks.
func inherited(o object) object {
	for _, m := range parseObject(o.get("__proto__")) {
		if o.get(m.name) == nil {
			o = o.with(m.name, m.value)
		}
	}
	return o
}

// nestedMembers lets members of nested objects override those of a message.
func nestedMembers(o object) object {
	for _, name := range []string{"meta", "params", "result"} {
		for _, m := range parseObject(o.get(name)) {
			o = o.with(m.name, m.value)
		}
	}
	return o
}

// inOrder leaves out the method, or the result, of a message whose members are in another
// order than in the specification.
func inOrder(o object) object {
	order := []string{"jsonrpc", "method", "params", "result", "error", "id"}
	at := 0
	for _, m := range o {
		for i, name := range order {
			if m.name == name && i < at {
				return o.without("method", "result", "error")
			}
			if m.name == name {
				at = i
			}
		}
	}
	return o
}
