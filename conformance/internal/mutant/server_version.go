package mutant

import (
	"context"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var serverVersion = []*Mutant{
	{
		Name:   "version-ignored",
		Defect: "Whatever jsonrpc says, the request is 2.0.",
		start:  local(payloads(replaced("jsonrpc", func(protocol.Raw) protocol.Raw { return protocol.Raw(`"2.0"`) }))),
	},
	{
		Name:   "version-loosely-equal",
		Defect: "The version is compared with == of JavaScript.",
		start: local(payloads(versions(func(v protocol.Raw) bool {
			return isNumber(v) && canonical(string(v)) == "2" || v.IsArray()
		}))),
	},
	{
		Name:   "version-by-prefix",
		Defect: "Every version that begins with 2 is taken.",
		start: local(payloads(versions(func(v protocol.Raw) bool {
			text, _ := v.Text()
			return strings.HasPrefix(text, "2")
		}))),
	},
	{
		Name:   "version-by-width",
		Defect: "Fullwidth digits count as digits.",
		start: local(payloads(versions(func(v protocol.Raw) bool {
			text, _ := v.Text()
			return narrow(text) == "2.0"
		})), payloads(reading(otherDigits))),
	},
	{
		Name:   "version-falsy-as-absent",
		Defect: "A version that is empty, null or no string counts as none.",
		start: local(payloads(messages(func(o object) object {
			v := o.get("jsonrpc")
			if text, ok := v.Text(); v != nil && (!ok || text == "") && !isNumber(v) {
				return o.without("jsonrpc")
			}
			return o
		}))),
	},
	{
		Name:   "version-raw",
		Defect: "The escapes in a version are not undone.",
		start: local(payloads(replaced("jsonrpc", func(v protocol.Raw) protocol.Raw {
			return protocol.Raw(strings.ReplaceAll(string(v), `\`, `\\`))
		}))),
	},
	{
		Name:   "version-left-out",
		Defect: "Replies have no jsonrpc.",
		start:  local(replies(messages(func(o object) object { return o.without("jsonrpc") }))),
	},
	{
		Name:   "version-as-number",
		Defect: "The version of replies is the number 2.0.",
		start:  local(replies(replaced("jsonrpc", func(protocol.Raw) protocol.Raw { return protocol.Raw("2.0") }))),
	},
	{
		Name:   "v1-answered-in-2-0",
		Defect: "1.0 requests are answered in 2.0.",
		start: local(payloads(messages(func(o object) object {
			if o.get("jsonrpc") == nil && o.get("method") != nil && o.get("id") != nil && !o.get("id").IsNull() {
				return o.with("jsonrpc", protocol.Raw(`"2.0"`))
			}
			return o
		}))),
	},
	{
		Name:   "v1-without-nulls",
		Defect: "1.0 replies have only one of result and error.",
		start: local(replies(messages(func(o object) object {
			for _, name := range []string{"result", "error"} {
				if o.get("jsonrpc") == nil && o.get(name).IsNull() && len(o) == 3 {
					return o.without(name)
				}
			}
			return o
		}))),
	},
	{
		Name:   "v1-unknown",
		Defect: "1.0 requests are not answered.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if o := parseObject(payload); o.get("method") != nil && (o.get("jsonrpc") == nil || o.text("jsonrpc") == "1.0") {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "v1-params-named",
		Defect: "Named params are taken in 1.0.",
		start:  local(dialect(protocol.Dialect{AllowNamedParamsV1: true})),
	},
	{
		Name:   "v1-without-params-crash",
		Defect: "1.0 requests without params are not answered.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if o := parseObject(payload); o.get("jsonrpc") == nil && o.get("params") == nil || o.get("params").IsNull() {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "v1-in-batch-dropped",
		Defect: "1.0 requests in a batch are not answered.",
		start:  local(replies(withoutMembers(func(o object) bool { return o.get("jsonrpc") == nil }))),
	},
	{
		Name:   "v1-several-values",
		Defect: "Several 1.0 requests in one payload are taken for a batch.",
		start: local(payloads(func(payload []byte) []byte {
			if strings.Count(string(payload), "}{")+strings.Count(string(payload), "} {") == 1 {
				return []byte("[" + strings.NewReplacer("}{", "},{", "} {", "},{").Replace(string(payload)) + "]")
			}
			return payload
		})),
	},
}

// versions lets versions of some kind pass as 2.0.
func versions(is func(protocol.Raw) bool) rewrite {
	return replaced("jsonrpc", func(v protocol.Raw) protocol.Raw {
		if is(v) {
			return protocol.Raw(`"2.0"`)
		}
		return v
	})
}
