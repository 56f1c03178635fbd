package natsrpc

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A Sender sends payloads to a subject. It is a [transport.Sender] and a
// [transport.Describer], and is safe for concurrent use.
type Sender struct {
	conn    *nats.Conn
	subject string
}

// NewSender returns a Sender for a subject. The connection stays the caller's; it must
// not be nil, and may be shared.
func NewSender(conn *nats.Conn, subject string) *Sender {
	return &Sender{conn: conn, subject: subject}
}

// Send implements [transport.Sender]. A payload that has to be answered (as
// [protocol.Parse] sees it) is a request of NATS, and Send waits for the first reply
// until ctx ends. A payload of notifications alone is published: Send returns as soon
// as it is in the buffer of the connection, and nobody tells whether it arrives.
//
// A call whose worker dies, or whose reply gets lost, is known by nothing but its ctx:
// give every call a deadline. The error is a [*transport.Error] with the cause wrapped:
//
//   - nobody listens: [nats.ErrNoResponders], not sent;
//   - more than the engine takes at once (its max_payload, headers included):
//     [transport.ErrPayloadTooLarge], not sent;
//   - the connection was closed, or is being drained: [transport.ErrClosed], not sent;
//   - the engine is away and the buffer for that is full:
//     [nats.ErrReconnectBufExceeded], not sent;
//   - ctx ended before: its error, not sent;
//   - ctx or the connection ended later: their error. Sent is true, for a worker may
//     have the payload, or get it as soon as the connection is back.
func (s *Sender) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, s.failure(ctx, err, false)
	}
	if s.conn.IsClosed() { // later on, the same error leaves open whether it was sent
		return nil, s.failure(ctx, nats.ErrConnectionClosed, false)
	}
	msg := &nats.Msg{Subject: s.subject, Header: headerFrom(ctx), Data: payload}
	if !wantsReply(payload) {
		if err := s.conn.PublishMsg(msg); err != nil {
			return nil, s.failure(ctx, err, maybeSent(err))
		}
		return nil, nil
	}
	reply, err := s.conn.RequestMsgWithContext(ctx, msg)
	if err != nil {
		return nil, s.failure(ctx, err, maybeSent(err))
	}
	if len(reply.Data) == 0 {
		return nil, nil
	}
	return reply.Data, nil
}

// Describe implements [transport.Describer].
func (s *Sender) Describe(context.Context) []slog.Attr {
	return []slog.Attr{slog.String(transport.KeyEndpoint, endpoint(s.subject))}
}

// wantsReply reports whether a server has to answer a payload. It answers everything
// but notifications: calls, what is no JSON-RPC, and responses as well (R16).
func wantsReply(payload []byte) bool {
	p, err := protocol.Parse(payload)
	if err != nil {
		return true
	}
	for _, message := range p.All() {
		if message.NeedsAnswer() || message.IsResponse() {
			return true
		}
	}
	return false
}

// A Worker is a member of a queue group: of the payloads that are sent to the subject,
// each goes to one worker of the group.
type Worker struct {
	conn *nats.Conn
	sub  *nats.Subscription
}

// Join makes a member of a queue group; the name must not be empty. When it returns,
// the engine knows the worker and sends it payloads, so that [Worker.Serve] should
// follow. The subject may have wildcards. There should be one group for a subject:
// each of several executes every call, and the first reply counts.
//
// The connection stays the caller's, and must be open until Serve has returned. An
// error is a [*transport.Error].
func Join(conn *nats.Conn, subject, group string) (*Worker, error) {
	if group == "" { // NATS would send every payload to all of them
		return nil, joinError(subject, nats.ErrBadQueueName)
	}
	sub, err := conn.QueueSubscribeSync(subject, group)
	if err != nil {
		return nil, joinError(subject, err)
	}
	if err := conn.Flush(); err != nil {
		_ = sub.Unsubscribe() // the error that matters is the first
		return nil, joinError(subject, err)
	}
	return &Worker{conn: conn, sub: sub}, nil
}

// Serve passes payloads to h, which must not be nil, and sends its replies; nil sends
// none. Up to atOnce payloads are served at a time (at least one). The others that the
// engine has sent wait in memory, in the order they came: up to 64 MiB of them, and
// 65,536 unless [nats.SyncQueueLen] sets another number. NATS drops what comes beyond,
// and tells the error handler of the connection.
//
// A reply that is too large for the engine is answered with -32603 "reply too large",
// in a batch for each of its calls. What h did stays done.
//
// When ctx ends the worker leaves the group, serves all that it was sent before, makes
// sure that the replies are out, and returns nil. Calls under way do not notice: their
// context keeps the values of ctx but not its end. If the engine is away just then,
// Serve waits for it up to 20 seconds, and returns an error if that was in vain.
//
// When the connection is closed the contexts of the calls end; Serve waits for the calls
// and returns an error that matches [transport.ErrClosed]. So close the connection to
// cut a drain short, but never drain it while Serve runs: it would refuse the replies.
// Every error is a [*transport.Error].
//
// The context of h has a [transport.Peer] with what the caller sent as headers, by their
// canonical names, and the subject as "Nats-Subject". Only that one is the word of the
// engine. Serve is called once.
func (w *Worker) Serve(ctx context.Context, h transport.Handler, atOnce int) error {
	defer context.AfterFunc(ctx, func() { _ = w.sub.Drain() })() // it fails if there is nothing to drain
	calls, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()
	defer w.onClose(abort)()

	var running sync.WaitGroup
	slots := make(chan struct{}, max(atOnce, 1))
	for {
		slots <- struct{}{}
		msg, err := w.next()
		if err != nil {
			running.Wait()
			return w.farewell(err)
		}
		running.Go(func() {
			defer func() { <-slots }()
			w.serve(calls, h, msg)
		})
	}
}

// onClose calls f when the connection is closed, unless stop is called before.
func (w *Worker) onClose(f func()) (stop func()) {
	closed := w.conn.StatusChanged(nats.CLOSED)
	go func() {
		if _, ok := <-closed; ok {
			f()
		}
	}()
	return func() { w.conn.RemoveStatusListener(closed) }
}

// next returns the next message. The error is the end of the subscription.
func (w *Worker) next() (*nats.Msg, error) {
	for {
		msg, err := w.sub.NextMsgWithContext(context.Background())
		switch {
		case errors.Is(err, nats.ErrSlowConsumer): // some were dropped, others will come
		case errors.Is(err, nats.ErrNoResponders): // what a message that pretends to be the engine's looks like
		default:
			return msg, err
		}
	}
}

// farewell makes sure that the engine has the replies, and says why Serve ended.
func (w *Worker) farewell(err error) error {
	if errors.Is(err, nats.ErrBadSubscription) { // the end of a drain
		err = w.conn.Flush()
	}
	if err != nil {
		return &transport.Error{Op: "serve", Endpoint: endpoint(w.sub.Subject), Sent: true, Err: translated(err)}
	}
	return nil
}

// serve answers a message. It does not use [nats.Msg.Respond], which is for as long as
// there is the subscription. Whether the reply arrives only the caller knows.
func (w *Worker) serve(ctx context.Context, h transport.Handler, msg *nats.Msg) {
	reply := h.ServeRPC(transport.WithPeer(ctx, peer(msg)), msg.Data)
	if reply == nil || msg.Reply == "" {
		return
	}
	err := w.conn.Publish(msg.Reply, reply)
	if errors.Is(err, nats.ErrMaxPayload) {
		err = w.conn.Publish(msg.Reply, tooLarge(msg.Data))
	}
	if errors.Is(err, nats.ErrMaxPayload) { // the ids are that large, or that many
		_ = w.conn.Publish(msg.Reply, tooLargeAsWhole())
	}
}
