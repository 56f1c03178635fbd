package server

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// Options are how a Server works. The zero value is ready.
type Options struct {
	// Limits bound what a payload can make the server do: Depth, Batch and Reply.
	// Payload is enforced by transports.
	Limits protocol.Limits

	// Dialect decides which messages are valid.
	Dialect protocol.Dialect

	// Codec encodes results and error data, and decodes params; nil is [JSON].
	Codec Codec

	// BatchConcurrency is how many members of one batch run at once. With 1 they run
	// in their order. Zero is GOMAXPROCS, but at least 8; a negative number is 1.
	BatchConcurrency int

	// Isolate runs every call on a goroutine of its own, so that a Method that calls
	// runtime.Goexit is answered like one that panics. Without it, such a Method ends
	// the goroutine that called ServeRPC, and its call has no answer; members of batches
	// are isolated anyway. It costs the start of a goroutine and the growth of its stack.
	Isolate bool

	// Logger gets what callers are not told: the errors and panics behind -32603 at
	// level Error, and the reasons behind -32602 at level Debug. Nil logs nothing.
	Logger *slog.Logger
}

// A Server answers payloads by calling the Methods that are registered with it. It is
// a [transport.Handler]. All its methods may be called concurrently, also while it
// serves; what they change counts for payloads that come later.
type Server struct {
	options     Options
	replyLimit  int
	codec       Codec
	logger      *slog.Logger
	concurrency int

	change sync.Mutex // held by those who replace the state
	state  atomic.Pointer[state]

	sessions sync.Pool // of *session
	batches  sync.Pool // of *batch
	workers  sync.Pool // of *worker
}

var _ transport.Handler = (*Server)(nil)

// New returns a Server without Methods.
func New(o Options) *Server {
	s := &Server{
		options:     o,
		replyLimit:  o.Limits.Resolved().Reply,
		codec:       o.Codec,
		logger:      o.Logger,
		concurrency: o.BatchConcurrency,
	}
	if s.codec == nil {
		s.codec = JSON
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	if s.concurrency == 0 {
		s.concurrency = max(8, runtime.GOMAXPROCS(0))
	}
	s.concurrency = max(1, s.concurrency)
	s.state.Store(newState())
	return s
}

// ServeRPC answers a payload: see [transport.Handler]. It returns when all that the
// payload asks for is done, and never panics. A response among the messages is
// answered with -32600 and the id null (R16); see [Server.TwoWay].
func (s *Server) ServeRPC(ctx context.Context, payload []byte) []byte {
	return s.serve(ctx, payload, false)
}

// TwoWay returns a Handler that does as the server, but does not answer responses
// (R16). It is for transports over which both sides call: there, a response is a late
// or stray one, and two sides that answered it would never stop.
func (s *Server) TwoWay() transport.Handler {
	return transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		return s.serve(ctx, payload, true)
	})
}
