package mutant

import (
	"bytes"
	"context"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// limitCases are the cases about limits.
var limitCases = []string{"server/limits"}

var serverLimit = []*Mutant{
	{
		Name:   "depth-50",
		Defect: "Nesting is limited to 50.",
		Cases:  limitCases,
		start:  local(limits(protocol.Limits{Depth: 50})),
	},
	{
		Name:   "depth-unlimited",
		Defect: "Nesting is not limited.",
		Cases:  limitCases,
		start:  local(limits(protocol.Limits{Depth: -1})),
	},
	{
		Name:   "depth-overflow",
		Defect: "Too deep nesting ends the process.",
		Cases:  limitCases,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if contains("[[[[[[[[[[", `[{"a":[{"a":[{"a":`, "{\"a\":{\"a\":{\"a\":")(payload) && len(payload) > 20_010 {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "batch-limit-999",
		Defect: "Batches are limited by one less than they should be.",
		Cases:  limitCases,
		start:  local(limits(protocol.Limits{Batch: 999})),
	},
	{
		Name:   "batch-unlimited",
		Defect: "Batches are not limited.",
		Cases:  []string{"server/limits/batch-1*"},
		start:  local(limits(protocol.Limits{Batch: -1})),
	},
	{
		Name:   "batch-limit-late",
		Defect: "A batch that is too large is refused after its first members were executed.",
		Cases:  limitCases,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if elements := elementsOf(payload); len(elements) > 1000 {
				next.ServeRPC(ctx, array(elements[:1000]))
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "payload-limit-64-kib",
		Defect: "Payloads are limited to 64 KiB.",
		Cases:  limitCases,
		start:  local(limits(protocol.Limits{Payload: 64 << 10})),
	},
	{
		Name:   "payload-unlimited",
		Defect: "Payloads are not limited.",
		Cases:  limitCases,
		start:  local(limits(protocol.Limits{Payload: -1})),
	},
	{
		Name:   "numbers-of-machine",
		Defect: "Numbers that do not fit into a machine word are not JSON.",
		Cases:  []string{"server/limits/*number*", "server/limits/*exponent", "server/params"},
		start: local(refusing(func(payload []byte) bool {
			found := false
			walk{number: func(text string) string {
				found = found || len(text) > 300 || bytes.ContainsAny([]byte(text), "eE") && len(text) > 8
				return text
			}}.payload(payload)
			return found
		}, protocol.CodeInternalError)),
	},
	{
		Name:    "exponents-expanded",
		Defect:  "Numbers are expanded to all their digits, however long that takes.",
		Cases:   []string{"server/limits/*exponent"},
		Timeout: 200 * time.Millisecond,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if contains("1e1000000000", "1E-1000000000")(payload) {
				<-ctx.Done()
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:    "hangs-on-much",
		Defect:  "What takes quadratic time, many members, elements, escapes or much space, takes forever.",
		Cases:   []string{"server/limits/members-*", "server/limits/elements-*", "server/limits/s*", "server/limits/backslashes", "server/limits/batch-of-ones", "server/limits/brackets-*"},
		Timeout: 200 * time.Millisecond,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if len(payload) > 80_000 {
				<-ctx.Done()
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "results-of-depth-50",
		Defect: "Results that are nested more than 50 levels are an internal error.",
		Cases:  limitCases,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			reply := next.ServeRPC(ctx, payload)
			if contains(`"result":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[`)(reply) {
				return failure(payload, protocol.CodeInternalError)
			}
			return reply
		})),
	},
	{
		Name:   "binary-unanswered",
		Defect: "Bytes that are no text are not answered.",
		Cases:  limitCases,
		start: local(around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
			if contains("\x16", "\x00")(payload) {
				return nil
			}
			return next.ServeRPC(ctx, payload)
		})),
	},
	{
		Name:   "banned-after-ten-errors",
		Defect: "After ten payloads that are no JSON nothing is answered any more.",
		Cases:  []string{"server/limits/garbage-*"},
		start:  local(banning),
	},
}

// banning answers nothing after ten payloads that were no JSON.
func banning(p *serverParts) {
	var faults atomic.Int32
	around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
		if protocol.Raw(payload).Validate() != nil {
			faults.Add(1)
		}
		if faults.Load() > 10 {
			return nil
		}
		return next.ServeRPC(ctx, payload)
	})(p)
}
