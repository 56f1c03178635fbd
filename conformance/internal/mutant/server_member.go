package mutant

import (
	"bytes"
	"context"
	"regexp"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// responseCases are those about responses, which are answered over HTTP alone.
var responseCases = []string{"server/response", "server/request", "server/http/post"}

var serverMember = []*Mutant{
	{
		Name:   "members-in-any-case",
		Defect: "Names of members match in any case, as in encoding/json.",
		start:  local(payloads(messages(foldedMembers))),
	},
	{
		Name:   "members-by-raw-name",
		Defect: "Names of members with escapes are not recognized.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			return next.ServeRPC(ctx, escapedNames.ReplaceAll(payload, []byte(`"unknown":`)))
		})),
	},
	{
		Name:   "members-by-prefix",
		Defect: "Names of members match if they begin alike.",
		start:  local(payloads(messages(func(o object) object { return o.renamed(prefixed) }))),
	},
	{
		Name:   "members-trimmed",
		Defect: "Names of members, names of methods and versions lose the space around them.",
		start: local(payloads(messages(func(o object) object {
			o = o.renamed(trimmed)
			return o.with("method", stringsOf(trimmed)(o.get("method"))).with("jsonrpc", stringsOf(trimmed)(o.get("jsonrpc"))).filled()
		}))),
	},
	{
		Name:   "members-until-nul",
		Defect: "Names of members, names of methods and versions end at a NUL, as strings of C.",
		start: local(payloads(messages(func(o object) object {
			o = o.renamed(untilNUL)
			return o.with("method", stringsOf(untilNUL)(o.get("method"))).with("jsonrpc", stringsOf(untilNUL)(o.get("jsonrpc"))).filled()
		}))),
	},
	{
		Name:   "members-in-order",
		Defect: "Only jsonrpc, method, params and id in this order are found.",
		start: local(payloads(messages(func(o object) object {
			order := []string{"jsonrpc", "method", "params", "id"}
			at := 0
			for _, m := range o {
				for i, name := range order {
					if m.name == name && i < at {
						return o.without("method")
					}
					if m.name == name {
						at = i
					}
				}
			}
			return o
		}))),
	},
	{
		Name:   "members-unknown-refused",
		Defect: "Requests with members that nobody knows are invalid.",
		start:  local(dialect(protocol.Dialect{RefuseUnknownMembers: true})),
	},
	{
		Name:   "members-of-prototype",
		Defect: "The members of __proto__ count as members of the request.",
		start: local(payloads(messages(func(o object) object {
			for _, m := range parseObject(o.get("__proto__")) {
				if o.get(m.name) == nil {
					o = o.with(m.name, m.value)
				}
			}
			return o
		}))),
	},
	{
		Name:   "members-empty-name-refused",
		Defect: "An object with the name \"\" is not read.",
		start:  local(refusing(contains(`"":`), protocol.CodeParseError)),
	},
	{
		Name:   "duplicates-last-wins",
		Defect: "Of members of one name the last one counts.",
		start:  local(dialect(protocol.Dialect{AllowDuplicates: true}), payloads(walk{object: lastOfEach}.payload)),
	},
	{
		Name:   "duplicates-crash",
		Defect: "Two members of one name, wherever they are, are an internal error.",
		start:  local(refusing(hasDuplicates, protocol.CodeInternalError)),
	},
	{
		Name:   "duplicates-by-raw-name",
		Defect: "A member whose name has escapes is not recognized as a double.",
		start: local(payloads(messages(lastOfEach)), around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if !bytes.Contains(payload, []byte(`\u0069d`)) {
				return next.ServeRPC(ctx, payload)
			}
			return next.ServeRPC(ctx, bytes.ReplaceAll(payload, []byte(`\u0069d`), []byte("unknown")))
		})),
	},
	{
		Name:   "object-as-batch",
		Defect: "An object whose names are numbers is taken for a batch, as by PHP.",
		start: local(payloads(func(payload []byte) []byte {
			o := parseObject(payload)
			if o.get("0") == nil {
				return payload
			}
			var elements []protocol.Raw
			for _, m := range o {
				elements = append(elements, m.value)
			}
			return array(elements)
		})),
	},
	{
		Name:   "result-makes-a-response",
		Defect: "A request with a member result or error is taken for a response.",
		start: local(payloads(messages(func(o object) object {
			if o.get("result") != nil || o.get("error") != nil {
				return o.without("method")
			}
			return o
		}))),
	},
	{
		Name:   "responses-ignored",
		Defect: "Responses that are sent to the server are not answered, nor is anything else without a method.",
		Cases:  responseCases,
		start: overHTTP(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			p, err := protocol.Parse(payload)
			if err == nil && p.At(0).Raw().IsObject() && parseObject(p.At(0).Raw()).get("method") == nil {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "responses-mirrored",
		Defect: "Responses that are sent to the server come back.",
		Cases:  responseCases,
		start: overHTTP(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			p, err := protocol.Parse(payload)
			if err != nil {
				return next.ServeRPC(ctx, payload)
			}
			for _, m := range p.All() {
				if m.IsResponse() {
					return payload
				}
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "scalars-ignored",
		Defect: "A payload or a member of a batch that is neither an object nor an array is not answered.",
		start: local(payloads(func(payload []byte) []byte {
			raw, err := protocol.ParseRaw(payload)
			if err != nil || !raw.IsArray() {
				return payload
			}
			var left []protocol.Raw
			for e := range raw.Elements() {
				if e.IsObject() || e.IsArray() {
					left = append(left, e)
				}
			}
			return array(left)
		}), around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			raw, err := protocol.ParseRaw(payload)
			if err == nil && !raw.IsObject() && !raw.IsArray() {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
}

// filled leaves out members without a value, which changing absent ones leaves.
func (o object) filled() object {
	var left object
	for _, m := range o {
		if m.value != nil {
			left = append(left, m)
		}
	}
	return left
}

// foldedMembers gives members the names that they have in lower case, and the last one
// counts.
func foldedMembers(o object) object { return lastOfEach(o.renamed(folded)) }

// escapedNames are the names of members of messages that have escapes.
var escapedNames = regexp.MustCompile(`"[a-z]*\\u00[0-9a-f]{2}[a-z]*":`)

// prefixed returns the name of a member of requests that a name begins with.
func prefixed(name string) string {
	for _, known := range []string{"jsonrpc", "method", "params", "id"} {
		if strings.HasPrefix(name, known) {
			return known
		}
	}
	return name
}

// lastOfEach leaves the last member of each name.
func lastOfEach(o object) object {
	var left object
	for i, m := range o {
		if o[i+1:].get(m.name) == nil {
			left = append(left, m)
		}
	}
	return left
}

// firstOfEach leaves the first member of each name.
func firstOfEach(o object) object {
	var left object
	for _, m := range o {
		if left.get(m.name) == nil {
			left = append(left, m)
		}
	}
	return left
}

// hasDuplicates reports whether an object has two members of one name.
func hasDuplicates(payload []byte) bool {
	found := false
	walk{object: func(o object) object {
		found = found || len(firstOfEach(o)) < len(o)
		return o
	}}.payload(payload)
	return found
}

// contains returns whether payloads contain one of some texts.
func contains(texts ...string) func([]byte) bool {
	return func(payload []byte) bool {
		for _, text := range texts {
			if bytes.Contains(payload, []byte(text)) {
				return true
			}
		}
		return false
	}
}
