package natsrpc_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/protocol"
	rpcserver "github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

// reference returns a server with the methods one, repeat and fail.
func reference(t *testing.T) *rpcserver.Server {
	t.Helper()
	s := rpcserver.New(rpcserver.Options{})
	err := errors.Join(
		s.Handle("one", rpcserver.Func(func() int { return 1 })),
		s.Handle("repeat", rpcserver.Func(strings.Repeat, "text", "times")),
		s.Handle("fail", rpcserver.Func(func() error { return protocol.NewError(-32001, "boom") })),
	)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSend(t *testing.T) {
	e := newEngine(t, server.Options{})
	e.serve(t, 4, reference(t).ServeRPC)
	sender := natsrpc.NewSender(e.connect(t), subject)
	tests := []struct{ payload, want, reason string }{
		{call, one, "a call is answered"},
		{`{"method":"one","params":[],"id":7}`, `{"result":1,"error":null,"id":7}`, "a 1.0 call is answered in 1.0"},
		{`{"jsonrpc":"2.0","method":"fail","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":1}`,
			"an error of the server is a reply, and none of the transport"},
		{`[` + call + `,` + note + `,{"jsonrpc":"2.0","method":"fail","id":2}]`,
			`[` + one + `,{"jsonrpc":"2.0","error":{"code":-32001,"message":"boom"},"id":2}]`, "a batch is answered where it has calls"},
		{note, "", "a notification has no reply to wait for"},
		{`{"method":"one","params":[],"id":null}`, "", "nor has one of 1.0"},
		{`[` + note + `,` + note + `]`, "", "nor has a batch of them"},
		{`{"jsonrpc"`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`, "what is no JSON is answered, too"},
		{one, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`, "and so is a response (R16)"},
	}
	for _, test := range tests {
		reply, err := sender.Send(t.Context(), []byte(test.payload))
		if err != nil {
			t.Errorf("%s: %s: %v", test.reason, test.payload, err)
		}
		// Where a parse error is, its data says; that is the server's business.
		if got, _, _ := strings.Cut(string(reply), `,"data"`); !strings.HasPrefix(test.want, got) || got == "" && test.want != "" {
			t.Errorf("%s: %s:\n%s", test.reason, test.payload, cmp.Diff(test.want, string(reply)))
		}
	}
}

func TestNotificationIsNotWaitedFor(t *testing.T) {
	e := newEngine(t, server.Options{})
	got, release := make(chan string), make(chan struct{})
	e.serve(t, 1, func(_ context.Context, payload []byte) []byte {
		got <- string(payload)
		<-release
		return nil
	})
	sender := natsrpc.NewSender(e.connect(t), subject)
	for range 2 {
		if reply, err := sender.Send(t.Context(), []byte(note)); reply != nil || err != nil {
			t.Fatalf("got %s and %v, want nothing", reply, err)
		}
	}
	for range 2 { // both were sent while nobody had finished with the first
		if diff := cmp.Diff(note, arrives(t, "the notification", got)); diff != "" {
			t.Error(diff)
		}
		release <- struct{}{}
	}
}

// Others may serve the subject, too, and answer with an empty message.
func TestEmptyReply(t *testing.T) {
	e := newEngine(t, server.Options{})
	other := e.connect(t)
	if _, err := other.Subscribe(subject, func(msg *nats.Msg) { _ = msg.Respond(nil) }); err != nil {
		t.Fatal(err)
	}
	if err := other.Flush(); err != nil {
		t.Fatal(err)
	}
	got := arrives(t, "the reply", send(t.Context(), natsrpc.NewSender(e.connect(t), subject), call))
	if got.reply != nil || got.err != nil {
		t.Errorf("got %q and %v, want nothing", got.reply, got.err)
	}
}

// A dueContext ends when it is told to, as if its deadline had come.
type dueContext struct {
	context.Context
	due chan struct{}
}

func (c dueContext) Done() <-chan struct{} { return c.due }

func (c dueContext) Err() error {
	select {
	case <-c.due:
		return context.DeadlineExceeded
	default:
		return nil
	}
}

func TestFailures(t *testing.T) {
	boom := errors.New("boom")
	ended, end := context.WithCancelCause(context.Background())
	end(boom)
	due := dueContext{context.Background(), make(chan struct{})}
	cancelled, cancel := context.WithCancelCause(context.Background())
	tests := []struct {
		reason  string
		ctx     context.Context // of the call
		payload string
		subject string                                     // where it calls
		before  func(t *testing.T, e engine, c *nats.Conn) // the call
		during  func(c *nats.Conn)                         // the call, which is being executed
		want    []error
		sent    bool
		timeout bool
	}{
		{reason: "the engine knows that nobody listens", subject: "elsewhere", want: []error{nats.ErrNoResponders}},
		{reason: "no subject of NATS has blanks", subject: "two words", want: []error{nats.ErrBadSubject}},
		{reason: "a context that has ended sends nothing", ctx: ended, want: []error{context.Canceled, boom}},
		{
			reason: "a worker goes on after the deadline", ctx: due, during: func(*nats.Conn) { close(due.due) },
			want: []error{context.DeadlineExceeded}, sent: true, timeout: true,
		},
		{
			reason: "and after a cancellation", ctx: cancelled, during: func(*nats.Conn) { cancel(boom) },
			want: []error{context.Canceled, boom}, sent: true,
		},
		{
			reason: "a connection that is closed sends nothing",
			before: func(_ *testing.T, _ engine, c *nats.Conn) { c.Close() },
			want:   []error{transport.ErrClosed, nats.ErrConnectionClosed},
		},
		{
			reason: "nor does it send a notification", payload: note,
			before: func(_ *testing.T, _ engine, c *nats.Conn) { c.Close() },
			want:   []error{transport.ErrClosed, nats.ErrConnectionClosed},
		},
		{
			reason: "one that is closed later has sent", during: (*nats.Conn).Close,
			want: []error{transport.ErrClosed, nats.ErrConnectionClosed}, sent: true,
		},
		{
			reason: "the engine told its limit", payload: `["` + strings.Repeat("x", maxPayload) + `"]`,
			want: []error{transport.ErrPayloadTooLarge, nats.ErrMaxPayload},
		},
		{
			reason: "the limit includes headers", payload: call,
			ctx:  natsrpc.WithHeader(context.Background(), nats.Header{"X": {strings.Repeat("x", maxPayload)}}),
			want: []error{transport.ErrPayloadTooLarge},
		},
		{
			reason: "the limit is for notifications as well", payload: note + strings.Repeat(" ", maxPayload),
			want: []error{transport.ErrPayloadTooLarge},
		},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			e := newEngine(t, server.Options{MaxPayload: maxPayload})
			running, release := make(chan struct{}, 1), make(chan struct{})
			e.serve(t, 1, func(context.Context, []byte) []byte {
				running <- struct{}{}
				<-release
				return nil
			})
			defer close(release)
			conn := e.connect(t)
			if test.before != nil {
				test.before(t, e, conn)
			}
			if test.ctx == nil {
				test.ctx = t.Context()
			}
			if test.payload == "" {
				test.payload = call
			}
			if test.subject == "" {
				test.subject = subject
			}
			sending := send(test.ctx, natsrpc.NewSender(conn, test.subject), test.payload)
			if test.during != nil {
				arrives(t, "the call", running)
				test.during(conn)
			}
			err := failed(t, arrives(t, "the error", sending).err)
			for _, want := range test.want {
				if !errors.Is(err, want) {
					t.Errorf("got %v, want %v", err, want)
				}
			}
			if err.Sent != test.sent || err.Timeout() != test.timeout || err.Endpoint != "nats:"+test.subject {
				t.Errorf("got %+v with timeout %t, want sent %t, timeout %t", err, err.Timeout(), test.sent, test.timeout)
			}
		})
	}
}

// maxPayload is what engines take whose limit matters.
const maxPayload = 1024

func TestEngineAway(t *testing.T) {
	tests := []struct {
		reason  string
		options []nats.Option
		want    error
		sent    bool
	}{
		{"what waits in the buffer may still be sent", nil, context.Canceled, true},
		{"without a buffer nothing is", []nats.Option{nats.ReconnectBufSize(-1)}, nats.ErrReconnectBufExceeded, false},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			e := newEngine(t, server.Options{})
			conn := e.connect(t, test.options...)
			e.Shutdown()
			eventually(t, "the connection notices", conn.IsReconnecting)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			sending := send(ctx, natsrpc.NewSender(conn, subject), call)
			if test.sent {
				eventually(t, "the call is in the buffer", func() bool { return conn.Stats().OutMsgs == 1 })
				cancel()
			}
			if err := failed(t, arrives(t, "the error", sending).err); err.Sent != test.sent || !errors.Is(err, test.want) {
				t.Errorf("got %+v, want %v, sent %t", err, test.want, test.sent)
			}
		})
	}
}

// Nobody can join over a connection that is being drained.
func TestDraining(t *testing.T) {
	e := newEngine(t, server.Options{})
	conn := e.connect(t)
	busy, release := make(chan struct{}), make(chan struct{})
	if _, err := conn.Subscribe("slow", func(*nats.Msg) { close(busy); <-release }); err != nil {
		t.Fatal(err)
	}
	if err := conn.Publish("slow", nil); err != nil {
		t.Fatal(err)
	}
	arrives(t, "the message", busy)
	if err := conn.Drain(); err != nil {
		t.Fatal(err)
	}
	if _, err := natsrpc.Join(conn, subject, group); !errors.Is(failed(t, err), transport.ErrClosed) {
		t.Errorf("got %v, want the word that the connection is closing", err)
	}
	close(release)
	eventually(t, "the connection is drained", conn.IsClosed)
}

func TestJoinFails(t *testing.T) {
	e := newEngine(t, server.Options{})
	closed := e.connect(t)
	closed.Close()
	tests := []struct {
		conn           *nats.Conn
		subject, group string
		want           error
		reason         string
	}{
		{e.connect(t), subject, "", nats.ErrBadQueueName, "without a group every worker would execute every call"},
		{e.connect(t), subject, "two words", nats.ErrBadQueueName, "no group of NATS has blanks"},
		{e.connect(t), "", group, nats.ErrBadSubject, "there is no such subject"},
		{closed, subject, group, transport.ErrClosed, "there is no engine"},
	}
	for _, test := range tests {
		if _, err := natsrpc.Join(test.conn, test.subject, test.group); !errors.Is(failed(t, err), test.want) {
			t.Errorf("%s: got %v, want %v", test.reason, err, test.want)
		}
	}
}

func TestReplyTooLarge(t *testing.T) {
	const (
		large   = `{"jsonrpc":"2.0","method":"repeat","params":["x",1024],"id":1}`
		refused = `{"jsonrpc":"2.0","error":{"code":-32603,"message":"reply too large"},"id":`
	)
	longID := `"` + strings.Repeat("i", maxPayload-70) + `"` // fits into the call, but not into a refusal
	many := strings.Repeat(`{"method":"fail","params":[],"id":1},`, 25)
	tests := []struct{ payload, want, reason string }{
		{large, refused + `1}`, "the call learns it, by its id"},
		{`{"method":"repeat","params":["x",1024],"id":1}`, `{"result":null,"error":{"code":-32603,"message":"reply too large"},"id":1}`,
			"in its own version"},
		{`[` + large + `,` + note + `,` + call + `]`, `[` + refused + `1},` + refused + `1}]`, "all calls of a batch, and no notification"},
		{`[` + large + `,3]`, `[` + refused + `1},{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"`,
			"what is wrong for another reason is told that"},
		{`{"jsonrpc":"2.0","method":"repeat","params":["x",1024],"id":` + longID + `}`, refused + `null}`, "an id that does not fit is left out"},
		{`[` + strings.TrimSuffix(many, ",") + `]`, refused + `null}`, "so are ids that do not fit together"},
	}
	e := newEngine(t, server.Options{MaxPayload: maxPayload})
	e.serve(t, 4, reference(t).ServeRPC)
	sender := natsrpc.NewSender(e.connect(t), subject)
	for _, test := range tests {
		reply, err := sender.Send(t.Context(), []byte(test.payload))
		if err != nil || !strings.HasPrefix(string(reply), test.want) {
			t.Errorf("%s: %v\n%s", test.reason, err, cmp.Diff(test.want, string(reply)))
		}
	}
}

func TestPeer(t *testing.T) {
	e := newEngine(t, server.Options{})
	peers := make(chan *transport.Peer, 1)
	e.serve(t, 1, func(ctx context.Context, payload []byte) []byte {
		peers <- transport.PeerFrom(ctx)
		return echo(ctx, payload)
	})
	sender := natsrpc.NewSender(e.connect(t), subject)
	tests := []struct {
		header nats.Header
		want   map[string][]string
		reason string
	}{
		{nil, map[string][]string{"Nats-Subject": {subject}}, "the subject is known in any case"},
		{
			nats.Header{"traceparent": {"00-1"}, "X-Tag": {"a", "b"}},
			map[string][]string{"Nats-Subject": {subject}, "Traceparent": {"00-1"}, "X-Tag": {"a", "b"}},
			"names are canonical, as NATS does not make them",
		},
		{
			nats.Header{"nats-subject": {"forged"}, "Nats-Subject": {"forged"}},
			map[string][]string{"Nats-Subject": {subject}}, "a caller cannot say where it called",
		},
	}
	for _, test := range tests {
		if _, err := sender.Send(natsrpc.WithHeader(t.Context(), test.header), []byte(call)); err != nil {
			t.Fatal(err)
		}
		want := &transport.Peer{Transport: "nats", Header: test.want}
		if diff := cmp.Diff(want, arrives(t, "the peer", peers)); diff != "" {
			t.Errorf("%s:\n%s", test.reason, diff)
		}
	}
}

func TestDescribe(t *testing.T) {
	want := []slog.Attr{slog.String(transport.KeyEndpoint, "nats:math")}
	if diff := cmp.Diff(want, natsrpc.NewSender(nil, "math").Describe(t.Context())); diff != "" {
		t.Error(diff)
	}
}
