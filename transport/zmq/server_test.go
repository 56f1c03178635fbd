//go:build cgo

package zmq

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

const (
	invalidText  = `{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}`
	tooLargeText = `{"jsonrpc":"2.0","error":{"code":-32600,"message":"payload too large"},"id":null}`
)

// answering echoes calls and has no reply to notifications.
var answering = transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
	if string(payload) == notificationText {
		return nil
	}
	return echo(ctx, payload)
})

func TestServerPlainREQ(t *testing.T) {
	server := serve(t, loopback, answering, Limits(protocol.Limits{Payload: 100}))
	req := plain(t, zmq4.REQ, connectTo(server.Endpoint()))
	for _, test := range []struct {
		reason string
		send   []string
		want   []string
	}{
		{"a call", []string{callText}, []string{callText}},
		{"a notification gets an empty reply, so that the peer can go on", []string{notificationText}, []string{""}},
		{"a call once more", []string{callText}, []string{callText}},
		{"too large", []string{strings.Repeat("x", 101)}, []string{tooLargeText}},
		{"two frames", []string{"a", "b"}, []string{invalidText}},
		{"an empty payload is for the handler", []string{""}, []string{""}},
	} {
		req.send(t, test.send...)
		if diff := cmp.Diff(test.want, req.receive(t)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// Envelopes come back exactly as they were.
func TestServerPlainDEALER(t *testing.T) {
	server := serve(t, loopback, answering, Serving(1, 1<<20)) // one after the other, so that replies keep their order
	dealer := plain(t, zmq4.DEALER, connectTo(server.Endpoint()))
	for _, test := range []struct {
		reason string
		send   []string
		want   []string // nil: nothing
	}{
		{"a correlation", []string{"call 1", "", callText}, []string{"call 1", "", callText}},
		{"several frames", []string{"a", "b", "c", "", callText}, []string{"a", "b", "c", "", callText}},
		{"as a REQ peer does", []string{"", callText}, []string{"", callText}},
		{"a notification is not answered", []string{"call 2", "", notificationText}, nil},
		{"unless it comes as from a REQ peer", []string{"", notificationText}, []string{"", ""}},
		{"no empty frame", []string{callText}, nil},
		{"no body", []string{"call 3", ""}, []string{"call 3", "", invalidText}},
		{"too many frames before the empty one", append(make([]string, 0), strings.Split(strings.Repeat("a,", maxFrames), ",")...), nil},
		{"a flood of them", strings.Split(strings.Repeat("a,", 100_000), ","), nil},
		{"a flood after it", append([]string{"call 4", ""}, strings.Split(strings.Repeat("a,", 100_000), ",")...), nil},
		{"a long one", []string{strings.Repeat("a", 256), "", callText}, nil},
	} {
		dealer.send(t, test.send...)
		dealer.send(t, "last", "", callText)
		var got []string
		for {
			reply := dealer.receive(t)
			if reply[0] == "last" {
				break
			}
			got = reply
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.reason, diff)
		}
	}
}

// Behind a proxy, envelopes are longer.
func TestServerBehindProxy(t *testing.T) {
	server := serve(t, loopback, answering)
	c, err := zmq4.NewContext()
	if err != nil {
		t.Fatal(err)
	}
	bound, stopped := make(chan string, 1), make(chan struct{})
	go func() { // which owns the sockets
		defer close(stopped)
		front, _ := c.NewSocket(zmq4.ROUTER)
		back, _ := c.NewSocket(zmq4.DEALER)
		_ = front.SetLinger(0)
		_ = back.SetLinger(0)
		_ = front.Bind(loopback)
		_ = back.Connect(server.Endpoint())
		endpoint, _ := front.GetLastEndpoint()
		bound <- endpoint
		_ = zmq4.Proxy(front, back, nil) // until the context ends
		_ = front.Close()
		_ = back.Close()
	}()
	defer func() {
		_ = c.Term()
		<-stopped
	}()
	endpoint := <-bound
	sender := dialed(t, endpoint)
	works(t, sender)
	if reply, err := sender.Send(within(t), []byte(notificationText)); reply != nil || err != nil {
		t.Errorf("got %q, %v", reply, err)
	}
	req := plain(t, zmq4.REQ, connectTo(endpoint))
	for reason, payload := range map[string]string{"a call": callText, "a notification": notificationText} {
		req.send(t, payload)
		if got := req.receive(t); got[0] != strings.TrimPrefix(payload, notificationText) && payload != callText {
			t.Errorf("%s: got %q", reason, got)
		}
	}
}

// A plain REP peer serves a Sender, also what needs no reply.
func TestSenderPlainREP(t *testing.T) {
	rep := plain(t, zmq4.REP, func(s *zmq4.Socket) error { return s.Bind(loopback) })
	endpoint, err := rep.GetLastEndpoint()
	if err != nil {
		t.Fatal(err)
	}
	sender := dialed(t, endpoint)
	type result struct {
		reply string
		err   error
	}
	results := make(chan result, 1)
	for _, payload := range []string{callText, notificationText, callText, notificationText} {
		go func() {
			reply, err := sendText(within(t), sender, payload)
			results <- result{reply, err}
		}()
		got := rep.receive(t)
		rep.send(t, "reply to "+got[0])
		want := result{reply: "reply to " + payload}
		if payload == notificationText {
			want.reply = ""
		}
		if r := next(t, results, "the reply"); r != want {
			t.Errorf("got %+v, want %+v", r, want)
		}
	}
}

func TestServerPeer(t *testing.T) {
	for endpoint, options := range endpoints(t) {
		peers := make(chan *transport.Peer, 1)
		h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
			peers <- transport.PeerFrom(ctx)
			if ClientKey(ctx) != "" {
				t.Error("there is no key")
			}
			return echo(ctx, payload)
		})
		var listen []ListenOption
		var dial []DialOption
		for _, o := range options {
			listen, dial = append(listen, o), append(dial, o)
		}
		server := serve(t, endpoint, h, listen...)
		first, other := dialed(t, server.Endpoint(), dial...), dialed(t, server.Endpoint(), dial...)
		works(t, first)
		a := <-peers
		works(t, first)
		again := <-peers
		works(t, other)
		b := <-peers
		if a.Transport != "zmq" || len(a.Identity) != 10 || a.Identity != again.Identity || a.Identity == b.Identity {
			t.Errorf("%s: got %+v, %+v, %+v", endpoint, a, again, b)
		}
		if strings.HasPrefix(endpoint, "tcp") && (a.Addr == nil || a.Addr.String() != "127.0.0.1" || a.Addr.Network() != "zmq") {
			t.Errorf("the address is %v, then %v, %v", a.Addr, again.Addr, b.Addr)
		}
	}
}

func TestListenEndpoints(t *testing.T) {
	path := ipcPath(t)
	server := serve(t, loopback, echo, AlsoOn(path, "tcp://127.0.0.1:0"))
	all := server.Endpoints()
	if len(all) != 3 || all[0] != server.Endpoint() || all[1] != path || strings.HasSuffix(all[0], "*") {
		t.Fatalf("got %q", all)
	}
	for _, endpoint := range all {
		works(t, dialed(t, endpoint))
	}
	if six, err := Listen("tcp://[::1]:0"); err == nil {
		t.Cleanup(func() { _ = six.Close() })
		if !strings.HasPrefix(six.Endpoint(), "tcp://[::1]:") {
			t.Errorf("got %q", six.Endpoint())
		}
	}
}

func TestListenErrors(t *testing.T) {
	path := ipcPath(t)
	serve(t, path, echo)
	_, secret, err := NewCurveKeypair()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		reason   string
		endpoint string
		option   ListenOption
		want     string
	}{
		{"no endpoint", "x", nil, "listen x: x: an endpoint is tcp://host:port, ipc:///path or inproc://name"},
		{"somebody listens on the path", path, nil, "listen " + path + ": " + path + ": address already in use"},
		{"one of several is wrong", loopback, AlsoOn("y"), "listen " + loopback + ": y: an endpoint is tcp://host:port, ipc:///path or inproc://name"},
		{"an option is wrong", loopback, Serving(0, 0), "listen " + loopback + ": zmq: Serving needs a number of calls and of bytes"},
		{"CURVE in process", "inproc://x", CurveServer(secret, AllowAny()), "listen inproc://x: inproc://x: inproc endpoints have no CURVE"},
	} {
		var options []ListenOption
		if test.option != nil {
			options = append(options, test.option)
		}
		_, err := Listen(test.endpoint, options...)
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.reason, err, test.want)
		}
		if e := transportError(t, err); e.Sent {
			t.Errorf("%s: nothing was sent", test.reason)
		}
	}
	if err := Serve(t.Context(), "x", echo); err == nil {
		t.Error("Serve does not tell that the endpoint is wrong")
	}
	stale := filepath.Join(strings.TrimPrefix(filepath.Dir(path), "ipc:"), "stale")
	if err := os.WriteFile(stale, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	works(t, dialed(t, serve(t, "ipc://"+stale, echo).Endpoint()))
}

func TestServerNilHandler(t *testing.T) {
	s, err := Listen(loopback)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Serve(t.Context(), nil); err == nil {
		t.Error("a nil handler is no error")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// records counts what is logged, by its message.
type records struct {
	mu     sync.Mutex
	counts map[string]int
	slog.Handler
}

func newRecords() *records {
	return &records{counts: make(map[string]int), Handler: slog.DiscardHandler}
}

func (r *records) Enabled(context.Context, slog.Level) bool { return true }

func (r *records) Handle(_ context.Context, record slog.Record) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.counts[record.Message]++
	return nil
}

func (r *records) count(message string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.counts[message]
}

// A payload that is not much too large is answered, others are still served, and one that
// is far too large costs its sender the connection.
func TestServerTooLarge(t *testing.T) {
	log := newRecords()
	server := serve(t, loopback, echo, Limits(protocol.Limits{Payload: 1000}), Logger(slog.New(log)))
	sender := dialed(t, server.Endpoint())
	if reply, err := sendText(within(t), sender, strings.Repeat("x", 1500)); reply != tooLargeText || err != nil {
		t.Errorf("got %q, %v", reply, err)
	}
	if n := log.count("a message was not taken"); n != 1 {
		t.Errorf("it was logged %d times", n)
	}
	_, err := sendText(within(t), sender, strings.Repeat("x", 1<<20))
	if e := transportError(t, err); !e.Sent || !errors.Is(e, transport.ErrDisconnected) {
		t.Errorf("got %v", e)
	}
	works(t, sender)
}

func TestSenderReplyTooLarge(t *testing.T) {
	server := serve(t, loopback, transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		if strings.Contains(string(payload), "large") {
			return make([]byte, 1001)
		}
		return payload
	}))
	sender := dialed(t, server.Endpoint(), Limits(protocol.Limits{Payload: 1000}))
	_, err := sendText(within(t), sender, `{"jsonrpc":"2.0","method":"large","id":1}`)
	if e := transportError(t, err); !e.Sent || !errors.Is(e, transport.ErrPayloadTooLarge) {
		t.Errorf("got %v", e)
	}
	works(t, sender)
}

// No more calls are handled at once than allowed; the rest waits, and nothing is lost.
func TestServerServing(t *testing.T) {
	var now, most atomic.Int32
	h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		n := now.Add(1)
		defer now.Add(-1)
		for {
			if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
				break
			}
		}
		time.Sleep(time.Millisecond) // so that there are several
		return echo(ctx, payload)
	})
	for reason, limit := range map[string]ListenOption{"calls": Serving(3, 1<<20), "bytes": Serving(100, 3*len(callText))} {
		now.Store(0)
		most.Store(0)
		server := serve(t, loopback, h, limit)
		sender := dialed(t, server.Endpoint())
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { works(t, sender) })
		}
		wg.Wait()
		if m := most.Load(); m > 3 {
			t.Errorf("%s: %d calls at once", reason, m)
		}
	}
}

// Replies to a client that does not read wait within a bound, are then dropped, and delay
// nobody else.
func TestServerSlowClient(t *testing.T) {
	log := newRecords()
	reply := `"` + strings.Repeat("x", 100<<10) + `"`
	h := transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		if string(payload) == "1" {
			return []byte(reply)
		}
		return echo(ctx, payload)
	})
	server := serve(t, loopback, h, HighWater(10), ReplyQueue(1<<20), Linger(0), Logger(slog.New(log)))
	slow := plain(t, zmq4.DEALER,
		func(s *zmq4.Socket) error { return s.SetRcvhwm(1) },
		func(s *zmq4.Socket) error { return s.SetRcvbuf(4096) },
		connectTo(server.Endpoint()))
	const n = 300
	for range n {
		slow.send(t, "c", "", "1")
	}
	until(t, "replies that are dropped", func() bool { return log.count("a reply was dropped: its client does not read") > 0 })
	sender := dialed(t, server.Endpoint())
	for range 100 {
		works(t, sender)
	}
	got, dropped := 0, 0
	until(t, "all replies", func() bool {
		if _, ok := slow.receiveWithin(t, 10*time.Millisecond); ok {
			got++
		}
		dropped = log.count("a reply was dropped: its client does not read")
		return got+dropped >= n
	})
	if got < 10 || dropped == 0 || got+dropped != n {
		t.Errorf("%d replies came and %d were dropped, of %d", got, dropped, n)
	}
	slow.send(t, "c", "", callText)
	if got := slow.receive(t); got[2] != callText {
		t.Errorf("got %q", got)
	}
}

func TestServerShutdown(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	req := plain(t, zmq4.REQ, connectTo(server.Endpoint()))
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	down := make(chan error, 1)
	go func() { down <- server.Shutdown(within(t)) }()
	until(t, "new calls that are refused", func() bool {
		_, err := sendText(within(t), sender, callText)
		e, ok := errors.AsType[*StatusError](err)
		return ok && e.Status == StatusRefused && !transportError(t, err).Sent
	})
	req.send(t, callText)
	if got, want := req.receive(t)[0], `{"jsonrpc":"2.0","error":{"code":-32005,"message":"the server is closing; the call was not executed"},"id":1}`; got != want {
		t.Errorf("a REQ peer got %s", got)
	}
	close(g.opened)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	if err := next(t, down, "the end"); err != nil {
		t.Error(err)
	}
}

func TestServerShutdownTooEarly(t *testing.T) {
	g := newGate()
	server := serve(t, loopback, g)
	sender := dialed(t, server.Endpoint())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := server.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if e := transportError(t, next(t, reply, "the end of the call")); !e.Sent || !errors.Is(e, transport.ErrDisconnected) {
		t.Errorf("got %v", e)
	}
	if err := next(t, g.ended, "the end of the handler"); !errors.Is(err, transport.ErrClosed) {
		t.Errorf("its context ended with %v", err)
	}
}

// Calls under way have time to finish when the context of Serve ends.
func TestServeContext(t *testing.T) {
	g := newGate()
	s, err := Listen(loopback, Grace(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, g) }()
	sender := dialed(t, s.Endpoint())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	cancel()
	close(g.opened)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	if err := next(t, served, "the end"); err != nil {
		t.Error(err)
	}
}

// A handler that panics, or ends its goroutine, disturbs nobody.
func TestServerHandlerEnds(t *testing.T) {
	server := serve(t, loopback, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		switch {
		case strings.Contains(string(payload), "panic"):
			panic("oh no")
		case strings.Contains(string(payload), "exit"):
			runtime.Goexit()
		}
		return echo(ctx, payload)
	}), Serving(1, 1<<20))
	sender := dialed(t, server.Endpoint())
	want := `{"jsonrpc":"2.0","error":{"code":-32603,"message":"Internal error"},"id":1}`
	for _, method := range []string{"panic", "exit"} {
		reply, err := sendText(within(t), sender, strings.Replace(callText, `"m"`, `"`+method+`"`, 1))
		if reply != want || err != nil {
			t.Errorf("%s: got %s, %v", method, reply, err)
		}
		works(t, sender)
	}
}
