package mutant

import (
	"bytes"
	"context"
	"regexp"
	"strconv"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var serverID = []*Mutant{
	{
		Name:   "id-through-float64",
		Defect: "Ids that are numbers go through float64, as in JavaScript.",
		start:  local(replies(ids(numbersOf(asFloat64)))),
	},
	{
		Name:   "id-through-int64",
		Defect: "Ids that are numbers lose their fraction and what is beyond 64 bits.",
		start:  local(replies(ids(numbersOf(asInt64)))),
	},
	{
		Name:   "id-through-int32",
		Defect: "Ids that are integers lose what is beyond 32 bits.",
		start: local(replies(ids(numbersOf(func(text string) string {
			if isInteger(text) {
				return asInt32(text)
			}
			return text
		})))),
	},
	{
		Name:   "id-unsigned",
		Defect: "Ids that are negative become huge.",
		start:  local(replies(ids(numbersOf(asUint64)))),
	},
	{
		Name:   "id-printed-as-float",
		Defect: "Ids that are numbers are printed with six digits, as by the streams of C++.",
		start:  local(replies(ids(numbersOf(asPrinted)))),
	},
	{
		Name:   "id-negative-refused",
		Defect: "Ids that begin with a minus are invalid.",
		start:  local(payloads(badIDs(func(id protocol.Raw) bool { return id[0] == '-' }))),
	},
	{
		Name:   "id-fraction-refused",
		Defect: "Ids with a fraction or an exponent are invalid.",
		start:  local(dialect(protocol.Dialect{RefuseFractionalID: true})),
	},
	{
		Name:   "id-as-string",
		Defect: "Ids that are numbers come back as strings.",
		start:  local(replies(ids(numbersOf(func(text string) string { return `"` + text + `"` })))),
	},
	{
		Name:   "id-string-as-number",
		Defect: "Ids that are strings of a number come back as numbers.",
		start: local(replies(ids(func(id protocol.Raw) protocol.Raw {
			text, _ := id.Text()
			number := protocol.Raw(strings.TrimLeft(strings.TrimSpace(text), "0"))
			if isNumber(number) && number.Validate() == nil {
				return number
			}
			return id
		}))),
	},
	{
		Name:   "id-string-as-hexadecimal",
		Defect: "Ids that are strings of hexadecimal digits come back as numbers.",
		start: local(replies(ids(func(id protocol.Raw) protocol.Raw {
			text, _ := id.Text()
			if n, err := strconv.ParseUint(text, 16, 32); err == nil {
				return protocol.Raw(strconv.FormatUint(n, 10))
			}
			return id
		}))),
	},
	{
		Name:   "id-string-null-as-null",
		Defect: "The id \"null\" comes back as null.",
		start: local(replies(ids(func(id protocol.Raw) protocol.Raw {
			if string(id) == `"null"` {
				return protocol.Raw("null")
			}
			return id
		}))),
	},
	{
		Name:   "id-falsy-as-none",
		Defect: "A request whose id is 0, false, \"\" or null is taken for a notification.",
		start: local(payloads(messages(func(o object) object {
			switch string(o.get("id")) {
			case "0", "false", `""`, "null":
				return o.with("jsonrpc", protocol.Raw(`"2.0"`)).without("id")
			}
			return o
		}))),
	},
	{
		Name:   "id-null-as-none",
		Defect: "A request whose id is null is taken for a notification.",
		start: local(payloads(messages(func(o object) object {
			if o.get("id").IsNull() && o.get("method") != nil && o.get("jsonrpc") != nil {
				return o.without("id")
			}
			return o
		}))),
	},
	{
		Name:   "id-null-refused",
		Defect: "A request whose id is null is invalid.",
		start:  local(dialect(protocol.Dialect{RefuseNullID: true})),
	},
	{
		Name:   "id-of-any-type",
		Defect: "Ids that are booleans, arrays and objects are taken in 2.0.",
		start: local(disguised(func(id protocol.Raw) bool {
			return id.IsArray() || id.IsObject() || string(id) == "true" || string(id) == "false"
		})),
	},
	{
		Name:   "id-of-2-0-only",
		Defect: "In 1.0, too, ids that are booleans, arrays and objects are refused.",
		start: local(payloads(badIDs(func(id protocol.Raw) bool {
			return id.IsArray() || id.IsObject() || string(id) == "true" || string(id) == "false"
		}))),
	},
	{
		Name:   "id-trimmed",
		Defect: "Ids that are strings lose the space around them.",
		start:  local(replies(ids(stringsOf(trimmed)))),
	},
	{
		Name:   "id-markup-escaped",
		Defect: "Ids that are strings come back with HTML entities.",
		start:  local(replies(ids(stringsOf(replacer("&", "&amp;", "<", "&lt;", ">", "&gt;"))))),
	},
	{
		Name:   "id-escaped-twice",
		Defect: "The escapes of ids are not undone and escaped again.",
		start: local(payloads(replaced("id", func(id protocol.Raw) protocol.Raw {
			return bytes.ReplaceAll(id, []byte(`\`), []byte(`\\`))
		}))),
	},
	{
		Name:   "id-controls-dropped",
		Defect: "Ids that are strings lose their control characters.",
		start: local(replies(ids(stringsOf(func(text string) string {
			return strings.Map(func(c rune) rune {
				if c < ' ' || c == 0x7f {
					return -1
				}
				return c
			}, text)
		})))),
	},
	{
		Name:   "id-composed",
		Defect: "Ids that are strings are normalized (Unicode NFC).",
		start:  local(replies(ids(stringsOf(composed)))),
	},
	{
		Name:   "id-surrogates-replaced",
		Defect: "Lone surrogates in ids are replaced.",
		start:  local(replies(ids(walk{text: validText, name: validText}.value))),
	},
	{
		Name:   "id-of-255-bytes",
		Defect: "Ids are cut to 255 bytes.",
		start:  local(replies(ids(func(id protocol.Raw) protocol.Raw { return stringsOf(cut(255))(numbersOf(cut(255))(id)) }))),
	},
	{
		Name:   "id-uuid-rewritten",
		Defect: "Ids that look like a UUID are read as one, and written in upper case.",
		start: local(replies(ids(stringsOf(func(text string) string {
			if len(text) == 36 && strings.Count(text, "-") == 4 {
				return strings.ToUpper(text)
			}
			return text
		})))),
	},
	{
		Name:   "id-as-property",
		Defect: "Calls are kept by id in an object of JavaScript, where __proto__ is something else.",
		start: local(replies(ids(stringsOf(func(text string) string {
			if text == "__proto__" {
				return "[object Object]"
			}
			return text
		})))),
	},
	{
		Name:   "id-never-again",
		Defect: "A request whose id was used before on the connection is refused.",
		Cases:  []string{"server/id", "server/request", "server/batch", "server/two-way/errors-*"},
		start:  twoWay(rememberingIDs),
	},
	{
		Name:   "id-by-text-search",
		Defect: "The id is whatever follows the first \"id\": in the text.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			found := firstID.FindSubmatch(payload)
			if reply == nil || reply[0] != '{' || found == nil {
				return reply
			}
			return ids(func(protocol.Raw) protocol.Raw { return found[1] })(reply)
		})),
	},
	{
		Name:   "id-null-left-out",
		Defect: "Where the id of an error is null, it is left out.",
		start: local(replies(messages(func(o object) object {
			if o.get("id").IsNull() && o.get("error") != nil {
				return o.without("id")
			}
			return o
		}))),
	},
	{
		Name:   "id-zero-if-unknown",
		Defect: "Invalid requests and what is no JSON are answered with the id 0.",
		start: local(replies(messages(func(o object) object {
			if o.get("id").IsNull() {
				return o.with("id", protocol.Raw("0"))
			}
			return o
		}))),
	},
	{
		Name:   "id-lost-with-wrong-params",
		Defect: "Wrong arguments are answered with the id null.",
		start: local(replies(messages(func(o object) object {
			if string(parseObject(o.get("error")).get("code")) == "-32602" {
				return o.with("id", protocol.Raw("null"))
			}
			return o
		}))),
	},
}

var firstID = regexp.MustCompile(`"id"\s*:\s*("[^"]*"|[-0-9.eE+]+)`)

// ids returns a rewrite of the ids of messages.
func ids(change func(protocol.Raw) protocol.Raw) rewrite { return replaced("id", change) }

// numbersOf changes a value that is a number.
func numbersOf(f func(string) string) func(protocol.Raw) protocol.Raw {
	return func(raw protocol.Raw) protocol.Raw {
		if !isNumber(raw) {
			return raw
		}
		return protocol.Raw(f(string(raw)))
	}
}

// stringsOf changes a value that is a string.
func stringsOf(f func(string) string) func(protocol.Raw) protocol.Raw {
	return func(raw protocol.Raw) protocol.Raw {
		text, ok := raw.Text()
		if !ok {
			return raw
		}
		return quoted(f(text))
	}
}

// badIDs makes ids of some kind invalid, in every version.
func badIDs(bad func(protocol.Raw) bool) rewrite {
	return messages(func(o object) object {
		if id := o.get("id"); id != nil && bad(id) {
			return o.with("id", protocol.Raw("true")).with("jsonrpc", protocol.Raw(`"2.0"`))
		}
		return o
	})
}

// disguised lets ids of some kind pass as strings, and gives them back as they were.
func disguised(is func(protocol.Raw) bool) serverChange {
	const mask = "disguised:"
	return func(p *serverParts) {
		payloads(ids(func(id protocol.Raw) protocol.Raw {
			if is(id) {
				return quoted(mask + string(id))
			}
			return id
		}))(p)
		replies(ids(func(id protocol.Raw) protocol.Raw {
			if text, ok := id.Text(); ok && strings.HasPrefix(text, mask) {
				return protocol.Raw(text[len(mask):])
			}
			return id
		}))(p)
	}
}

// rememberingIDs refuses requests with an id that was there before on the connection.
func rememberingIDs(p *serverParts) {
	p.serve = func(c *pipe, h transport.Handler) {
		seen := make(map[string]bool)
		remember := messages(func(o object) object {
			id := string(o.get("id"))
			if id != "" && seen[id] {
				return o.with("method", protocol.Raw("1"))
			}
			seen[id] = true
			return o
		})
		c.each(func(ctx context.Context, payload []byte) bool {
			c.answer(ctx, h, remember(payload))
			return true
		})
	}
}
