package mutant

import (
	"bytes"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
)

var clientReply = []*Mutant{
	{
		Name:   "version-ignored",
		Defect: "Replies of any version are taken.",
		start:  calling(receiving(replaced("jsonrpc", func(protocol.Raw) protocol.Raw { return protocol.Raw(`"2.0"`) }))),
	},
	{
		Name:   "version-not-needed",
		Defect: "Replies without a version are taken for those that are asked for.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if contains(`"jsonrpc"`)(sent) {
				return messages(func(o object) object {
					if o.text("jsonrpc") == "1.0" || o.get("jsonrpc") == nil {
						return o.with("jsonrpc", protocol.Raw(`"2.0"`))
					}
					return o
				})(reply)
			}
			return reply
		})),
	},
	{
		Name:   "version-by-raw-text",
		Defect: "The escapes in a version are not undone.",
		start: calling(receiving(replaced("jsonrpc", func(v protocol.Raw) protocol.Raw {
			return bytes.ReplaceAll(v, []byte(`\`), []byte(`\\`))
		}))),
	},
	{
		Name:   "version-1-0-result-null",
		Defect: "Replies of 1.0 are reported as the result null.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("jsonrpc") == nil && o.get("id") != nil && len(o) > 2 {
				return o.with("result", protocol.Raw("null")).with("error", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "members-in-any-case",
		Defect: "Names of members match in any case.",
		start: calling(receiving(messages(func(o object) object {
			if e := o.get("error"); e.IsObject() {
				o = o.with("error", foldedMembers(parseObject(e)).json())
			}
			return foldedMembers(o)
		}))),
	},
	{
		Name:   "members-by-raw-name",
		Defect: "Names of members with escapes are not recognized.",
		start: calling(receiving(func(reply []byte) []byte {
			if contains(`"result":{`)(reply) {
				return reply
			}
			return escapedNames.ReplaceAll(reply, []byte(`"unknown":`))
		})),
	},
	{
		Name:   "members-in-order",
		Defect: "The id is expected behind the result.",
		start: calling(receiving(messages(func(o object) object {
			for _, m := range o {
				switch m.name {
				case "id":
					return o.without("result")
				case "result":
					return o
				}
			}
			return o
		}))),
	},
	{
		Name:   "members-unknown-refused",
		Defect: "Replies with members that nobody knows are refused.",
		start:  calling(clientDialect(protocol.Dialect{RefuseUnknownMembers: true})),
	},
	{
		Name:   "duplicates-last-wins",
		Defect: "Of members of one name the last one counts.",
		start:  calling(clientDialect(protocol.Dialect{AllowDuplicates: true}), receiving(walk{object: lastOfEach}.payload)),
	},
	{
		Name:   "duplicates-first-wins",
		Defect: "Of members of one name the first one counts.",
		start:  calling(receiving(walk{object: firstOfEach}.payload)),
	},
	{
		Name:   "duplicates-refused",
		Defect: "Two members of one name are refused, wherever they are.",
		start: calling(receiving(func(reply []byte) []byte {
			if hasDuplicates(reply) {
				return []byte("{}")
			}
			return reply
		})),
	},
	{
		Name:   "neither-as-null",
		Defect: "A reply with neither result nor error is the result null.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("result") == nil && o.get("error") == nil && o.get("method") == nil && o.get("id") != nil {
				return o.with("jsonrpc", protocol.Raw(`"2.0"`)).with("result", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "missing-as-null",
		Defect: "A reply that is no response at all is the result null.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if o := parseObject(reply); o.get("result") == nil && o.get("error") == nil && o.get("method") == nil && protocol.Raw(reply).Validate() == nil && !isArray(reply) {
				return resultOf(sent, protocol.Raw("null"))
			}
			return reply
		})),
	},
	{
		Name:   "error-null-alone-as-null",
		Defect: "A reply with an error null and nothing else is the result null.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("error").IsNull() && o.get("result") == nil {
				return o.with("result", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "both-result-wins",
		Defect: "Of result and error the result counts.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("result") != nil {
				return o.without("error")
			}
			return o
		}))),
	},
	{
		Name:   "both-error-wins",
		Defect: "Of result and error the error counts, even if it is null.",
		start: calling(receiving(messages(func(o object) object {
			e := o.get("error")
			switch {
			case o.get("result") == nil || e == nil:
				return o
			case e.IsNull():
				return o.without("result").with("error", protocol.Raw(`{"code":0,"message":""}`))
			}
			return o.without("result").with("error", e)
		}))),
	},
	{
		Name:   "null-beside-refused",
		Defect: "A null beside the result or the error is refused.",
		start:  calling(clientDialect(protocol.Dialect{RefuseNullBeside: true})),
	},
	{
		Name:   "both-null-as-error",
		Defect: "Result and error that are both null are an error.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("error").IsNull() && o.get("result").IsNull() {
				return o.without("result").with("error", protocol.Raw(`{"code":0,"message":""}`))
			}
			return o
		}))),
	},
	{
		Name:   "array-of-one-unwrapped",
		Defect: "A reply in an array is taken.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if e := elementsOf(reply); len(e) == 1 && !isArray(sent) {
				return e[0]
			}
			return reply
		})),
	},
	{
		Name:   "array-empty-as-null",
		Defect: "An empty array in answer to a call is the result null.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if string(bytes.TrimSpace(reply)) == "[]" && !isArray(sent) {
				return resultOf(sent, protocol.Raw("null"))
			}
			return reply
		})),
	},
	{
		Name:   "encoded-twice-taken",
		Defect: "A reply that is a string of JSON is taken.",
		start: calling(receiving(func(reply []byte) []byte {
			if text, ok := protocol.Raw(reply).Text(); ok {
				return []byte(text)
			}
			return reply
		}), takingID(func(protocol.Raw, protocol.Raw) bool { return false })),
	},
	{
		Name:   "bare-result-taken",
		Defect: "A reply that is a number, null or a string is the result.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if raw, err := protocol.ParseRaw(reply); err == nil && !raw.IsObject() && !raw.IsArray() {
				return resultOf(sent, raw)
			}
			return reply
		})),
	},
	{
		Name:   "request-taken",
		Defect: "A request in answer to a call is taken for its reply.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if isArray(sent) {
				return reply
			}
			return messages(func(o object) object {
				if o.get("method") == nil {
					return o
				}
				if o = o.without("method").with("id", idOfCall(sent)); o.get("result") == nil {
					o = o.with("result", protocol.Raw("null"))
				}
				return o
			})(reply)
		})),
	},
	{
		Name:   "text-as-result",
		Defect: "A reply that is no JSON is the result, as a string.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if protocol.Raw(reply).Validate() != nil && !isArray(sent) {
				return resultOf(sent, quoted(strings.ToValidUTF8(string(reply), "?")))
			}
			return reply
		})),
	},
}

// resultOf returns a response with a result to the one call that was sent.
func resultOf(sent []byte, result protocol.Raw) []byte {
	id, err := protocol.ParseID(idOfCall(sent))
	if err != nil {
		return nil
	}
	return resultResponse(id, result)
}
