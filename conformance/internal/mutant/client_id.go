package mutant

import (
	"bytes"
	"context"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var clientID = []*Mutant{
	{
		Name:   "id-not-compared",
		Defect: "Replies with any id are taken.",
		start:  calling(takingID(func(protocol.Raw, protocol.Raw) bool { return true })),
	},
	{
		Name:   "id-null-taken",
		Defect: "Results with the id null are taken.",
		start:  calling(takingID(func(_, got protocol.Raw) bool { return got.IsNull() })),
	},
	{
		Name:   "id-absent-taken",
		Defect: "Results without an id are taken.",
		start:  calling(takingID(func(_, got protocol.Raw) bool { return got == nil })),
	},
	{
		Name:   "id-compared-as-text",
		Defect: "Ids are compared as they are printed: \"1\" is 1.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return strings.Trim(string(want), `"`) == strings.Trim(string(got), `"`)
		})),
	},
	{
		Name:   "id-compared-as-bytes",
		Defect: "Ids are compared as they are written: 1.0 is not 1.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			return ids(func(got protocol.Raw) protocol.Raw {
				if !got.IsNull() && !bytes.Contains(sent, append([]byte(`"id":`), got...)) {
					return protocol.Raw(`"another one"`)
				}
				return got
			})(reply)
		})),
	},
	{
		Name:   "id-compared-as-float64",
		Defect: "Ids are compared as float64.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return isNumber(want) && isNumber(got) && asFloat64(string(want)) == asFloat64(string(got))
		})),
	},
	{
		Name:   "id-compared-as-int64",
		Defect: "Ids are compared as integers of 64 bits: 1.5 is 1.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return isNumber(want) && isNumber(got) && asInt64(string(want)) == asInt64(string(got))
		})),
	},
	{
		Name:   "id-compared-as-int32",
		Defect: "Ids are compared as integers of 32 bits.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return isNumber(want) && isNumber(got) && isInteger(string(got)) && asInt32(string(want)) == asInt32(string(got))
		})),
	},
	{
		Name:   "id-compared-in-any-case",
		Defect: "Ids that are strings are compared in any case.",
		start:  calling(takingID(func(want, got protocol.Raw) bool { return bytes.EqualFold(want, got) })),
	},
	{
		Name:   "id-compared-trimmed",
		Defect: "Ids that are strings are compared without the space around them.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return got != nil && string(want) == string(stringsOf(trimmed)(got))
		})),
	},
	{
		Name:   "id-falsy-equal",
		Defect: "The ids 0, null and \"\" are equal, as in PHP.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return string(want) == "0" && (got.IsNull() || string(got) == `""`)
		})),
	},
	{
		Name:   "id-truthy-equal",
		Defect: "The id true is equal to 1, and an array to its only element.",
		start: calling(takingID(func(want, got protocol.Raw) bool {
			return string(want) == "1" && string(got) == "true" || string(array([]protocol.Raw{want})) == string(got)
		})),
	},
	{
		Name:   "id-infinite-equal",
		Defect: "An id that is too large a number is equal to any.",
		start: calling(takingID(func(_, got protocol.Raw) bool {
			return isNumber(got) && asFloat64(string(got)) == "null"
		})),
		Cases: []string{"client/id", "client/limits/exponent-*"},
	},
	{
		Name:   "id-null-error-refused",
		Defect: "An error with the id null belongs to no call.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("error") != nil && o.get("id").IsNull() {
				return o.with("id", protocol.Raw(`"nobody's"`))
			}
			return o
		}))),
	},
	{
		Name:   "id-absent-error-as-null",
		Defect: "An error without id is reported as the result null.",
		start: calling(receiving(messages(func(o object) object {
			if o.get("error") != nil && o.get("id") == nil {
				return object{{"jsonrpc", protocol.Raw(`"2.0"`)}, {"error", protocol.Raw(`{"code":0,"message":""}`)}, {"id", protocol.Raw("null")}}
			}
			return o
		}))),
	},
	{
		Name:   "id-sent-as-string",
		Defect: "Ids that are numbers are sent as strings.",
		start: calling(translating(func(id protocol.Raw) protocol.Raw {
			if isNumber(id) {
				return quoted(string(id))
			}
			return id
		})),
	},
	{
		Name:   "id-sent-as-float64",
		Defect: "Ids that are numbers go through float64.",
		start:  calling(translating(numbersOf(asFloat64))),
	},
	{
		Name:   "id-sent-unsigned",
		Defect: "Ids lose their sign.",
		start:  calling(translating(func(id protocol.Raw) protocol.Raw { return bytes.TrimLeft(id, "-") })),
	},
	{
		Name:   "id-sent-as-number",
		Defect: "Ids that are strings of digits are sent as numbers.",
		start: calling(translating(func(id protocol.Raw) protocol.Raw {
			if text, _ := id.Text(); isNumber(protocol.Raw(text)) && protocol.Raw(text).Validate() == nil {
				return protocol.Raw(text)
			}
			return id
		})),
	},
	{
		Name:   "id-sent-in-upper-case",
		Defect: "Ids that are strings are sent in upper case.",
		start:  calling(translating(stringsOf(strings.ToUpper))),
	},
	{
		Name:   "id-falsy-not-sent",
		Defect: "The ids 0, \"\" and null are left out.",
		start: calling(sending(messages(func(o object) object {
			if id := string(o.get("id")); o.get("jsonrpc") != nil && (id == "0" || id == `""` || id == "null") {
				return o.without("id")
			}
			return o
		}))),
	},
	{
		Name:   "id-always-null",
		Defect: "Calls have the id null.",
		start:  calling(translating(func(protocol.Raw) protocol.Raw { return protocol.Raw("null") })),
		Cases:  []string{"client/id", "client/v1", "client/batch", "client/request"},
	},
	{
		Name:   "id-always-one",
		Defect: "All calls of a batch have the same id.",
		start: calling(sending(func(payload []byte) []byte {
			if !isArray(payload) {
				return payload
			}
			return ids(func(protocol.Raw) protocol.Raw { return protocol.Raw("1") })(payload)
		})),
	},
	{
		Name:   "id-sent-as-array",
		Defect: "Ids are sent in an array.",
		start:  calling(translating(func(id protocol.Raw) protocol.Raw { return array([]protocol.Raw{id}) })),
	},
}

// translating changes ids on their way out, and back on their way in.
func translating(change func(protocol.Raw) protocol.Raw) clientChange {
	return exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
		back := make(map[string]protocol.Raw)
		reply, err := next.Send(ctx, ids(func(id protocol.Raw) protocol.Raw {
			changed := change(id)
			if !id.IsNull() {
				back[string(changed)] = id
			}
			return changed
		})(payload))
		if err != nil || reply == nil {
			return reply, err
		}
		return ids(func(id protocol.Raw) protocol.Raw {
			if was, ok := back[string(id)]; ok {
				return was
			}
			return id
		})(reply), nil
	})
}

var clientRequest = []*Mutant{
	{
		Name:   "version-not-sent",
		Defect: "Requests have no jsonrpc.",
		start:  calling(sending(messages(func(o object) object { return o.without("jsonrpc") }))),
	},
	{
		Name:   "version-sent-in-1-0",
		Defect: "1.0 requests have jsonrpc \"2.0\".",
		start:  calling(sending(messages(func(o object) object { return o.with("jsonrpc", protocol.Raw(`"2.0"`)) }))),
	},
	{
		Name:   "more-members-sent",
		Defect: "Requests have a member more.",
		start:  calling(sending(messages(func(o object) object { return o.with("auth", protocol.Raw("null")) }))),
	},
	{
		Name:   "mark-sent",
		Defect: "Requests begin with a byte order mark.",
		Cases:  []string{"client/encoding/request-without-mark", "client/request"},
		start:  calling(sending(func(payload []byte) []byte { return append([]byte(byteOrderMark), payload...) })),
	},
	{
		Name:   "notification-sent-as-call",
		Defect: "Notifications have an id.",
		start: calling(sending(messages(func(o object) object {
			if id := o.get("id"); id == nil || id.IsNull() {
				return o.with("id", protocol.Raw("99"))
			}
			return o
		}))),
	},
	{
		Name:   "notification-1-0-without-id",
		Defect: "1.0 notifications have no id.",
		start: calling(sending(messages(func(o object) object {
			if o.get("id").IsNull() && o.get("jsonrpc") == nil {
				return o.without("id")
			}
			return o
		}))),
	},
	{
		Name:   "request-1-0-without-params",
		Defect: "1.0 requests without params have no member params.",
		start: calling(sending(messages(func(o object) object {
			if o.get("jsonrpc") == nil && string(o.get("params")) == "[]" {
				return o.without("params")
			}
			return o
		}))),
	},
	{
		Name:   "method-trimmed",
		Defect: "Names of methods lose the space around them.",
		start:  calling(sending(replaced("method", stringsOf(trimmed)))),
	},
	{
		Name:   "method-empty-as-null",
		Defect: "The method \"\" is sent as null.",
		start: calling(sending(replaced("method", func(m protocol.Raw) protocol.Raw {
			if string(m) == `""` {
				return protocol.Raw("null")
			}
			return m
		}))),
	},
	{
		Name:   "method-unescaped",
		Defect: "Names of methods are put between quotes as they are.",
		start: calling(sending(func(payload []byte) []byte {
			name := parseObject(payload).text("method")
			return bytes.Replace(payload, quoted(name), []byte(`"`+name+`"`), 1)
		})),
	},
	{
		Name:   "method-in-16-bits",
		Defect: "Names of methods lose what is beyond 16 bits.",
		start:  calling(sending(replaced("method", stringsOf(basicOnly)))),
	},
	{
		Name:   "method-as-json",
		Defect: "Names of methods that are JSON are sent as such.",
		start: calling(sending(replaced("method", func(m protocol.Raw) protocol.Raw {
			if text, _ := m.Text(); protocol.Raw(text).Validate() == nil {
				return protocol.Raw(text)
			}
			return m
		}))),
	},
	{
		Name:   "method-dotted-as-path",
		Defect: "Points and slashes in names of methods are exchanged.",
		start:  calling(sending(replaced("method", stringsOf(replacer(".", "/", "/", "."))))),
	},
}
