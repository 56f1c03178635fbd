package transport_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// A rig is a Mux and the bare end of its peer.
type rig struct {
	t    *testing.T
	mux  *transport.Mux
	near *pipeEnd // of the Mux
	peer *pipeEnd
}

// newRig returns a rig that is taken down when the test ends.
func newRig(t *testing.T, h transport.Handler, o transport.MuxOptions) *rig {
	t.Helper()
	near, peer := pipe()
	return rigOn(t, near, near, peer, h, o)
}

// rigOn returns a rig whose Mux is on conn, which is the near end of a pipe.
func rigOn(t *testing.T, conn transport.Conn, near, peer *pipeEnd, h transport.Handler, o transport.MuxOptions) *rig {
	t.Helper()
	r := &rig{t: t, mux: transport.NewMux(conn, h, o), near: near, peer: peer}
	t.Cleanup(func() {
		_ = r.mux.Close()
		<-r.mux.Done()
		r.checkEmpty()
	})
	return r
}

// checkEmpty fails if the Mux keeps anything.
func (r *rig) checkEmpty() {
	r.t.Helper()
	if got := transport.HeldBy(r.mux); got != (transport.Held{}) {
		r.t.Errorf("the Mux still has %+v", got)
	}
}

// say lets the peer send payloads.
func (r *rig) say(payloads ...string) {
	r.t.Helper()
	for _, p := range payloads {
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		if err := r.peer.Write(ctx, []byte(p)); err != nil {
			r.t.Errorf("the peer could not send %s: %v", p, err)
		}
		cancel()
	}
}

// hear returns what the peer gets next.
func (r *rig) hear() string {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	p, err := r.peer.Read(ctx)
	if err != nil {
		r.t.Fatalf("the peer heard nothing: %v", err)
	}
	return string(p)
}

// expect fails unless the peer gets the payload next.
func (r *rig) expect(want string) {
	r.t.Helper()
	if got := r.hear(); got != want {
		r.t.Errorf("the peer got\n%.300s\nwant\n%.300s", got, want)
	}
}

// silence fails if the peer gets anything.
func (r *rig) silence() {
	r.t.Helper()
	synctest.Wait()
	for len(r.peer.in.payloads) > 0 {
		r.t.Errorf("the peer got %s, want silence", <-r.peer.in.payloads)
		synctest.Wait()
	}
}

// A sent payload is one whose Send may not have returned yet.
type sent struct {
	t       *testing.T
	done    chan struct{}
	payload string
	reply   []byte
	err     error
}

// send sends a payload by s.
func send(ctx context.Context, t *testing.T, s transport.Sender, payload string) *sent {
	t.Helper()
	c := &sent{t: t, done: make(chan struct{}), payload: payload}
	go func() {
		defer close(c.done)
		c.reply, c.err = s.Send(ctx, []byte(payload))
	}()
	return c
}

// call sends payloads one after the other, and lets the peer get them.
func (r *rig) call(ctx context.Context, payloads ...string) []*sent {
	r.t.Helper()
	var all []*sent
	for _, p := range payloads {
		all = append(all, send(ctx, r.t, r.mux, p))
		r.expect(p)
		synctest.Wait()
	}
	return all
}

// waits fails if Send has returned.
func (c *sent) waits() {
	c.t.Helper()
	synctest.Wait()
	select {
	case <-c.done:
		c.t.Errorf("%s: got %s, %v; want it to wait", c.payload, c.reply, c.err)
	default:
	}
}

// gets fails unless Send returns the reply; "" is none.
func (c *sent) gets(want string) {
	c.t.Helper()
	<-c.done
	if c.err != nil || string(c.reply) != want {
		c.t.Errorf("%s: got %s, %v; want %s", c.payload, c.reply, c.err, want)
	}
	if want == "" && c.reply != nil {
		c.t.Errorf("%s: got an empty reply, want none", c.payload)
	}
}

// fails fails unless Send returns an error that matches.
func (c *sent) fails(want error, sent bool) {
	c.t.Helper()
	<-c.done
	checkFailure(c.t, c.err, want, sent)
	if c.reply != nil {
		c.t.Errorf("%s: got %s beside an error", c.payload, c.reply)
	}
}

// checkFailure fails unless err is a *transport.Error with the given cause.
func checkFailure(t *testing.T, err, want error, sent bool) {
	t.Helper()
	e, ok := err.(*transport.Error)
	if !ok {
		t.Errorf("got %v (%T), want a *transport.Error", err, err)
		return
	}
	if !errors.Is(err, want) || e.Sent != sent {
		t.Errorf("got %v, sent %t; want %v, sent %t", e, e.Sent, want, sent)
	}
}

// request, notification, answer and failure are messages with ids as they are written.
func request(id string) string { return `{"jsonrpc":"2.0","method":"m","id":` + id + `}` }

const notification = `{"jsonrpc":"2.0","method":"m"}`

func answer(id string) string { return `{"jsonrpc":"2.0","result":0,"id":` + id + `}` }

func failure(id string) string {
	return `{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"},"id":` + id + `}`
}

func batch(members ...string) string { return "[" + strings.Join(members, ",") + "]" }

// refused is what answers a request that is not handled.
func refused(id, code, message string) string {
	return `{"jsonrpc":"2.0","error":{"code":` + code + `,"message":"` + message + `"},"id":` + id + `}`
}

// idOf returns the id of a request as request wrote it.
func idOf(payload []byte) string {
	_, id, _ := strings.Cut(string(payload), `"id":`)
	return strings.TrimSuffix(id, "}")
}

// obliging answers every request with a result, and notifications not.
var obliging = transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
	if id := idOf(payload); id != "" {
		return []byte(answer(id))
	}
	return nil
})

// A sending slog.Handler sends a notification for every record.
type sending struct {
	slog.Handler
	sender transport.Sender
}

func (s *sending) Enabled(context.Context, slog.Level) bool { return s.sender != nil }

func (s *sending) Handle(ctx context.Context, _ slog.Record) error {
	_, err := s.sender.Send(ctx, []byte(notification))
	return err
}

// slow returns a handler that answers after some time, or not if its context ends first.
func slow(takes time.Duration) transport.Handler {
	return transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
		timer := time.NewTimer(takes)
		defer timer.Stop()
		select {
		case <-timer.C:
			return obliging(ctx, payload)
		case <-ctx.Done():
			return nil
		}
	})
}
