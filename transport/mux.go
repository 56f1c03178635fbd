package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"sync"

	"github.com/rpcwire/rpcwire/protocol"
)

// CodeOverloaded is the code of the error that answers requests which were not
// executed since this side has too many, or is closing. They can be sent again later.
const CodeOverloaded protocol.Code = -32005

// Causes of the errors of a [Mux].
var (
	// ErrIDInUse is a call whose id equals that of one still waiting for its reply: the
	// replies could not be told apart.
	ErrIDInUse = errors.New("a call with an equal id is in flight")

	// ErrDisconnected is the end of a connection by the peer while calls were waiting
	// for their replies.
	ErrDisconnected = errors.New("the peer closed the connection")
)

// A Mux makes calls over a [Conn] and serves those that come from its peer, many at a
// time in both directions. It is a [Sender]: replies are assigned to calls by their ids,
// in whatever order they come. What of a payload has to be answered, and what that means
// for odd replies, is as in the rulings of the codec:
//
//   - a batch is answered by the first payload with a response to any of its calls;
//   - an error with the id null, or without id, belongs to a call with the id null, or
//     to the only call in flight (C05); so does what is no message at all if there is no
//     handler that could take it for a request;
//   - an object with an id, but with neither method, result nor error, is an invalid
//     response if a call with that id waits for one;
//   - responses that nobody waits for are dropped: late, doubled and stray ones (C06);
//   - bytes that are no message get the error that the handler answers, and one bad
//     message spoils no other.
//
// Every call ends: with its reply, with its context, or when the connection does, with
// an [*Error]. A call that was given up leaves nothing behind. All methods may be called
// concurrently.
type Mux struct {
	conn    Conn
	handler Handler
	options MuxOptions
	cancel  context.CancelCauseFunc
	lost    chan struct{} // closed when err is set
	done    chan struct{}
	ended   func(*Mux) // called before done is closed, unless it is nil
	calls   calls

	// For the reader only.
	ctx    context.Context // that of the handlers
	nobody PeerConn        // who does not know its peer yet; else nil

	mu      sync.Mutex
	changed sync.Cond // of what follows, for those who wait for room or for silence
	pending pending
	serving serving
	asides  asides
	closing bool  // no new calls, in either direction
	err     error // why the connection ended; nil as long as it has not
}

var _ Sender = (*Mux)(nil)

// NewMux returns a Mux on conn, which it owns from then on, and begins to read. H answers
// what the peer asks; the one of a server is Server.TwoWay. It is called on goroutines of
// its own and finds the Mux in its context: see [SenderFrom]. One that panics, or ends
// its goroutine, is logged and answered for with -32603. If h is nil, every request of
// the peer is answered with -32601.
//
// The Mux ends when the connection does, or by [Mux.Close] or [Mux.Shutdown].
func NewMux(conn Conn, h Handler, o MuxOptions) *Mux {
	m := newMux(conn, h, o)
	go m.read()
	return m
}

// newMux returns a Mux that does not read yet.
func newMux(conn Conn, h Handler, o MuxOptions) *Mux {
	m := &Mux{conn: conn, handler: h, options: o.resolved()}
	m.lost, m.done = make(chan struct{}), make(chan struct{})
	m.changed.L = &m.mu
	m.pending.init()
	ctx, cancel := context.WithCancelCause(context.WithValue(context.Background(), senderKey{}, Sender(m)))
	m.ctx, m.cancel = ctx, cancel
	m.nobody, _ = conn.(PeerConn)
	return m
}

type senderKey struct{}

// SenderFrom returns the Sender to the peer whose payload is being handled with ctx, or
// nil if the transport goes one way. It is how a server calls and notifies its client,
// also after the Handler has returned, for as long as the connection lasts; the context
// of the Handler may end earlier.
func SenderFrom(ctx context.Context) Sender {
	s, _ := ctx.Value(senderKey{}).(Sender)
	return s
}

// Conn returns the connection. Writing to it is allowed.
func (m *Mux) Conn() Conn { return m.conn }

// Done returns a channel that is closed when the connection has ended and all that was
// under way has, handlers included.
func (m *Mux) Done() <-chan struct{} { return m.done }

// Err returns why the connection ended: [io.EOF] if the peer closed it in good order,
// an error that matches [ErrClosed] if this side did. It is nil until then.
func (m *Mux) Err() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.err
}

// endpoint returns what the peer goes by in errors.
func (m *Mux) endpoint() string {
	if s, ok := m.conn.(interface{ String() string }); ok {
		return s.String()
	}
	return ""
}

// Describe tells the endpoint: see [Describer].
func (m *Mux) Describe(context.Context) []slog.Attr {
	if e := m.endpoint(); e != "" {
		return []slog.Attr{slog.String(KeyEndpoint, e)}
	}
	return nil
}

// failure returns the error of a call that came to nothing.
func (m *Mux) failure(op string, sent bool, cause error) *Error {
	return &Error{Op: op, Endpoint: m.endpoint(), Sent: sent, Err: cause}
}

// lostCall returns the error of a call that the end of the connection, with the given
// cause, has ended or prevented.
func (m *Mux) lostCall(sent bool, cause error) *Error {
	failed := m.failure("send", sent, cause)
	if sent {
		failed.Op = "receive"
	}
	if e, ok := cause.(*Error); ok {
		failed.Err = e.Err
		if e.Endpoint != "" {
			failed.Endpoint = e.Endpoint
		}
	}
	failed.Err = disconnected(failed.Err)
	return failed
}

// disconnected returns what the end of a connection is called elsewhere than in Err.
func disconnected(cause error) error {
	if errors.Is(cause, io.EOF) {
		return ErrDisconnected
	}
	return cause
}
