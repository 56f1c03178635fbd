package mutant

import (
	"context"
	"io"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// clientTwoWayCases are the cases about two-way connections.
var clientTwoWayCases = []string{"client/two-way"}

var clientTwoWay = []*Mutant{
	{
		Name:    "first-message-taken",
		Defect:  "The first message that comes is the reply.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start:   callingTwoWay(lines(func(_, _ []byte) verdict { return take })),
	},
	{
		Name:    "responses-in-order",
		Defect:  "The first response that comes is the reply, whatever its id.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(lines(func(_, line []byte) verdict {
			if p, err := protocol.Parse(line); err == nil && p.At(0).IsResponse() {
				return take
			}
			return skip
		})),
	},
	{
		Name:    "ids-by-text",
		Defect:  "Replies are found by their ids as text, quotes aside.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(lines(func(sent, line []byte) verdict {
			for _, e := range append(elementsOf(sent), sent) {
				for _, r := range append(elementsOf(line), line) {
					want, got := parseObject(e).get("id"), parseObject(r).get("id")
					if want != nil && got != nil && stringOrText(want) == stringOrText(got) {
						return take
					}
				}
			}
			return skip
		})),
	},
	{
		Name:   "last-reply-counts",
		Defect: "A second reply to a call takes the place of the first.",
		Cases:  []string{"client/two-way/double*"},
		start:  callingTwoWay(lastLine),
	},
	{
		Name:    "requests-end-connection",
		Defect:  "A request or a notification of the server ends the connection.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(lines(func(sent, line []byte) verdict {
			for _, e := range append(elementsOf(line), line) {
				if parseObject(e).get("method") != nil {
					return fail
				}
			}
			return judged(sent, line)
		})),
	},
	{
		Name:    "strays-end-connection",
		Defect:  "A response that nobody waits for ends the connection.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(lines(func(sent, line []byte) verdict {
			v := judged(sent, line)
			if p, err := protocol.Parse(line); v == skip && err == nil && p.At(0).IsResponse() {
				return fail
			}
			return v
		})),
	},
	{
		Name:    "notification-waits",
		Defect:  "A notification waits for a reply.",
		Cases:   clientTwoWayCases,
		Timeout: 2 * time.Second,
		start:   callingTwoWay(waiting),
	},
	{
		Name:    "first-of-array-taken",
		Defect:  "The first message of an array is the reply, with the result null if it has none.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(lines(judged), comparing(func(sent, reply []byte) []byte {
			if isArray(reply) && !isArray(sent) {
				return resultOf(sent, protocol.Raw("null"))
			}
			return reply
		})),
	},
	{
		Name:    "end-as-null",
		Defect:  "When the connection ends, calls have the result null.",
		Cases:   clientTwoWayCases,
		Timeout: 3 * time.Second,
		start: callingTwoWay(reporting(func(line object) object {
			if line.get("failure") != nil {
				return object{{"result", protocol.Raw("null")}}
			}
			return line
		})),
	},
}

// A verdict says what a message is for a call.
type verdict int

const (
	take verdict = iota // the reply
	skip                // something else
	fail                // the end of the connection
)

// A lineClient is a Sender that makes one call after the other, and judges by itself what
// is the reply.
type lineClient struct {
	transport.Conn
	judge func(sent, line []byte) verdict
	wait  bool // also for replies to notifications
	last  bool // whether the last reply counts
}

// lines is a client that judges the lines that come.
func lines(judge func(sent, line []byte) verdict) clientChange {
	return func(p *clientParts) {
		p.mux = func(c transport.Conn) lineSender { return &lineClient{Conn: c, judge: judge} }
	}
}

func lastLine(p *clientParts) {
	p.mux = func(c transport.Conn) lineSender { return &lineClient{Conn: c, judge: judged, last: true} }
}

func waiting(p *clientParts) {
	p.mux = func(c transport.Conn) lineSender { return &lineClient{Conn: c, judge: judged, wait: true} }
}

// judged judges as it should be: what has an id of the call is the reply.
func judged(sent, line []byte) verdict {
	for _, e := range append(elementsOf(sent), sent) {
		want := parseObject(e).get("id")
		for _, r := range append(elementsOf(line), line) {
			o := parseObject(r)
			if want != nil && string(o.get("id")) == string(want) && o.get("method") == nil {
				return take
			}
		}
	}
	return skip
}

// Send implements transport.Sender.
func (c *lineClient) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if err := c.Write(ctx, payload); err != nil {
		return nil, err
	}
	if !contains(`"id":`)(payload) && !c.wait {
		return nil, nil
	}
	var reply []byte
	for {
		limited, cancel := ctx, context.CancelFunc(func() {})
		if reply != nil {
			limited, cancel = context.WithTimeout(ctx, time.Second)
		}
		line, err := c.Read(limited)
		cancel()
		if err != nil && reply != nil {
			return reply, nil
		}
		if err != nil {
			return nil, err
		}
		switch c.judge(payload, line) {
		case take:
			if reply = append([]byte{}, line...); !c.last {
				return reply, nil
			}
		case fail:
			return nil, &transport.Error{Op: "receive", Sent: true, Err: io.ErrUnexpectedEOF}
		}
	}
}

// Shutdown has nothing to wait for.
func (c *lineClient) Shutdown(context.Context) error { return nil }
