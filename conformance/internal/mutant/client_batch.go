package mutant

import (
	"context"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

var clientBatch = []*Mutant{
	{
		Name:   "batch-by-position",
		Defect: "Replies are assigned to the calls of a batch by their order.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			var wanted []protocol.Raw
			for _, e := range elementsOf(sent) {
				if id := parseObject(e).get("id"); id != nil {
					wanted = append(wanted, id)
				}
			}
			elements := elementsOf(reply)
			for i := range elements {
				if i < len(wanted) && elements[i].IsObject() {
					elements[i] = parseObject(elements[i]).with("id", wanted[i]).json()
				}
			}
			if elements == nil {
				return reply
			}
			return array(elements)
		})),
	},
	{
		Name:   "batch-last-double-wins",
		Defect: "Of two replies with one id the last one counts.",
		start: calling(receiving(func(reply []byte) []byte {
			elements := elementsOf(reply)
			if len(elements) == 0 {
				return reply
			}
			slices.Reverse(elements)
			return array(elements)
		})),
	},
	{
		Name:   "batch-missing-as-null",
		Defect: "A call of a batch without a reply has the result null.",
		start: calling(reporting(func(line object) object {
			if line.text("failure") == "no_response" {
				return object{{"result", protocol.Raw("null")}}
			}
			return line
		})),
	},
	{
		Name:   "batch-of-one-as-single",
		Defect: "A batch of one is sent as a single call.",
		start: calling(sending(func(payload []byte) []byte {
			if e := elementsOf(payload); len(e) == 1 {
				return e[0]
			}
			return payload
		})),
	},
	{
		Name:   "batch-notification-with-id",
		Defect: "Notifications in a batch have the id null.",
		start: calling(sending(func(payload []byte) []byte {
			if !isArray(payload) {
				return payload
			}
			return messages(func(o object) object {
				if o.get("id") == nil {
					return o.with("id", protocol.Raw("null"))
				}
				return o
			})(payload)
		})),
	},
	{
		Name:   "batch-of-notifications-wants-reply",
		Defect: "A batch of notifications fails if there is no reply, or an empty one.",
		start: calling(exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
			reply, err := next.Send(ctx, payload)
			if err == nil && isArray(payload) && !contains(`"id"`)(payload) {
				return nil, &transport.Error{Op: "receive", Sent: true, Err: transport.ErrClosed}
			}
			return reply, err
		})),
	},
	{
		Name:   "batch-single-reply-taken",
		Defect: "One object in answer to a batch is taken for a batch of one.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			if isArray(sent) && !isArray(reply) {
				return array([]protocol.Raw{reply})
			}
			return reply
		})),
	},
	{
		Name:   "batch-nested-taken",
		Defect: "Replies in an array within the array are taken.",
		start: calling(receiving(func(reply []byte) []byte {
			if e := elementsOf(reply); len(e) == 1 && e[0].IsArray() {
				return e[0]
			}
			return reply
		})),
	},
	{
		Name:   "batch-without-ids-by-position",
		Defect: "Replies without an id, or with the id null, are assigned to the calls of a batch by their order.",
		start: calling(comparing(func(sent, reply []byte) []byte {
			calls, elements := elementsOf(sent), elementsOf(reply)
			for i := range elements {
				o := parseObject(elements[i])
				if id := o.get("id"); i < len(calls) && o.get("result") != nil && (id == nil || id.IsNull()) {
					elements[i] = o.with("id", parseObject(calls[i]).get("id")).json()
				}
			}
			if elements == nil {
				return reply
			}
			return array(elements)
		})),
	},
}

// stringOrText returns the text of a string, or of a number as it is written.
func stringOrText(raw protocol.Raw) string {
	if text, ok := raw.Text(); ok {
		return text
	}
	return string(raw)
}
