package transport

import (
	"log/slog"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// The defaults of [MuxOptions].
const (
	DefaultCalls   = 1 << 16
	DefaultServing = 1 << 14
	DefaultBacklog = 64 << 20
	DefaultLinger  = 5 * time.Second
)

// MuxOptions are how a [Mux] works. The zero value is ready.
type MuxOptions struct {
	// Limits and Dialect decide what is a message, as far as the Mux has to know. What is
	// wrong with a request, Handler says.
	Limits  protocol.Limits
	Dialect protocol.Dialect

	// Calls is how many payloads of this side may wait for a reply at once; Send waits
	// for a place. Zero is [DefaultCalls].
	Calls int

	// Serving is how many payloads of the peer are handled at once; the rest is queued in
	// its order. With 1 they are handled one after the other in the order in which they
	// came, which is what peers need whose notifications build on each other. Zero is
	// [DefaultServing].
	Serving int

	// Backlog is how many bytes the payloads of the peer that are handled or queued may
	// have together, each counted with 256 more for what it takes to keep it; one larger
	// payload is taken if there is no other. Beyond it, nothing is read from the peer
	// until there is room; but as long as a call of this side waits for its reply, that
	// would hold up the reply, so reading goes on, requests are answered with
	// [CodeOverloaded], and notifications are dropped and logged. Zero is
	// [DefaultBacklog].
	//
	// What the Mux itself has to tell the peer, such as those answers, may take as many
	// bytes again, or 1 MiB if that is more, until the peer reads it; beyond that too,
	// nothing is read.
	Backlog int

	// Inline calls the handler on the goroutine that reads, one payload after the other,
	// which saves most of what it costs to serve a short call. Nothing else is read
	// meanwhile, neither replies nor cancellations, so it is for handlers that do not wait.
	// They may notify the peer; a call with their context fails with [ErrInline]. Two
	// sides that are inline both, and send without reading, can stop each other until a
	// write times out. Serving and Backlog have no meaning then.
	Inline bool

	// Linger is how long what the peer asked for may still take after it has closed its
	// side in good order: it may wait for the replies, as one does that sends a file of
	// requests. Zero is [DefaultLinger], a negative value none.
	Linger time.Duration

	// Grace is how long [Serve] and [ServeListener] let what is under way finish when their
	// context has ended. Zero is not at all.
	Grace time.Duration

	// Cancel is how calls are given up, in both directions; nil is not at all. See
	// [CancelLSP] and [CancelMCP].
	Cancel *Cancellation

	// Logger gets, at level Debug, replies that nobody waits for and connections of a
	// [Group] that failed; at Warn, messages of the peer that were dropped; at Error,
	// handlers that panicked. Nil logs nothing.
	Logger *slog.Logger
}

// resolved returns the options with the defaults filled in.
func (o MuxOptions) resolved() MuxOptions {
	o.Limits = o.Limits.Resolved()
	if o.Calls <= 0 {
		o.Calls = DefaultCalls
	}
	if o.Serving <= 0 {
		o.Serving = DefaultServing
	}
	if o.Backlog <= 0 {
		o.Backlog = DefaultBacklog
	}
	if o.Linger == 0 {
		o.Linger = DefaultLinger
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}
