package mutant

import (
	"context"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// twoWayCases are the cases about two-way connections.
var twoWayCases = []string{"server/two-way", "server/notification/many-*", "server/batch/one-after-*", "server/v1/pipelined", "server/v1/mixed-*"}

// twoWayCommon are those of them that take no long time.
var twoWayCommon = []string{"server/two-way/[^s]*", "server/notification/many-*", "server/batch/one-after-*", "server/v1/pipelined", "server/v1/mixed-*"}

var serverTwoWay = []*Mutant{
	{
		Name:    "sequential",
		Defect:  "One request after the other is served.",
		Cases:   []string{"server/two-way/slow-*", "server/two-way/in-flight"},
		Timeout: 2 * time.Second,
		start:   twoWay(serving(func(c *pipe, h transport.Handler) { c.each(c.answering(h)) })),
	},
	{
		Name:    "slow-call-given-up",
		Defect:  "A slow call is given up when another request comes.",
		Cases:   []string{"server/two-way/slow-*", "server/two-way/in-flight"},
		Timeout: 2 * time.Second,
		start:   twoWay(serving(serveImpatiently)),
	},
	{
		Name:    "sixteen-requests-only",
		Defect:  "The table of requests in flight has 16 places, which are never given back.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start:   twoWay(serving(serveAFew)),
	},
	{
		Name:    "ids-by-text",
		Defect:  "A request whose id looks like that of another one, quotes aside, is dropped.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start:   twoWay(serving(serveByText)),
	},
	{
		Name:    "answers-responses",
		Defect:  "Responses are answered with -32600.",
		Cases:   twoWayCases,
		Timeout: 3 * time.Second,
		start: twoWay(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if p, err := protocol.Parse(payload); err == nil && !p.IsBatch() && p.At(0).IsResponse() {
				return errorResponse(protocol.Null(), protocol.CodeInvalidRequest)
			} else if err == nil && p.IsBatch() {
				return withRefusals(reply, &p)
			}
			return reply
		})),
	},
	{
		Name:    "closes-on-garbage",
		Defect:  "What is no JSON, or no request, closes the connection.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start: twoWay(serving(func(c *pipe, h transport.Handler) {
			c.each(func(ctx context.Context, payload []byte) bool {
				p, err := protocol.Parse(payload)
				if err != nil || p.At(0).Kind() == protocol.KindInvalid {
					c.close()
					return false
				}
				go c.answer(ctx, h, payload)
				return true
			})
		})),
	},
	{
		Name:    "closes-on-response",
		Defect:  "A response that nobody waits for closes the connection.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start: twoWay(serving(func(c *pipe, h transport.Handler) {
			c.each(func(ctx context.Context, payload []byte) bool {
				p, err := protocol.Parse(payload)
				if err == nil && p.At(0).IsResponse() {
					c.close()
					return false
				}
				go c.answer(ctx, h, payload)
				return true
			})
		})),
	},
	{
		Name:    "closes-on-panic",
		Defect:  "A method that panics closes the connection, also in a notification.",
		Cases:   twoWayCases,
		Timeout: 3 * time.Second,
		start:   twoWay(endingAtPanic),
	},
	{
		Name:    "ids-swapped",
		Defect:  "Of two calls in flight, each gets the reply of the other.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start:   twoWay(serving(serveSwapped)),
	},
	{
		Name:    "notifications-dropped-when-many",
		Defect:  "Of many notifications, every tenth is lost.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start:   twoWay(serving(serveMostNotifications)),
	},
	{
		Name:    "calls-executed-again",
		Defect:  "Calls are executed twice, and answered once.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start: twoWay(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if contains(`"count"`)(payload) {
				next.ServeRPC(ctx, payload)
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:    "large-lost",
		Defect:  "Messages of more than 64 KiB are lost.",
		Cases:   twoWayCases[:1],
		Timeout: 3 * time.Second,
		start: twoWay(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if len(payload) > 64<<10 {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:    "version-of-connection",
		Defect:  "A connection speaks the version of its first message.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start:   twoWay(serving(serveOneVersion)),
	},
	{
		Name:    "limit-closes",
		Defect:  "What exceeds a limit closes the connection.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start: twoWay(serving(func(c *pipe, h transport.Handler) {
			c.each(func(ctx context.Context, payload []byte) bool {
				if p, err := protocol.Parse(payload); err != nil && len(payload) > 2000 || err == nil && p.Len() > 1000 {
					c.close()
					return false
				}
				go c.answer(ctx, h, payload)
				return true
			})
		})),
	},
	{
		Name:    "batch-replies-apart",
		Defect:  "The replies of a batch are sent one by one.",
		Cases:   twoWayCommon,
		Timeout: 3 * time.Second,
		start: twoWay(serving(func(c *pipe, h transport.Handler) {
			c.each(func(ctx context.Context, payload []byte) bool {
				reply := h.ServeRPC(ctx, payload)
				for _, e := range elementsOf(reply) {
					_ = c.Write(ctx, e) // the other side may be gone
				}
				if reply != nil && !isArray(reply) {
					_ = c.Write(ctx, reply)
				}
				return true
			})
		})),
	},
}

// serving sets how connections are served.
func serving(serve func(*pipe, transport.Handler)) serverChange {
	return func(p *serverParts) { p.serve = serve }
}

// withRefusals adds an error for every response in a batch to the reply.
func withRefusals(reply []byte, p *protocol.Payload) []byte {
	elements := elementsOf(reply)
	for _, m := range p.All() {
		if m.IsResponse() {
			elements = append(elements, errorResponse(protocol.Null(), protocol.CodeInvalidRequest))
		}
	}
	if elements == nil {
		return reply
	}
	return array(elements)
}

// serveImpatiently gives up what is under way when something new comes.
func serveImpatiently(c *pipe, h transport.Handler) {
	stop := func() {}
	c.each(func(ctx context.Context, payload []byte) bool {
		stop()
		ctx, stop = context.WithCancel(ctx)
		go c.answer(ctx, h, payload)
		return true
	})
	stop()
}

// serveAFew drops what comes after 16 requests.
func serveAFew(c *pipe, h transport.Handler) {
	n := 0
	c.each(func(ctx context.Context, payload []byte) bool {
		if n++; n <= 16 {
			c.answer(ctx, h, payload)
		}
		return true
	})
}

// serveByText drops requests whose id is that of another one in another type.
func serveByText(c *pipe, h transport.Handler) {
	known := make(map[string]string)
	c.each(func(ctx context.Context, payload []byte) bool {
		id := string(parseObject(payload).get("id"))
		text := strings.Trim(id, `"`)
		if first, ok := known[text]; ok && first != id {
			return true
		}
		known[text] = id
		c.answer(ctx, h, payload)
		return true
	})
}

// serveSwapped answers every second request before the one before it, with its id.
func serveSwapped(c *pipe, h transport.Handler) {
	var waiting []byte
	c.each(func(ctx context.Context, payload []byte) bool {
		id := parseObject(payload).get("id")
		if contains("probe", "last", "after")(payload) || id == nil {
			c.answer(ctx, h, payload)
			return true
		}
		if waiting == nil {
			waiting = payload
			return true
		}
		other := parseObject(waiting).get("id")
		c.answer(ctx, h, ids(func(protocol.Raw) protocol.Raw { return other })(payload))
		c.answer(ctx, h, ids(func(protocol.Raw) protocol.Raw { return id })(waiting))
		waiting = nil
		return true
	})
}

// serveMostNotifications loses every tenth notification.
func serveMostNotifications(c *pipe, h transport.Handler) {
	n := 0
	c.each(func(ctx context.Context, payload []byte) bool {
		if isNotification(parseObject(payload)) {
			if n++; n%10 == 0 {
				return true
			}
		}
		c.answer(ctx, h, payload)
		return true
	})
}

// serveOneVersion answers in the version of the first message.
func serveOneVersion(c *pipe, h transport.Handler) {
	first := ""
	c.each(func(ctx context.Context, payload []byte) bool {
		version := parseObject(payload).text("jsonrpc")
		if first == "" {
			first = "v" + version
		}
		if first != "v"+version {
			payload = messages(func(o object) object { return o.with("jsonrpc", protocol.Raw(`"3.0"`)) })(payload)
		}
		c.answer(ctx, h, payload)
		return true
	})
}
