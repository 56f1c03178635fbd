package mutant

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

var serverError = []*Mutant{
	{
		Name:   "error-without-message",
		Defect: "Errors have no message.",
		start:  local(replies(failures(func(e object) object { return e.without("message") }))),
	},
	{
		Name:   "error-code-as-string",
		Defect: "Codes of errors are strings.",
		start:  local(replies(failures(func(e object) object { return e.with("code", quoted(string(e.get("code")))) }))),
	},
	{
		Name:   "error-beside-null-result",
		Defect: "Error responses of 2.0 have a result null.",
		start: local(replies(messages(func(o object) object {
			if o.get("error") != nil && o.get("jsonrpc") != nil {
				return o.with("result", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "result-beside-null-error",
		Defect: "Results of 2.0 have an error null beside them.",
		start: local(replies(messages(func(o object) object {
			if o.get("result") != nil && o.get("jsonrpc") != nil {
				return o.with("error", protocol.Raw("null"))
			}
			return o
		}))),
	},
	{
		Name:   "error-codes-of-http",
		Defect: "Codes are those of HTTP.",
		start:  local(replies(codes("-32700", "400", "-32600", "400", "-32601", "404", "-32602", "422", "-32603", "500"))),
	},
	{
		Name:   "parse-error-as-invalid",
		Defect: "What is no JSON is answered with -32600.",
		Cases:  everything,
		start:  local(replies(codes("-32700", "-32600"))),
	},
	{
		Name:   "invalid-as-parse-error",
		Defect: "Invalid requests are answered with -32700.",
		Cases:  everything,
		start:  local(replies(codes("-32600", "-32700"))),
	},
	{
		Name:   "invalid-as-invalid-params",
		Defect: "Invalid requests are answered with -32602.",
		start:  local(replies(codes("-32600", "-32602"))),
	},
	{
		Name:   "parse-error-unanswered",
		Defect: "What is no JSON is not answered.",
		start: local(replies(func(reply []byte) []byte {
			if parseObject(reply).errorCode() == "-32700" {
				return nil
			}
			return reply
		})),
	},
	{
		Name:   "parse-error-with-id",
		Defect: "A parse error is answered to an id that is searched in the text.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			id := firstID.FindSubmatch(payload)
			if id == nil || parseObject(reply).errorCode() != "-32700" {
				return reply
			}
			return ids(func(protocol.Raw) protocol.Raw { return id[1] })(reply)
		})),
	},
	{
		Name:   "parse-error-poisons",
		Defect: "After a parse error, the next request on the connection fails too.",
		Cases:  []string{"server/request", "server/two-way/*error*", "server/http/after-*"},
		start:  twoWay(poisoned),
	},
	{
		Name:   "application-error-generalized",
		Defect: "Errors of methods become -32000 without data.",
		start: local(replies(failures(func(e object) object {
			if string(e.get("code")) == "-32001" {
				return e.with("code", protocol.Raw("-32000")).without("data")
			}
			return e
		}))),
	},
	{
		Name:   "application-error-as-result",
		Defect: "The errors of methods are answered as results.",
		start: local(replies(messages(func(o object) object {
			if o.errorCode() == "-32001" {
				return o.without("result").with("result", o.get("error")).without("error")
			}
			return o
		}))),
	},
	{
		Name:   "internal-error-leaks",
		Defect: "The text of an error in the server is in the message.",
		start: local(method("fail_plain", server.Func(func() error {
			return protocol.NewError(protocol.CodeInternalError, "the secret-detail of this failure")
		}))),
	},
	{
		Name:   "internal-error-as-result",
		Defect: "Errors within a method are answered with the result null.",
		start:  local(method("fail_plain", nothing), method("panic", nothing)),
	},
	{
		Name:   "panic-unanswered",
		Defect: "A method that panics is never answered.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if contains(`"panic"`)(payload) {
				return nil
			}
			return reply
		})),
	},
	{
		Name:   "panic-ends-server",
		Defect: "A method that panics ends the server.",
		Cases:  []string{"server/error/panic*", "server/notification/panic", "server/v1/panic", "server/batch/panic"},
		start:  twoWay(endingAtPanic),
	},
	{
		Name:   "result-null-left-out",
		Defect: "A result that is null is left out.",
		start:  local(replies(messages(withoutResults("null")))),
	},
	{
		Name:   "result-empty-left-out",
		Defect: "Results that are false, 0 or empty are left out, as by omitempty.",
		start:  local(replies(messages(withoutResults("null", "false", "0", `""`)))),
	},
	{
		Name:   "result-as-text",
		Defect: "Results that are arrays or objects are sent as strings of JSON.",
		start: local(replies(results(func(r protocol.Raw) protocol.Raw {
			if r.IsArray() || r.IsObject() {
				return quoted(string(r))
			}
			return r
		}))),
	},
	{
		Name:   "result-like-an-error-as-error",
		Defect: "A result that looks like an error is answered as one.",
		start: local(replies(messages(func(o object) object {
			if r := o.get("result"); parseObject(r).get("code") != nil {
				return o.without("result").with("error", r)
			}
			return o
		}))),
	},
	{
		Name:   "result-like-a-response-unwrapped",
		Defect: "A result that looks like a response is answered as the response.",
		start: local(replies(messages(func(o object) object {
			if r := parseObject(o.get("result")); r.get("jsonrpc") != nil {
				return r
			}
			return o
		}))),
	},
	{
		Name:   "result-as-list",
		Defect: "Results are put into an array.",
		start:  local(replies(results(func(r protocol.Raw) protocol.Raw { return array([]protocol.Raw{r}) }))),
	},
	{
		Name:   "reply-cut",
		Defect: "Replies lose their last byte.",
		start:  local(replies(func(reply []byte) []byte { return reply[:len(reply)-1] })),
	},
	{
		Name:   "reply-twice",
		Defect: "Replies are there twice.",
		start:  local(replies(func(reply []byte) []byte { return append(append(bytes.Clone(reply), '\n'), reply...) })),
	},
}

var rawControls = regexp.MustCompile(`\\u00[01][0-9a-f]`)

// failures returns a rewrite of the errors of responses.
func failures(change func(object) object) rewrite {
	return replaced("error", func(e protocol.Raw) protocol.Raw {
		if !e.IsObject() {
			return e
		}
		return change(parseObject(e)).json()
	})
}

// results returns a rewrite of the results of responses.
func results(change func(protocol.Raw) protocol.Raw) rewrite { return replaced("result", change) }

// withoutResults leaves out results that are written in some way.
func withoutResults(texts ...string) func(object) object {
	return func(o object) object {
		for _, text := range texts {
			if string(o.get("result")) == text {
				return o.without("result")
			}
		}
		return o
	}
}

var nothing = server.MethodFunc(func(context.Context, *server.Request) (any, error) { return nil, nil })

// poisoned lets the payload after one that is no JSON fail.
func poisoned(p *serverParts) {
	p.serve = func(c *pipe, h transport.Handler) {
		rest := ""
		c.each(func(ctx context.Context, payload []byte) bool {
			text := rest + string(payload)
			rest = ""
			if protocol.Raw(payload).Validate() != nil {
				rest = strings.TrimSpace(string(payload)) // it may be the beginning of something
			}
			c.answer(ctx, h, []byte(text))
			return true
		})
	}
}

// endingAtPanic closes all connections once a method has panicked.
func endingAtPanic(p *serverParts) {
	p.serve = func(c *pipe, h transport.Handler) {
		var ended atomic.Bool
		c.each(func(ctx context.Context, payload []byte) bool {
			if parseObject(payload).text("method") == "panic" {
				ended.Store(true)
				c.close()
				return false
			}
			c.answer(ctx, h, payload)
			return true
		})
	}
}
