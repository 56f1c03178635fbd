package mutant

import (
	"context"
	"io"
	"time"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
)

// clientLimitCases are the cases about limits that do not wait.
var clientLimitCases = []string{"client/limits/[^fhs]*"}

var clientLimit = []*Mutant{
	{
		Name:   "reply-limit-64-kib",
		Defect: "Replies of more than 64 KiB are refused.",
		Cases:  clientLimitCases,
		start:  calling(clientLimits(protocol.Limits{Payload: 64 << 10})),
	},
	{
		Name:   "reply-unlimited",
		Defect: "Replies are not limited.",
		Cases:  clientLimitCases,
		start:  calling(clientLimits(protocol.Limits{Payload: -1})),
	},
	{
		Name:   "depth-100",
		Defect: "Nesting of replies is limited to 100.",
		Cases:  clientLimitCases,
		start:  calling(clientLimits(protocol.Limits{Depth: 100})),
	},
	{
		Name:   "depth-unlimited",
		Defect: "Nesting of replies is not limited.",
		Cases:  clientLimitCases,
		start:  calling(clientLimits(protocol.Limits{Depth: -1})),
	},
	{
		Name:   "crash-on-much",
		Defect: "Replies that are long or deep end the program.",
		Cases:  clientLimitCases,
		start: calling(func(p *clientParts) {
			p.instead = func(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
				crashed := false
				inner := newClientParts([]clientChange{receiving(func(reply []byte) []byte {
					crashed = len(reply) > 100_000
					return reply
				})})
				printed, err := inner.overHTTP(ctx, j)
				if crashed {
					return nil, io.ErrUnexpectedEOF
				}
				return printed, err
			}
		}),
	},
	{
		Name:   "impatient",
		Defect: "A reply that takes more than 25 milliseconds to arrive is given up.",
		Cases:  []string{"client/limits/slow"},
		start: calling(told(func(j conformance.ClientJob) conformance.ClientJob { return j }), doing(func(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
			hurried := *j
			hurried.Timeout = 25 * time.Millisecond
			return new(clientParts).overHTTP(ctx, &hurried)
		})),
	},
	{
		Name:    "timeout-as-null",
		Defect:  "A call that takes too long has the result null.",
		Cases:   []string{"client/limits/hang*", "client/notification/hang"},
		Timeout: 500 * time.Millisecond,
		start: calling(func(p *clientParts) {
			p.printed = append(p.printed, func(_ *conformance.ClientJob, printed []byte) []byte {
				var lines []byte
				for range len(elementsOf(asArray(printed))) {
					lines = append(lines, "{\"result\":null}\n"...)
				}
				return lines
			})
		}),
	},
}

// asArray returns lines of JSON as an array.
func asArray(lines []byte) []byte {
	r := &laxReader{in: append(append([]byte{'['}, lines...), ']'), laxity: missingCommas}
	if !r.text() {
		return nil
	}
	return r.out
}
