package transport_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/rpcwire/rpcwire/transport"
)

var errBroken = errors.New("broken")

func TestMuxEnds(t *testing.T) {
	for _, test := range []struct {
		reason string
		end    func(r *rig, f *faulty)
		ends   error // what Err matches
		calls  error // what calls match
	}{
		{"the peer closes", func(r *rig, _ *faulty) { _ = r.peer.Close() }, io.EOF, transport.ErrDisconnected},
		{"the peer closes its side only", func(r *rig, _ *faulty) { r.peer.CloseWrite() }, io.EOF, transport.ErrDisconnected},
		{"so it does, in other words", func(_ *rig, f *faulty) { f.reads <- &transport.Error{Op: "read", Err: io.EOF} }, io.EOF, transport.ErrDisconnected},
		{"the connection breaks", func(_ *rig, f *faulty) { f.reads <- errBroken }, errBroken, errBroken},
		{"the connection says whose it was", func(_ *rig, f *faulty) { f.reads <- &transport.Error{Op: "read", Endpoint: "there", Err: errBroken} }, errBroken, errBroken},
		{"a payload that is too large to go on", func(_ *rig, f *faulty) { f.reads <- errors.Join(transport.ErrClosed, transport.ErrPayloadTooLarge) }, transport.ErrPayloadTooLarge, transport.ErrPayloadTooLarge},
		{"this side closes", func(r *rig, _ *faulty) { _ = r.mux.Close() }, transport.ErrClosed, transport.ErrClosed},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, f := newFaultyRig(t, nil, transport.MuxOptions{})
				calls := r.call(t.Context(), r1, batch(r2, r3))
				if err := r.mux.Err(); err != nil {
					t.Errorf("it ended with %v", err)
				}
				test.end(r, f)
				<-r.mux.Done()
				for _, c := range calls {
					c.fails(test.calls, true)
				}
				if err := r.mux.Err(); !errors.Is(err, test.ends) {
					t.Errorf("it ended with %v", err)
				}
				r.checkEmpty()
				if f.closes.Load() == 0 {
					t.Error("the connection is not closed")
				}
				for _, payload := range []string{r1, notification, a1, "{"} {
					send(t.Context(), t, r.mux, payload).fails(test.calls, false)
				}
				_ = r.mux.Close()
				if err := r.mux.Shutdown(t.Context()); err != nil {
					t.Errorf("shutdown: %v", err)
				}
				if err := r.mux.Err(); !errors.Is(err, test.ends) {
					t.Errorf("then it ended with %v", err)
				}
			})
		})
	}
}

// Whose connection it was is told, but operation and outcome are those of the call.
func TestMuxErrorOfConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, f := newFaultyRig(t, nil, transport.MuxOptions{})
		c := r.call(t.Context(), r1)[0]
		f.reads <- &transport.Error{Op: "read", Endpoint: "there", Err: errBroken}
		<-c.done
		checkError(t, c.err, "receive there: broken", true)
		_, err := r.mux.Send(t.Context(), []byte(r1))
		checkError(t, err, "send there: broken", false)
	})
}

func TestMuxWriteErrors(t *testing.T) {
	own := &transport.Error{Op: "write", Err: errBroken}
	for _, test := range []struct {
		reason string
		err    error
		want   string
		sent   bool
	}{
		{"any error leaves open what happened", errBroken, "send: broken", true},
		{"the connection says that it was not sent", own, "write: broken", false},
		{"the connection says that it may have been", &transport.Error{Op: "write", Sent: true, Err: errBroken}, "write: broken", true},
		{"one that is wrapped", fmt.Errorf("sorry: %w", own), "send: sorry: write: broken", false},
		{"one that is too large", &transport.Error{Op: "send", Err: transport.ErrPayloadTooLarge}, "send: payload too large", false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, f := newFaultyRig(t, nil, transport.MuxOptions{Cancel: lsp})
				other := r.call(t.Context(), r2)[0]
				fails := func([]byte) error { return test.err }
				f.writes = fails
				for _, payload := range []string{r1, notification} {
					_, err := r.mux.Send(t.Context(), []byte(payload))
					checkError(t, err, test.want, test.sent)
				}
				f.writes = nil
				other.waits()
				again := r.call(t.Context(), r1)[0]
				r.say(a1, a2)
				again.gets(a1)
				other.gets(a2)
				r.silence()
			})
		})
	}
}

// Writing may fail in odd moments.
func TestMuxWriteErrorAtTheSameTime(t *testing.T) {
	t.Run("as the reply is there", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, f := newFaultyRig(t, nil, transport.MuxOptions{})
			f.writes = func([]byte) error {
				r.say(a1)
				synctest.Wait()
				return errBroken
			}
			send(t.Context(), t, r.mux, r1).gets(a1)
		})
	})
	t.Run("as the connection has ended", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, f := newFaultyRig(t, nil, transport.MuxOptions{})
			f.writes = func([]byte) error {
				_ = r.peer.Close()
				synctest.Wait()
				return &transport.Error{Op: "write", Err: errBroken}
			}
			c := send(t.Context(), t, r.mux, r1)
			c.fails(errBroken, false) // the connection knows better
		})
	})
	t.Run("as the context has ended and a part is sent: the peer is told", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			r, f := newFaultyRig(t, nil, transport.MuxOptions{Cancel: lsp})
			ctx, cancel := context.WithCancel(t.Context())
			f.writes = func(payload []byte) error {
				if string(payload) != r1 {
					return nil
				}
				cancel()
				return &transport.Error{Op: "write", Sent: true, Err: ctx.Err()}
			}
			send(ctx, t, r.mux, r1).fails(context.Canceled, true)
			r.expect(cancels(lsp, "1"))
		})
	})
}

// A payload that was too large to be read, and was skipped.
func TestMuxSkipsLargePayloads(t *testing.T) {
	tooLarge := &transport.Error{Op: "read", Err: fmt.Errorf("%w: 17 MiB", transport.ErrPayloadTooLarge)}
	for _, test := range []struct {
		reason  string
		handler transport.Handler
		calls   []string
		fails   bool
		hears   string
		logged  string
	}{
		{"it may have been a request", echo, []string{r1}, false, string(transport.TooLarge()), ""},
		{"without a handler it was the reply to the only call", nil, []string{r1}, true, "", ""},
		{"or to the only batch", nil, []string{batch(r1, r2)}, true, "", ""},
		{"or to one of several", nil, []string{r1, r2}, false, "", "dropped"},
		{"or to none", nil, nil, false, "", "dropped"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				r, f := newFaultyRig(t, test.handler, transport.MuxOptions{Logger: slog.New(slog.NewTextHandler(&log, nil))})
				calls := r.call(t.Context(), test.calls...)
				f.reads <- tooLarge
				if test.hears != "" {
					r.expect(test.hears)
				}
				r.silence()
				for _, c := range calls {
					if test.fails {
						c.fails(transport.ErrPayloadTooLarge, true)
					} else {
						c.waits()
					}
				}
				if !strings.Contains(log.String(), test.logged) || (test.logged == "") != (log.Len() == 0) {
					t.Errorf("logged %s", log.String())
				}
				c := r.call(t.Context(), r3)[0] // the connection lives
				r.say(a3)
				c.gets(a3)
			})
		})
	}
}
