//go:build cgo

package zmq

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pebbe/zmq4"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// broker returns a Broker that serves until the test ends.
func broker(t *testing.T, options ...BrokerOption) *Broker {
	t.Helper()
	b, err := NewBroker(loopback, loopback, append([]BrokerOption{lively}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = b.Serve(context.Background()) // closing may leave calls
	}()
	t.Cleanup(func() {
		_ = b.Close()
		<-served
	})
	return b
}

// work starts a worker that works until the test ends or stop is called, and returns
// what Work returned.
func work(t *testing.T, b *Broker, h transport.Handler, options ...WorkOption) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Work(ctx, b.Backend(), h, append([]WorkOption{lively, soon}, options...)...) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() {
			cancel()
			err = <-done
		})
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

// workersOf waits until a Broker has as many workers.
func workersOf(t *testing.T, b *Broker, n int) {
	t.Helper()
	until(t, fmt.Sprint(n, " workers"), func() bool { return b.Stats().Workers == n })
}

func TestBroker(t *testing.T) {
	b := broker(t)
	var peer atomic.Pointer[transport.Peer]
	work(t, b, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		peer.Store(transport.PeerFrom(ctx))
		return answering(ctx, payload)
	}))
	sender := dialed(t, b.Frontend())
	works(t, sender)
	if p := peer.Load(); p.Transport != "zmq" || len(p.Identity) != 10 || p.Addr.String() != "127.0.0.1" {
		t.Errorf("the client is %+v", p)
	}
	if reply, err := sender.Send(within(t), []byte(notificationText)); reply != nil || err != nil {
		t.Errorf("a notification got %q, %v", reply, err)
	}
	large := `"` + strings.Repeat("x", 1<<20) + `"`
	if reply, err := sendText(within(t), sender, large); reply != large || err != nil {
		t.Errorf("a large payload got %d bytes, %v", len(reply), err)
	}
	req := plain(t, zmq4.REQ, connectTo(b.Frontend()))
	for _, test := range []struct{ reason, payload, want string }{
		{"a call", callText, callText},
		{"a notification, which needs something", notificationText, ""},
		{"no JSON", "{", "{"},
	} {
		req.send(t, test.payload)
		if got := req.receive(t); len(got) != 1 || got[0] != test.want {
			t.Errorf("%s: got %q", test.reason, got)
		}
	}
	dealer := plain(t, zmq4.DEALER, connectTo(b.Frontend()))
	dealer.send(t, "no empty frame")
	dealer.send(t, "c", "", "a", "b")
	if got := dealer.receive(t); got[2] != invalidText {
		t.Errorf("got %q", got)
	}
}

func TestBrokerManyCalls(t *testing.T) {
	b := broker(t)
	for range 4 {
		work(t, b, echo, Capacity(3))
	}
	sender := dialed(t, b.Frontend())
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			for j := range 20 {
				payload := fmt.Sprintf(`{"jsonrpc":"2.0","method":"m","params":[%d],"id":1}`, i*100+j)
				if reply, err := sendText(within(t), sender, payload); reply != payload || err != nil {
					t.Errorf("got %q, %v", reply, err)
				}
			}
		})
	}
	wg.Wait()
	if s := b.Stats(); s.Queued != 0 || s.Refused != 0 || s.Lost != 0 {
		t.Errorf("got %+v", s)
	}
}

// A slow worker is not given more than it takes; the other ones do the rest.
func TestBrokerSlowWorker(t *testing.T) {
	b := broker(t)
	slow := newGate()
	work(t, b, transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		return slow.ServeRPC(ctx, []byte(string(payload)+" wait"))
	}))
	workersOf(t, b, 1)
	sender := dialed(t, b.Frontend())
	first := make(chan error, 1)
	go func() { first <- second(sendText(within(t), sender, callText)) }()
	next(t, slow.entered, "the slow worker")
	work(t, b, echo)
	for range 100 {
		works(t, sender)
	}
	if n := len(slow.entered); n != 0 {
		t.Errorf("the slow worker got %d more", n)
	}
	close(slow.opened)
	if err := next(t, first, "the slow reply"); err != nil {
		t.Error(err)
	}
}

// Without a worker, calls wait within bounds; more are refused.
func TestBrokerQueue(t *testing.T) {
	b := broker(t, Queue(2, 1<<20))
	sender := dialed(t, b.Frontend())
	waiting := make(chan error, 2)
	for range 2 {
		go func() { waiting <- second(sendText(within(t), sender, callText)) }()
	}
	until(t, "two calls in the queue", func() bool { return b.Stats().Queued == 2 })
	_, err := sendText(within(t), sender, callText)
	if s, ok := errors.AsType[*StatusError](err); !ok || s.Status != StatusRefused || transportError(t, err).Sent {
		t.Errorf("got %v", err)
	}
	req := plain(t, zmq4.REQ, connectTo(b.Frontend()))
	req.send(t, `[`+callText+`]`)
	if got, want := req.receive(t)[0], `[{"jsonrpc":"2.0","error":{"code":-32005,"message":"too many calls are waiting; the call was not executed"},"id":1}]`; got != want {
		t.Errorf("a REQ peer got %s", got)
	}
	if n := b.Stats().Refused; n != 2 {
		t.Errorf("%d calls were refused", n)
	}
	work(t, b, echo)
	for range 2 {
		if err := next(t, waiting, "a reply"); err != nil {
			t.Error(err)
		}
	}
}

// A worker that leaves finishes what it has, and gets nothing more.
func TestBrokerWorkerLeaves(t *testing.T) {
	b := broker(t)
	g := newGate()
	stop := work(t, b, g, Grace(time.Minute), Capacity(2))
	sender := dialed(t, b.Frontend())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	left := make(chan error, 1)
	go func() { left <- stop() }()
	until(t, "a call that no worker takes", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		return second(sendText(ctx, sender, callText)) != nil
	})
	close(g.opened)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	if err := next(t, left, "the end"); err != nil {
		t.Error(err)
	}
	workersOf(t, b, 0)
	work(t, b, echo)
	works(t, sender)
	if n := b.Stats().Lost; n != 0 {
		t.Errorf("%d calls were lost", n)
	}
}

// A worker that does not get the time to finish tells its handlers; its calls are lost.
func TestBrokerWorkerLeavesTooEarly(t *testing.T) {
	b := broker(t)
	g := newGate()
	stop := work(t, b, g, Grace(0))
	sender := dialed(t, b.Frontend())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	if err := stop(); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Work returned %v", err)
	}
	err := next(t, reply, "the end of the call")
	if s, ok := errors.AsType[*StatusError](err); !ok || s.Status != StatusLost || !transportError(t, err).Sent {
		t.Errorf("got %v", err)
	}
	if err := next(t, g.ended, "the end of the handler"); err == nil {
		t.Error("its context has not ended")
	}
}

// A worker without its broker tells its handlers, and comes back when there is one again.
func TestBrokerComesBack(t *testing.T) {
	front, back := free(t), free(t)
	begin := func() (*Broker, func()) {
		b, err := NewBroker(front, back, lively)
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan struct{})
		go func() {
			defer close(served)
			_ = b.Serve(context.Background()) // closing may leave calls
		}()
		return b, func() {
			_ = b.Close()
			<-served
		}
	}
	b, end := begin()
	g := newGate()
	work(t, b, g)
	sender := dialed(t, front)
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	end()
	if e := transportError(t, next(t, reply, "the end of the call")); !e.Sent {
		t.Errorf("got %v", e)
	}
	if err := next(t, g.ended, "the end of the handler"); !errors.Is(err, transport.ErrDisconnected) {
		t.Errorf("its context ended with %v", err)
	}
	_, end = begin()
	defer end()
	works(t, sender)
}

func TestBrokerShutdown(t *testing.T) {
	b := broker(t)
	g := newGate()
	work(t, b, g)
	sender := dialed(t, b.Frontend())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	down := make(chan error, 1)
	go func() { down <- b.Shutdown(within(t)) }()
	until(t, "new calls that are refused", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		s, ok := errors.AsType[*StatusError](second(sendText(ctx, sender, callText)))
		return ok && s.Status == StatusRefused
	})
	close(g.opened)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	if err := next(t, down, "the end"); err != nil {
		t.Error(err)
	}
}

// Closing tells clients what became of their calls: those in the queue were not executed.
func TestBrokerClose(t *testing.T) {
	b := broker(t)
	g := newGate()
	work(t, b, g)
	sender := dialed(t, b.Frontend())
	running, waiting := make(chan error, 1), make(chan error, 1)
	go func() { running <- second(sendText(within(t), sender, waitText)) }()
	next(t, g.entered, "the call")
	go func() { waiting <- second(sendText(within(t), sender, callText)) }()
	until(t, "a call in the queue", func() bool { return b.Stats().Queued == 1 })
	_ = b.Close()
	for _, test := range []struct {
		reason string
		c      chan error
		status Status
	}{{"the one that a worker has", running, StatusLost}, {"the one in the queue", waiting, StatusRefused}} {
		err := next(t, test.c, "the end of a call")
		if s, ok := errors.AsType[*StatusError](err); !ok || s.Status != test.status {
			t.Errorf("%s: %v", test.reason, err)
		}
	}
}

// A worker that sends no signs of life is gone, and one that the broker does not know is
// asked to begin anew.
func TestBrokerSilentWorker(t *testing.T) {
	b := broker(t, impatient)
	dealer := plain(t, zmq4.DEALER, connectTo(b.Backend()))
	tell := func(n notice, body ...string) {
		dealer.send(t, append([]string{"", string(n.appendTo(nil))}, body...)...)
	}
	hear := func(command command) (n notice) {
		for {
			m := dealer.receive(t)
			n, err := parseNotice([]byte(m[1]))
			if err != nil {
				t.Fatal(err)
			}
			if n.command == command {
				return n
			}
		}
	}
	tell(notice{command: commandAlive})
	hear(commandUnknown)
	tell(notice{command: commandReady, free: 1, interval: time.Millisecond})
	if n := hear(commandWelcome); n.interval != 50*time.Millisecond {
		t.Errorf("the interval is %v", n.interval)
	}
	sender := dialed(t, b.Frontend())
	reply := make(chan error, 1)
	go func() { reply <- second(sendText(within(t), sender, callText)) }()
	n := hear(commandCall)
	err := next(t, reply, "the end of the call") // since nothing is heard
	if s, ok := errors.AsType[*StatusError](err); !ok || s.Status != StatusLost {
		t.Errorf("got %v", err)
	}
	tell(notice{command: commandReply, number: n.number}, "late")
	hear(commandUnknown)

	tell(notice{command: commandReady, free: 1, interval: time.Minute}) // it is not expected to say much
	go func() { reply <- second(sendText(within(t), sender, callText)) }()
	n = hear(commandCall)
	tell(notice{command: commandReply, number: n.number + 1}, "of another call")
	tell(notice{command: 'X'})
	dealer.send(t, "nonsense")
	tell(notice{command: commandReply, number: n.number}, callText)
	if err := next(t, reply, "the reply"); err != nil {
		t.Error(err)
	}
	tell(notice{command: commandLeave})
	hear(commandLeft)
}

// A broker that sends no signs of life is gone for its workers.
func TestWorkerSilentBroker(t *testing.T) {
	router := plain(t, zmq4.ROUTER, func(s *zmq4.Socket) error { return s.Bind(loopback) })
	endpoint, err := router.GetLastEndpoint()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	g := newGate()
	go func() {
		done <- Work(ctx, endpoint, g, soon, Liveness(20*time.Millisecond, 200*time.Millisecond), Grace(0))
	}()
	ready := func() string {
		for {
			m := router.receive(t)
			if n, err := parseNotice([]byte(m[2])); err == nil && n.command == commandReady {
				return m[0]
			}
		}
	}
	first := ready()
	call := notice{command: commandCall, number: 1}
	router.send(t, first, "", string(call.appendTo(nil)), waitText)
	next(t, g.entered, "the call")
	if err := next(t, g.ended, "the end of the handler, since the broker is silent"); !errors.Is(err, transport.ErrDisconnected) {
		t.Errorf("its context ended with %v", err)
	}
	if again := ready(); again == first {
		t.Error("it did not make a new connection")
	}
	cancel()
	if err := next(t, done, "the end"); err != nil {
		t.Errorf("Work returned %v", err)
	}
}

func TestWorkErrors(t *testing.T) {
	for _, test := range []struct {
		reason   string
		endpoint string
		handler  transport.Handler
		option   WorkOption
		want     string
	}{
		{"no endpoint", "x", echo, nil, "dial x: an endpoint is tcp://host:port, ipc:///path or inproc://name"},
		{"no handler", "tcp://127.0.0.1:1", nil, nil, "dial tcp://127.0.0.1:1: zmq: the handler is nil"},
		{"an option is wrong", "tcp://127.0.0.1:1", echo, Capacity(0), "dial tcp://127.0.0.1:1: zmq: Capacity has to be positive"},
	} {
		var options []WorkOption
		if test.option != nil {
			options = append(options, test.option)
		}
		if err := Work(t.Context(), test.endpoint, test.handler, options...); err == nil || err.Error() != test.want {
			t.Errorf("%s: got %v, want %s", test.reason, err, test.want)
		}
	}
	for _, test := range []struct {
		reason      string
		front, back string
		option      BrokerOption
	}{
		{"no frontend", "x", loopback, nil},
		{"no backend", loopback, "x", nil},
		{"an option is wrong", loopback, loopback, Queue(-1, -1)},
	} {
		var options []BrokerOption
		if test.option != nil {
			options = append(options, test.option)
		}
		if _, err := NewBroker(test.front, test.back, options...); err == nil {
			t.Errorf("%s: no error", test.reason)
		}
	}
}

// In one Context, all of it works in process.
func TestBrokerInproc(t *testing.T) {
	c, err := NewContext()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	sender := dialed(t, "inproc://front", InContext(c))
	ctx, cancel := context.WithCancel(t.Context())
	worked := make(chan error, 1)
	g := newGate()
	go func() { worked <- Work(ctx, "inproc://back", g, InContext(c), lively) }()
	for range 2 {
		b, err := NewBroker("inproc://front", "inproc://back", InContext(c), lively)
		if err != nil {
			t.Fatal(err)
		}
		served := make(chan struct{})
		go func() {
			defer close(served)
			_ = b.Serve(context.Background()) // closing leaves a call
		}()
		works(t, sender)
		reply := make(chan error, 1)
		go func() { reply <- second(sendText(within(t), sender, waitText)) }()
		next(t, g.entered, "the call")
		_ = b.Close()
		<-served
		if e := transportError(t, next(t, reply, "the end of the call")); !e.Sent {
			t.Errorf("got %v", e)
		}
	}
	cancel()
	if err := next(t, worked, "the worker"); err != nil {
		t.Error(err)
	}
}

func TestBrokerTooLarge(t *testing.T) {
	b := broker(t, Limits(protocol.Limits{Payload: 1000}))
	work(t, b, echo)
	sender := dialed(t, b.Frontend())
	if reply, err := sendText(within(t), sender, strings.Repeat("x", 1500)); reply != tooLargeText || err != nil {
		t.Errorf("got %q, %v", reply, err)
	}
	works(t, sender)
}
