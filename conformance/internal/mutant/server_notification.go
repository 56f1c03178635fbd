package mutant

import (
	"context"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var serverNotification = []*Mutant{
	{
		Name:   "notification-answered",
		Defect: "Notifications are answered, with the id null.",
		start:  local(payloads(messages(func(o object) object { return called(o, always) }))),
	},
	{
		Name:   "notification-error-answered",
		Defect: "Notifications that fail are answered with the error.",
		start: local(payloads(messages(func(o object) object {
			return called(o, func(name string) bool { return strings.HasPrefix(name, "fail") || name == "subtract" })
		}))),
	},
	{
		Name:   "notification-of-unknown-answered",
		Defect: "Notifications of methods that do not exist are answered with -32601.",
		start: local(payloads(messages(func(o object) object {
			return called(o, func(name string) bool { return strings.Contains(name, "no-such") })
		}))),
	},
	{
		Name:   "notification-not-executed",
		Defect: "Notifications are dropped.",
		start: local(payloads(messages(func(o object) object {
			if isNotification(o) {
				return o.with("method", protocol.Raw(`"none"`))
			}
			return o
		}))),
	},
	{
		Name:   "notification-empty-answer",
		Defect: "Notifications are answered with white space.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if reply == nil {
				return []byte("\n")
			}
			return reply
		})),
	},
	{
		Name:   "notification-if-invalid",
		Defect: "An invalid request without id is taken for a notification.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if o := parseObject(payload); len(o) > 0 && o.get("id") == nil {
				return nil
			}
			return reply
		})),
	},
	{
		Name:   "notification-executed-if-invalid",
		Defect: "A notification with params that are a string is executed, and refused afterwards.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if o := parseObject(payload); isNotification(o) && o.get("params") != nil {
				next.ServeRPC(ctx, o.without("params").json())
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "notification-1-0-without-id",
		Defect: "A 1.0 request without id is taken for a notification.",
		start: local(payloads(messages(func(o object) object {
			if v := o.text("jsonrpc"); (v == "1.0" || o.get("jsonrpc") == nil) && o.get("id") == nil && o.get("method") != nil {
				return o.with("id", protocol.Raw("null"))
			}
			return o
		}))),
	},
}

func always(string) bool { return true }

// isNotification reports whether an object is a notification of any version.
func isNotification(o object) bool {
	if o.get("jsonrpc") == nil {
		return o.get("id").IsNull() && o.get("method") != nil
	}
	return o.get("id") == nil && o.get("method") != nil
}

// called returns a 2.0 notification of a method with some name as a call with the id
// null, and everything else as it is.
func called(o object, is func(name string) bool) object {
	if o.text("jsonrpc") == "2.0" && isNotification(o) && is(o.text("method")) {
		return o.with("id", protocol.Raw("null"))
	}
	return o
}
