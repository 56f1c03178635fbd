package natsrpc_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/rpcwire/rpcwire/client"
	natsrpc "github.com/rpcwire/rpcwire/examples/nats"
	"github.com/rpcwire/rpcwire/protocol"
	rpcserver "github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
)

func TestTwoWorkersShareCalls(t *testing.T) {
	const calls, callers = 1000, 20
	e := newEngine(t, server.Options{})
	var executed [calls]atomic.Int32
	var shares [2]atomic.Int32
	for i := range shares {
		s := rpcserver.New(rpcserver.Options{})
		err := s.Handle("double", rpcserver.Func(func(n int) int {
			executed[n].Add(1)
			shares[i].Add(1)
			return 2 * n
		}))
		if err != nil {
			t.Fatal(err)
		}
		e.serve(t, 8, s.ServeRPC)
	}
	c := client.New(natsrpc.NewSender(e.connect(t), subject), client.Options{Timeout: patience})
	var wg sync.WaitGroup
	for first := range callers {
		wg.Go(func() {
			for n := first; n < calls; n += callers {
				if got, err := client.Call[int](t.Context(), c, "double", protocol.Args{n}); got != 2*n || err != nil {
					t.Errorf("got %d and %v, want %d", got, err, 2*n)
				}
			}
		})
	}
	wg.Wait()
	for n := range executed {
		if times := executed[n].Load(); times != 1 {
			t.Errorf("call %d was executed %d times", n, times)
		}
	}
	if shares[0].Load() == 0 || shares[1].Load() == 0 {
		t.Errorf("one worker had %d calls and the other %d", shares[0].Load(), shares[1].Load())
	}
	t.Logf("%d and %d calls", shares[0].Load(), shares[1].Load())
}

// count waits for the answers and returns how many were replies. The others must be
// errors with an outcome that is unknown.
func count(t *testing.T, answers []<-chan answer) (replies int) {
	t.Helper()
	for _, c := range answers {
		switch a := arrives(t, "the answer", c); {
		case a.err == nil && string(a.reply) == one:
			replies++
		case a.err == nil:
			t.Errorf("got %s, want %s", a.reply, one)
		case !failed(t, a.err).Sent:
			t.Errorf("got %+v, want an outcome that is unknown", a.err)
		}
	}
	return replies
}

func TestWorkerDies(t *testing.T) {
	const calls = 100
	e := newEngine(t, server.Options{})
	var answered atomic.Int64
	e.serve(t, 4, func(ctx context.Context, payload []byte) []byte {
		answered.Add(1)
		return echo(ctx, payload)
	})
	doomed := e.serve(t, 2, func(ctx context.Context, _ []byte) []byte {
		<-ctx.Done() // nobody gets the reply any more
		return nil
	})
	sender := natsrpc.NewSender(e.connect(t), subject)
	ctx, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	var answers []<-chan answer
	for range calls {
		answers = append(answers, send(ctx, sender, call))
	}
	held := func() int64 { return int64(doomed.conn.Stats().InMsgs) }
	eventually(t, "all calls are with a worker", func() bool { return answered.Load()+held() == calls })
	lost := int(held())
	if lost == 0 || lost == calls {
		t.Fatalf("one worker holds %d of %d calls", lost, calls)
	}

	before := e.NumSubscriptions()
	doomed.conn.Close()
	if err := arrives(t, "the end of Serve", doomed.done); !errors.Is(failed(t, err), transport.ErrClosed) {
		t.Errorf("Serve returned %v", err)
	}
	eventually(t, "the engine notices", func() bool { return e.NumSubscriptions() < before })
	for range calls { // nothing goes to the dead
		answers = append(answers, send(ctx, sender, call))
	}
	eventually(t, "all others are answered", func() bool { return answered.Load() == int64(2*calls-lost) })
	replies := 0
	for _, c := range answers[calls:] {
		replies += count(t, []<-chan answer{c})
	}
	giveUp()
	if replies += count(t, answers[:calls]); replies != 2*calls-lost {
		t.Errorf("%d calls were answered, want all of %d but the %d that the dead worker held", replies, 2*calls, lost)
	}
}

func TestWorkerLeaves(t *testing.T) {
	const calls = 5
	tests := []struct {
		atOnce int
		reason string
	}{
		{calls + 1, "all calls are under way"},
		{2, "some wait for their turn"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			e := newEngine(t, server.Options{})
			running, release := make(chan context.Context, calls), make(chan struct{})
			worker := e.serve(t, test.atOnce, func(ctx context.Context, payload []byte) []byte {
				running <- ctx
				<-release
				return echo(ctx, payload)
			})
			sender := natsrpc.NewSender(e.connect(t), subject)
			var answers []<-chan answer
			for range calls {
				answers = append(answers, send(t.Context(), sender, call))
			}
			eventually(t, "the worker has all calls", func() bool { return worker.conn.Stats().InMsgs == calls })
			first := arrives(t, "a call", running)

			before := e.NumSubscriptions()
			worker.leave()
			eventually(t, "the engine notices", func() bool { return e.NumSubscriptions() < before })
			if _, err := sender.Send(t.Context(), []byte(call)); !errors.Is(failed(t, err), nats.ErrNoResponders) {
				t.Errorf("got %v, want the word that nobody listens", err)
			}
			select {
			case err := <-worker.done:
				t.Fatalf("Serve returned %v while it had calls", err)
			case <-time.After(50 * time.Millisecond): // a wrong end would come about now
			}
			if err := first.Err(); err != nil {
				t.Errorf("the context of a call under way ended: %v", err)
			}

			close(release)
			if err := arrives(t, "the end of Serve", worker.done); err != nil {
				t.Errorf("Serve returned %v", err)
			}
			worker.conn.Close() // the replies are out
			if replies := count(t, answers); replies != calls {
				t.Errorf("%d of %d calls were answered", replies, calls)
			}
		})
	}
}

// Closing the connection ends a drain that takes too long.
func TestDrainIsCutShort(t *testing.T) {
	e := newEngine(t, server.Options{})
	running := make(chan struct{})
	worker := e.serve(t, 1, func(ctx context.Context, _ []byte) []byte {
		close(running)
		<-ctx.Done()
		return nil
	})
	ctx, cancel := context.WithCancel(context.Background())
	sending := send(ctx, natsrpc.NewSender(e.connect(t), subject), call)
	arrives(t, "the call", running)
	before := e.NumSubscriptions()
	worker.leave()
	eventually(t, "the engine notices", func() bool { return e.NumSubscriptions() < before })
	worker.conn.Close()
	if err := arrives(t, "the end of Serve", worker.done); !errors.Is(failed(t, err), transport.ErrClosed) {
		t.Errorf("Serve returned %v", err)
	}
	cancel()
	arrives(t, "the end of the call", sending)
}

func TestAtOnce(t *testing.T) {
	tests := []struct {
		atOnce, want int
		reason       string
	}{
		{3, 3, "as many as were asked for"},
		{0, 1, "one at least"},
	}
	for _, test := range tests {
		t.Run(test.reason, func(t *testing.T) {
			const calls = 12
			e := newEngine(t, server.Options{})
			running, release := make(chan struct{}, calls), make(chan struct{})
			var now, most atomic.Int32
			worker := e.serve(t, test.atOnce, func(ctx context.Context, payload []byte) []byte {
				if n := now.Add(1); n > most.Load() {
					most.Store(n) // more than the limit stays, whoever wrote last
				}
				running <- struct{}{}
				<-release
				now.Add(-1)
				return echo(ctx, payload)
			})
			sender := natsrpc.NewSender(e.connect(t), subject)
			var answers []<-chan answer
			for range calls {
				answers = append(answers, send(t.Context(), sender, call))
			}
			eventually(t, "the worker has all calls", func() bool { return worker.conn.Stats().InMsgs == calls })
			for range test.want { // so many do run
				arrives(t, "a call", running)
			}
			close(release)
			if replies := count(t, answers); replies != calls {
				t.Errorf("%d of %d calls were answered", replies, calls)
			}
			if got := int(most.Load()); got > test.want {
				t.Errorf("%d ran at a time, want %d", got, test.want)
			}
		})
	}
}

// What NATS reports through the subscription without ending it does not end Serve.
func TestServeGoesOn(t *testing.T) {
	t.Run("after dropped messages", func(t *testing.T) {
		e := newEngine(t, server.Options{})
		running, release, dropped := make(chan struct{}, 100), make(chan struct{}), make(chan struct{}, 100)
		worker := e.serve(t, 1, func(ctx context.Context, payload []byte) []byte {
			running <- struct{}{}
			<-release
			return echo(ctx, payload)
		}, nats.SyncQueueLen(1), nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			if errors.Is(err, nats.ErrSlowConsumer) {
				dropped <- struct{}{}
			}
		}))
		sender := natsrpc.NewSender(e.connect(t), subject)
		const notes = 10
		for i := range notes {
			if _, err := sender.Send(t.Context(), []byte(note)); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				arrives(t, "a notification", running)
			}
		}
		arrives(t, "the report of drops", dropped)
		eventually(t, "the worker was sent all", func() bool { return worker.conn.Stats().InMsgs == notes })
		if err := worker.conn.Flush(); err != nil { // and has queued or dropped them
			t.Fatal(err)
		}
		close(release)
		arrives(t, "the notification that waited", running)
		if got := arrives(t, "the reply", send(t.Context(), sender, call)); string(got.reply) != one {
			t.Errorf("got %s and %v, want %s", got.reply, got.err, one)
		}
	})
	t.Run("after a forged message of the engine", func(t *testing.T) {
		e := newEngine(t, server.Options{})
		e.serve(t, 1, echo)
		conn := e.connect(t)
		err := conn.PublishMsg(&nats.Msg{Subject: subject, Header: nats.Header{"Status": {"503"}}})
		if err != nil {
			t.Fatal(err)
		}
		sender := natsrpc.NewSender(conn, subject)
		if got := arrives(t, "the reply", send(t.Context(), sender, call)); string(got.reply) != one {
			t.Errorf("got %s and %v, want %s", got.reply, got.err, one)
		}
	})
}

// A handler that answers nil sends nothing at all, not even an empty message.
func TestNoReply(t *testing.T) {
	e := newEngine(t, server.Options{})
	var silent atomic.Bool
	silent.Store(true)
	e.serve(t, 1, func(ctx context.Context, payload []byte) []byte {
		if silent.Swap(false) {
			return nil
		}
		return echo(ctx, payload)
	})
	conn := e.connect(t)
	inbox, err := conn.SubscribeSync(conn.NewInbox())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := conn.PublishRequest(subject, inbox.Subject, []byte(call)); err != nil {
			t.Fatal(err)
		}
	}
	if msg, err := inbox.NextMsg(patience); err != nil || string(msg.Data) != one {
		t.Errorf("got %+v and %v, want the reply to the second call first", msg, err)
	}
}

func TestJoinIsKnownAtOnce(t *testing.T) {
	e := newEngine(t, server.Options{})
	for range 50 {
		before := e.NumSubscriptions()
		if _, err := natsrpc.Join(e.connect(t), subject, group); err != nil {
			t.Fatal(err)
		}
		if got := e.NumSubscriptions(); got != before+1 {
			t.Fatalf("the engine knows %d subscriptions, want %d", got, before+1)
		}
	}
}

// A worker leaves nothing behind on a connection that goes on.
func TestConnectionOutlivesWorkers(t *testing.T) {
	const rounds = 100
	e := newEngine(t, server.Options{})
	conn := e.connect(t)
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	subscriptions, goroutines := e.NumSubscriptions(), runtime.NumGoroutine()
	for range rounds {
		worker, err := natsrpc.Join(conn, subject, group)
		if err != nil {
			t.Fatal(err)
		}
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if err := worker.Serve(ctx, transport.HandlerFunc(echo), 1); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.NumSubscriptions(); got != subscriptions {
		t.Errorf("the engine has %d subscriptions, and had %d", got, subscriptions)
	}
	// Some of other tests may still be ending, but not as many as there were rounds.
	eventually(t, "goroutines end", func() bool { return runtime.NumGoroutine() < goroutines+rounds/2 })
}
