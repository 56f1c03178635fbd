//go:build cgo

package zmq

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// endpoints are one of each kind, with the options that it needs on both sides.
func endpoints(t *testing.T) map[string][]Option {
	t.Helper()
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return map[string][]Option{
		loopback:     nil,
		ipcPath(t):   nil,
		"inproc://x": {InContext(c)},
	}
}

// ipcPath returns an endpoint whose path is short enough for all systems.
func ipcPath(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "zmq")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return "ipc://" + filepath.Join(dir, "s")
}

func TestSenderEndpoints(t *testing.T) {
	for endpoint, options := range endpoints(t) {
		t.Run(strings.Split(endpoint, ":")[0], func(t *testing.T) {
			var listen []ListenOption
			var dial []DialOption
			for _, o := range options {
				listen, dial = append(listen, o), append(dial, o)
			}
			server := serve(t, endpoint, echo, listen...)
			sender := dialed(t, server.Endpoint(), dial...)
			works(t, sender)
			for reason, payload := range map[string]string{
				"no JSON":                           "{",
				"nothing":                           " ",
				"a batch":                           "[" + callText + "," + callText + "]",
				"a large payload":                   `"` + strings.Repeat("x", 3<<20) + `"`,
				"beyond what is copied to a buffer": `"` + strings.Repeat("x", 20<<10) + `"`,
				"beyond the buffer":                 `"` + strings.Repeat("x", 70<<10) + `"`,
			} {
				if reply, err := sendText(within(t), sender, payload); reply != payload || err != nil {
					t.Errorf("%s: got %d bytes, %v", reason, len(reply), err)
				}
			}
			if got := sender.Endpoint(); got != server.Endpoint() {
				t.Errorf("the endpoint is %q", got)
			}
			if attrs := sender.Describe(t.Context()); len(attrs) != 1 || attrs[0].Value.String() != server.Endpoint() {
				t.Errorf("it describes itself as %v", attrs)
			}
		})
	}
}

// Many calls with one id and of all sizes find their replies.
func TestSenderConcurrency(t *testing.T) {
	server := serve(t, loopback, echo)
	sender := dialed(t, server.Endpoint())
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			for j := range 20 {
				payload := fmt.Sprintf(`{"jsonrpc":"2.0","method":"m","params":["%d.%d%s"],"id":1}`, i, j, strings.Repeat("x", (i*j%7)*(j%3)*1000))
				reply, err := sendText(within(t), sender, payload)
				if err != nil || reply != payload {
					t.Errorf("got %.80q, %v", reply, err)
				}
			}
		})
	}
	wg.Wait()
	if n := sender.calls.pending(); n != 0 {
		t.Errorf("%d calls are left", n)
	}
}

func TestSenderNoReply(t *testing.T) {
	handled := make(chan string, 10)
	server := serve(t, loopback, transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		handled <- string(payload)
		return nil
	}))
	sender := dialed(t, server.Endpoint())
	for _, test := range []struct{ reason, payload string }{
		{"a notification", notificationText},
		{"a call that the handler does not answer", callText},
		{"a batch of notifications", "[" + notificationText + "]"},
	} {
		reply, err := sender.Send(within(t), []byte(test.payload))
		if reply != nil || err != nil {
			t.Errorf("%s: got %q, %v", test.reason, reply, err)
		}
		if got := next(t, handled, "the handler"); got != test.payload {
			t.Errorf("%s: the handler got %q", test.reason, got)
		}
	}
}

// A notification gets out although the Sender is closed at once.
func TestSenderCloseAfterNotification(t *testing.T) {
	handled := make(chan struct{}, 100)
	server := serve(t, loopback, transport.HandlerFunc(func(context.Context, []byte) []byte {
		handled <- struct{}{}
		return nil
	}))
	for range 20 {
		sender, err := Dial(t.Context(), server.Endpoint())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := sender.Send(within(t), []byte(notificationText)); err != nil {
			t.Fatal(err)
		}
		if err := sender.Close(); err != nil {
			t.Fatal(err)
		}
		next(t, handled, "the notification")
	}
}

// free returns an endpoint where nobody listens.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return "tcp://" + l.Addr().String()
}

func TestSenderErrors(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	cause := errors.New("the user left")
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	closed := dialed(t, server.Endpoint())
	_ = closed.Close()
	small := dialed(t, server.Endpoint(), Limits(protocol.Limits{Payload: 10}))
	nobody := dialed(t, free(t), ConnectWait(time.Millisecond))
	patient := dialed(t, free(t), ConnectWait(0))
	connected := dialed(t, server.Endpoint())
	works(t, connected)
	always := func(ctx context.Context) func(*testing.T) context.Context {
		return func(*testing.T) context.Context { return ctx }
	}
	soonOver := func(t *testing.T) context.Context {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		t.Cleanup(cancel)
		return ctx
	}
	onceHandled := func(t *testing.T) context.Context {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			<-g.entered
			cancel()
		}()
		return ctx
	}
	for _, test := range []struct {
		reason  string
		ctx     func(*testing.T) context.Context
		sender  *Sender
		payload string
		sent    bool
		op      string
		is      []error
		timeout bool
	}{
		{"the context had ended", always(cancelled), connected, callText, false, "send", []error{cause}, false},
		{"the sender is closed", always(t.Context()), closed, callText, false, "send", []error{transport.ErrClosed}, false},
		{"the payload is too large", always(t.Context()), small, callText, false, "send", []error{transport.ErrPayloadTooLarge}, false},
		{"nobody listens", always(t.Context()), nobody, callText, false, "send", []error{ErrNotConnected}, true},
		{"nobody listens, and the context ends", soonOver, patient, callText, false, "send", []error{ErrNotConnected, context.DeadlineExceeded}, true},
		{"the context ends before the reply comes", onceHandled, connected, waitText, true, "receive", []error{context.Canceled}, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := sendText(test.ctx(t), test.sender, test.payload)
			e := transportError(t, err)
			if e.Sent != test.sent || e.Op != test.op || e.Timeout() != test.timeout || e.Endpoint != test.sender.Endpoint() {
				t.Errorf("got %v: Sent %t, Op %s, Timeout %t, Endpoint %s", e, e.Sent, e.Op, e.Timeout(), e.Endpoint)
			}
			for _, is := range test.is {
				if !errors.Is(err, is) {
					t.Errorf("%v does not match %v", err, is)
				}
			}
			if n := test.sender.calls.pending(); n != 0 {
				t.Errorf("%d calls are left", n)
			}
		})
	}
}

func TestDialErrors(t *testing.T) {
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	public, _, err := NewCurveKeypair()
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := NewCurveKeypair()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason   string
		ctx      context.Context
		endpoint string
		option   DialOption
		want     string
	}{
		{"the context had ended", cancelled, loopback, nil, "dial tcp://127.0.0.1:*: context canceled"},
		{"no endpoint", t.Context(), "127.0.0.1:80", nil, "dial 127.0.0.1:80: an endpoint is tcp://host:port, ipc:///path or inproc://name"},
		{"not a port", t.Context(), "tcp://127.0.0.1:x", nil, "dial tcp://127.0.0.1:x: invalid argument"},
		{"a wrong option", t.Context(), "tcp://127.0.0.1:1", HighWater(-1), "dial tcp://127.0.0.1:1: zmq: HighWater has to be positive: without a limit, slow peers take all memory"},
		{"a context that was given up", t.Context(), "tcp://127.0.0.1:1", InContext(c), "dial tcp://127.0.0.1:1: closed"},
		{"CURVE in process", t.Context(), "inproc://x", CurveClient(public, public, secret), "dial inproc://x: inproc endpoints have no CURVE"},
		{"keys of two pairs", t.Context(), "tcp://127.0.0.1:1", CurveClient(public, public, secret), "dial tcp://127.0.0.1:1: the public key does not belong to the secret key"},
	} {
		var options []DialOption
		if test.option != nil {
			options = append(options, test.option)
		}
		_, err := Dial(test.ctx, test.endpoint, options...)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.reason, err, test.want)
		}
	}
}

func TestSenderReady(t *testing.T) {
	endpoint := free(t)
	sender := dialed(t, endpoint)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if e := transportError(t, sender.Ready(ctx)); e.Op != "dial" || !errors.Is(e, ErrNotConnected) || !errors.Is(e, context.Canceled) {
		t.Errorf("got %v", e)
	}
	serve(t, endpoint, echo)
	if err := sender.Ready(within(t)); err != nil {
		t.Error(err)
	}
	_ = sender.Close()
	if err := sender.Ready(within(t)); !errors.Is(err, transport.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// Calls wait for a server that comes late.
func TestSenderBeforeServer(t *testing.T) {
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	for _, endpoint := range []string{free(t), ipcPath(t), "inproc://late"} {
		sender := dialed(t, endpoint, InContext(c))
		done := make(chan error, 10)
		for range cap(done) {
			go func() {
				_, err := sendText(within(t), sender, callText)
				done <- err
			}()
		}
		until(t, "calls in the queue", func() bool { return sender.calls.pending() == cap(done) })
		serve(t, endpoint, echo, InContext(c))
		for range cap(done) {
			if err := next(t, done, "a reply"); err != nil {
				t.Errorf("%s: %v", endpoint, err)
			}
		}
	}
}

// Calls that are given up leave nothing behind, and their replies disturb nobody.
func TestSenderAbandonedCalls(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	works(t, sender)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			if e := transportError(t, second(sendText(ctx, sender, waitText))); !e.Sent || !errors.Is(e, context.Canceled) {
				t.Errorf("got %v", e)
			}
		})
	}
	for range 100 {
		next(t, g.entered, "a call")
	}
	cancel()
	wg.Wait()
	if n := sender.calls.pending(); n != 0 {
		t.Errorf("%d calls are left", n)
	}
	close(g.opened)
	for range 10 {
		works(t, sender)
	}
}

func second[A, B any](_ A, b B) B { return b }

func TestSenderShutdown(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	down := make(chan error, 1)
	go func() { down <- sender.Shutdown(within(t)) }()
	until(t, "the end of new calls", func() bool {
		return errors.Is(second(sendText(t.Context(), sender, callText)), transport.ErrClosed)
	})
	close(g.opened)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	if err := next(t, down, "the end"); err != nil {
		t.Error(err)
	}
}

func TestSenderShutdownTooEarly(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sender.Shutdown(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if e := transportError(t, next(t, reply, "the end of the call")); !e.Sent || !errors.Is(e, transport.ErrClosed) {
		t.Errorf("got %v", e)
	}
}
