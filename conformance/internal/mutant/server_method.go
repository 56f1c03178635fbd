package mutant

import (
	"context"
	"fmt"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

var serverMethod = []*Mutant{
	{
		Name:   "method-of-any-type",
		Defect: "A method that is no string is turned into one.",
		start: local(payloads(replaced("method", func(m protocol.Raw) protocol.Raw {
			if _, ok := m.Text(); ok {
				return m
			}
			return quoted(string(m))
		}))),
	},
	{
		Name:   "method-empty-refused",
		Defect: "A request with the method \"\" is invalid.",
		start:  local(payloads(badMethods(func(name string) bool { return name == "" }))),
	},
	{
		Name:   "method-reserved-refused",
		Defect: "A request with a method that begins with rpc. is invalid.",
		start:  local(payloads(badMethods(func(name string) bool { return strings.HasPrefix(name, "rpc.") }))),
	},
	{
		Name:   "method-in-ascii-only",
		Defect: "A request with a method beyond ASCII is invalid.",
		start:  local(payloads(badMethods(func(name string) bool { return asciiOnly(name) != name }))),
	},
	{
		Name:   "method-in-any-case",
		Defect: "Names of methods match in any case.",
		start:  local(payloads(replaced("method", stringsOf(strings.ToLower)))),
	},
	{
		Name:   "method-by-prefix",
		Defect: "The beginning of a name is enough to call a method.",
		start: local(payloads(replaced("method", stringsOf(func(name string) string {
			const long = "subtract"
			if name != "" && len(name) < len(long) && long[:len(name)] == name {
				return long
			}
			return name
		})))),
	},
	{
		Name:   "method-raw",
		Defect: "The escapes in names of methods are not undone.",
		start: local(payloads(replaced("method", func(m protocol.Raw) protocol.Raw {
			return protocol.Raw(strings.ReplaceAll(string(m), `\`, `\\`))
		})), around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "method-as-attribute",
		Defect: "Methods are looked up as attributes of an object of the language, which has more of them.",
		start:  local(attributes("constructor", "toString", "__proto__", "__init__", "__class__", "__construct", "instance_eval")),
	},
	{
		Name:   "method-as-file",
		Defect: "A method with slashes is a file that is read.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if strings.HasPrefix(parseObject(payload).text("method"), "../") {
				return resultResponse(protocol.Int(1), protocol.Raw(`"root:x:0:0:root:/root:/bin/sh"`))
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "method-as-format",
		Defect: "The name of an unknown method is used as a format string.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			name := parseObject(payload).text("method")
			if strings.Contains(name, "%") {
				return failure(payload, protocol.CodeInternalError)
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "method-in-message-unescaped",
		Defect: "The message of -32601 has the name of the method, as it is.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			name := parseObject(payload).text("method")
			return []byte(strings.ReplaceAll(string(reply), "Method not found", fmt.Sprintf("Method %s not found", name)))
		})),
	},
	{
		Name:   "method-of-1000-bytes",
		Defect: "A request with a method of more than 1000 bytes is invalid.",
		start:  local(payloads(badMethods(func(name string) bool { return len(name) > 1000 }))),
	},
	{
		Name:   "method-surrogate-crash",
		Defect: "A lone surrogate in the name of a method is an internal error.",
		start:  local(refusing(some(func(o object) bool { return validText(o.text("method")) != o.text("method") }), protocol.CodeInternalError)),
	},
	{
		Name:   "method-unknown-as-invalid",
		Defect: "Unknown methods are answered with -32600.",
		start:  local(replies(codes("-32601", "-32600"))),
	},
	{
		Name:   "method-unknown-before-invalid",
		Defect: "Whether there is the method is found out before the request is validated.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if o := parseObject(payload); o.text("method") == "rpcwire.no-such-method" && o.get("id") != nil {
				return failure(payload, protocol.CodeMethodNotFound)
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
}

// badMethods makes requests invalid whose method has some kind of name.
func badMethods(bad func(name string) bool) rewrite {
	return replaced("method", func(m protocol.Raw) protocol.Raw {
		if name, ok := m.Text(); ok && bad(name) {
			return protocol.Raw("1")
		}
		return m
	})
}

// attributes are methods that nobody meant to offer.
func attributes(names ...string) serverChange {
	return func(p *serverParts) {
		for _, name := range names {
			method(name, server.MethodFunc(func(context.Context, *server.Request) (any, error) { return name, nil }))(p)
		}
	}
}
