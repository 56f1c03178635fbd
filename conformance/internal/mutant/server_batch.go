package mutant

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var serverBatch = []*Mutant{
	{
		Name:   "batch-unknown",
		Defect: "Batches are answered with -32600.",
		start:  local(refusing(isArray, protocol.CodeInvalidRequest)),
	},
	{
		Name:   "batch-of-one-unwrapped",
		Defect: "The reply to a batch of one is no array.",
		start: local(replies(func(reply []byte) []byte {
			if elements := elementsOf(reply); len(elements) == 1 {
				return elements[0]
			}
			return reply
		})),
	},
	{
		Name:   "batch-empty-taken",
		Defect: "An empty batch is answered with an empty batch.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if isArray(payload) && len(elementsOf(payload)) == 0 {
				return []byte("[]")
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "batch-of-notifications-answered",
		Defect: "A batch of notifications is answered with an empty batch.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if reply == nil && isArray(payload) {
				return []byte("[]")
			}
			return reply
		})),
	},
	{
		Name:   "batch-comma-of-notification",
		Defect: "In the reply to a batch, the comma behind a notification's answer is written, but no answer.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			elements := elementsOf(payload)
			if len(elements) == 0 || !isNotification(parseObject(elements[0])) || !isArray(reply) {
				return reply
			}
			return slices.Concat([]byte("[,"), reply[1:])
		})),
	},
	{
		Name:   "batch-invalid-as-a-whole",
		Defect: "A batch with an invalid member is answered with a single -32600.",
		start: local(refusing(func(payload []byte) bool {
			p, err := protocol.Parse(payload)
			if err != nil || !p.IsBatch() {
				return false
			}
			for _, m := range p.All() {
				if m.Kind() == protocol.KindInvalid {
					return true
				}
			}
			return false
		}, protocol.CodeInvalidRequest)),
	},
	{
		Name:   "batch-not-json-if-invalid",
		Defect: "A batch whose first member is no object is answered with -32700.",
		start: local(refusing(func(payload []byte) bool {
			elements := elementsOf(payload)
			return len(elements) > 0 && !elements[0].IsObject()
		}, protocol.CodeParseError)),
	},
	{
		Name:   "batch-flattened",
		Defect: "Batches within batches are taken as part of the outer one.",
		start: local(payloads(func(payload []byte) []byte {
			elements := elementsOf(payload)
			var flat []protocol.Raw
			for _, e := range elements {
				if e.IsArray() {
					flat = append(flat, elementsOf(e)...)
				} else {
					flat = append(flat, e)
				}
			}
			if len(elements) == 0 {
				return payload
			}
			return array(flat)
		})),
	},
	{
		Name:   "batch-equal-ids-once",
		Defect: "Of replies whose ids look alike, only one is sent.",
		start: local(replies(func(reply []byte) []byte {
			seen := make(map[string]bool)
			return withoutMembers(func(o object) bool {
				id := strings.Trim(string(o.get("id")), `"`)
				twice := seen[id] && id != "null"
				seen[id] = true
				return twice
			})(reply)
		})),
	},
	{
		Name:   "batch-of-ten",
		Defect: "Members of a batch beyond the tenth are forgotten.",
		start: local(payloads(func(payload []byte) []byte {
			if elements := elementsOf(payload); len(elements) > 10 {
				return array(elements[:10])
			}
			return payload
		})),
		Cases: []string{"server/batch", "server/examples", "server/limits/batch-*", "server/http"},
	},
	{
		Name:   "batch-ends-at-first-error",
		Defect: "The first error ends a batch.",
		start: local(replies(func(reply []byte) []byte {
			elements := elementsOf(reply)
			for i, e := range elements {
				if parseObject(e).get("error") != nil {
					return array(elements[:i+1])
				}
			}
			return reply
		})),
	},
	{
		Name:   "batch-panic-spoils-all",
		Defect: "A member that panics takes the whole batch with it.",
		start: local(refusing(func(payload []byte) bool {
			return isArray(payload) && contains(`"panic"`)(payload)
		}, protocol.CodeInternalError)),
	},
	{
		Name:   "batch-deadline",
		Defect: "Members of a batch that take long are given up.",
		Cases:  []string{"server/batch"},
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			ctx, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
			defer cancel()
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "batch-executed-twice",
		Defect: "Batches are executed twice.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if isArray(payload) {
				next.ServeRPC(ctx, payload)
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "batch-executed-while-read",
		Defect: "The members of a batch are executed before it is known whether all of it is JSON.",
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if i := bytes.LastIndexByte(payload, '}'); isArray(payload) && i > 0 && protocol.Raw(payload).Validate() != nil {
				next.ServeRPC(ctx, append(slices.Clone(payload[:i+1]), ']'))
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
}

// isArray reports whether a payload begins as an array.
func isArray(payload []byte) bool { return protocol.Raw(payload).IsArray() }

// elementsOf returns the elements of an array; none if it is not valid.
func elementsOf(payload []byte) []protocol.Raw {
	raw, err := protocol.ParseRaw(payload)
	if err != nil {
		return nil
	}
	return slices.Collect(raw.Elements())
}

// errorCode returns the text of the code of an error response.
func (o object) errorCode() string { return string(parseObject(o.get("error")).get("code")) }

// withoutMembers leaves out members of a batch; one without members becomes nothing.
func withoutMembers(bad func(object) bool) rewrite {
	return func(payload []byte) []byte {
		if !isArray(payload) {
			return payload
		}
		var left []protocol.Raw
		for _, e := range elementsOf(payload) {
			if !bad(parseObject(e)) {
				left = append(left, e)
			}
		}
		if left == nil {
			return nil
		}
		return array(left)
	}
}
