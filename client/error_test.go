package client_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// failing returns a sender that fails with err.
func failing(err error) transport.Sender {
	return transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { return nil, err })
}

// hanging is a sender that waits for its context.
var hanging = transport.SenderFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
	<-ctx.Done()
	return nil, &transport.Error{Op: "receive", Sent: true, Err: context.Cause(ctx)}
})

func TestTransportErrors(t *testing.T) {
	refused := &transport.Error{Op: "dial", Endpoint: "tcp://x", Err: io.ErrUnexpectedEOF}
	for _, test := range []struct {
		reason string
		err    error
		kind   client.Kind
		is     error
		sent   bool
	}{
		{"the error of the transport, as it is", refused, client.KindTransport, io.ErrUnexpectedEOF, false},
		{"wrapped", fmt.Errorf("more: %w", refused), client.KindTransport, io.ErrUnexpectedEOF, false},
		{"a sender that breaks its contract: the outcome is unknown", io.EOF, client.KindTransport, io.EOF, true},
		{"a deadline of the transport's own", &transport.Error{Op: "dial", Err: os.ErrDeadlineExceeded}, client.KindTimeout, context.DeadlineExceeded, false},
		{"a deadline without its proper type", context.DeadlineExceeded, client.KindTimeout, context.DeadlineExceeded, true},
	} {
		t.Run(test.reason, func(t *testing.T) {
			c := client.New(failing(test.err), client.Options{})
			b := c.Batch()
			future := client.Add[int](b, "m", nil)
			sent := b.Send(t.Context())
			_, settled := future.Result()
			_, raw := c.SendRaw(t.Context(), []byte("x"))
			for _, err := range []error{
				c.Call(t.Context(), "m", nil, nil), c.Notify(t.Context(), "m", nil), sent, settled, raw,
			} {
				e, ok := errors.AsType[*transport.Error](err)
				if !ok || e.Sent != test.sent || client.KindOf(err) != test.kind || !errors.Is(err, test.is) || !errors.Is(err, client.ErrClient) {
					t.Errorf("got %v of kind %q", err, client.KindOf(err))
				}
			}
		})
	}
}

func TestTimeouts(t *testing.T) {
	for _, test := range []struct {
		reason  string
		options time.Duration
		opts    []client.CallOption
		ctx     time.Duration
		want    time.Duration
	}{
		{"of the client", time.Second, nil, time.Hour, time.Second},
		{"of the call, which wins", time.Second, []client.CallOption{client.WithTimeout(time.Minute)}, time.Hour, time.Minute},
		{"of the context, which is earlier", time.Minute, nil, time.Second, time.Second},
		{"none of the call", time.Second, []client.CallOption{client.WithTimeout(0)}, time.Hour, time.Hour},
	} {
		t.Run(test.reason, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), test.ctx)
				defer cancel()
				start := time.Now()
				c := client.New(hanging, client.Options{Timeout: test.options})
				err := c.Call(ctx, "m", nil, nil, test.opts...)
				if took := time.Since(start); took != test.want {
					t.Errorf("took %v, want %v", took, test.want)
				}
				if client.KindOf(err) != client.KindTimeout || !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v", err)
				}
				if e, ok := errors.AsType[*client.Error](err); !ok || !e.Timeout() {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

func TestTimeoutThatTheTransportCallsOtherwise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sender := transport.SenderFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, &transport.Error{Op: "receive", Sent: true, Err: io.ErrClosedPipe}
		})
		err := client.New(sender, client.Options{Timeout: time.Second}).Call(t.Context(), "m", nil, nil)
		if client.KindOf(err) != client.KindTimeout || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v", err)
		}
	})
}

func TestTimeoutOfEverything(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client.New(hanging, client.Options{Timeout: time.Second})
		b := c.Batch()
		future := client.Add[int](b, "m", nil)
		sent := b.Send(t.Context())
		_, settled := future.Result()
		_, whole := c.Send(t.Context(), protocol.NewRequest(protocol.Int(1), "m", nil))
		_, raw := c.SendRaw(t.Context(), []byte("x"))
		for i, err := range []error{sent, settled, whole, raw, c.Notify(t.Context(), "m", nil)} {
			if client.KindOf(err) != client.KindTimeout {
				t.Errorf("%d: got %v", i, err)
			}
		}
	})
}

func TestCanceled(t *testing.T) {
	reason := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	sender := transport.SenderFunc(func(ctx context.Context, payload []byte) ([]byte, error) {
		cancel(reason)
		return hanging(ctx, payload)
	})
	err := client.New(sender, client.Options{}).Call(ctx, "m", nil, nil)
	if client.KindOf(err) != client.KindTransport || !errors.Is(err, context.Canceled) || !errors.Is(err, reason) {
		t.Errorf("while waiting: got %v", err)
	}
	sender = func(context.Context, []byte) ([]byte, error) { panic("nothing may be sent") }
	err = client.New(sender, client.Options{}).Call(ctx, "m", nil, nil)
	e, ok := errors.AsType[*transport.Error](err)
	if !ok || e.Sent || !errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("before: got %v", err)
	}
}

func TestServerErrors(t *testing.T) {
	c := client.New(local, client.Options{})
	err := c.Call(t.Context(), "fail", nil, nil)
	e, ok := errors.AsType[*protocol.Error](err)
	if !ok || e.Code != -32001 || e.Message != "boom" || string(e.Data) != `{"k":1}` {
		t.Errorf("got %v", err)
	}
	if client.KindOf(err) != client.KindServer || !errors.Is(err, protocol.Code(-32001)) || !errors.Is(err, client.ErrClient) {
		t.Errorf("got %v", err)
	}
	data, err := client.ErrorData[struct{ K int }](err)
	if err != nil || data.K != 1 {
		t.Errorf("data: got %v, %v", data, err)
	}
}

func TestErrorData(t *testing.T) {
	fail := client.New(local, client.Options{}).Call(t.Context(), "fail", nil, nil)
	missing := client.New(local, client.Options{}).Call(t.Context(), "missing", nil, nil)
	for _, test := range []struct {
		reason string
		err    error
		noData bool
	}{
		{"an error without data", missing, true},
		{"no error of a server", io.EOF, true},
		{"no error", nil, true},
		{"data of another type", fail, false},
	} {
		n, err := client.ErrorData[int](test.err)
		if n != 0 || client.KindOf(err) != client.KindResult || errors.Is(err, client.ErrNoData) != test.noData || !errors.Is(err, client.ErrClient) {
			t.Errorf("%s: got %v, %v", test.reason, n, err)
		}
	}
	if raw, err := client.ErrorData[protocol.Raw](&protocol.Error{Data: protocol.Raw("1.50")}); string(raw) != "1.50" || err != nil {
		t.Errorf("an error from elsewhere: got %s, %v", raw, err)
	}
	own := client.New(local, client.Options{Codec: refusing{client.JSON}})
	if _, err := client.ErrorData[point](own.Call(t.Context(), "fail", nil, nil)); !errors.Is(err, errRefused) {
		t.Errorf("the codec of the client decodes the data: got %v", err)
	}
}

var errRefused = errors.New("refused")

// refusing is a codec that decodes nothing.
type refusing struct{ client.Codec }

func (refusing) Unmarshal([]byte, any) error { return errRefused }

func TestRequestErrors(t *testing.T) {
	sender := transport.SenderFunc(func(context.Context, []byte) ([]byte, error) { panic("nothing may be sent") })
	c := client.New(sender, client.Options{})
	old := client.New(sender, client.Options{Version: protocol.V1})
	bad := client.New(sender, client.Options{IDs: ids(protocol.ID{})})
	ctx := t.Context()
	var none context.Context
	batch := protocol.Batch{protocol.NewRequest(protocol.Int(1), "m", nil)}
	for _, test := range []struct {
		reason string
		err    error
		want   string
	}{
		{"params that do not encode", c.Call(ctx, "m", protocol.Args{make(chan int)}, nil), "client: m: params: json: unsupported type: chan int"},
		{"so too in a notification", c.Notify(ctx, "m", protocol.Args{make(chan int)}), "unsupported type"},
		{"params that are no structure (4.2)", c.Call(ctx, "m", 42, nil), "type int are neither an array nor an object"},
		{"text that is no JSON", c.Call(ctx, "m", protocol.Raw("[1,"), nil), "cannot encode params: is not valid JSON"},
		{"a method that is no UTF-8", c.Call(ctx, "\xff", nil, nil), "cannot encode method"},
		{"an id that 2.0 does not have (R22)", c.Call(ctx, "m", nil, nil, client.WithID(must(protocol.ParseID([]byte("[1]"))))), "cannot encode id"},
		{"a call without id", c.Call(ctx, "m", nil, nil, client.WithID(protocol.ID{})), "the id is absent"},
		{"a generator that breaks its contract", bad.Call(ctx, "m", nil, nil), "the id is absent"},
		{"a notification with an id", c.Notify(ctx, "m", nil, client.WithID(protocol.Int(1))), "WithID goes with calls only"},
		{"an own message with another id", second(c.Send(ctx, batch[0], client.WithID(protocol.Int(2)))), "WithID"},
		{"bytes with an id", second(c.SendRaw(ctx, nil, client.WithID(protocol.Int(2)))), "WithID"},
		{"a batch with an id", second(c.SendBatch(ctx, batch, client.WithID(protocol.Int(2)))), "WithID"},
		{"no context", c.Call(none, "m", nil, nil), "the context is nil"},
		{"1.0 has no named params (R18)", old.Call(ctx, "m", protocol.Named{"a": 1}, nil), "must be an array in 1.0"},
		{"in 1.0 the id null makes a notification", old.Call(ctx, "m", nil, nil, client.WithID(protocol.Null())), "the id is null"},
		{"1.0 has no batches", second(old.SendBatch(ctx, batch)), "JSON-RPC 1.0 has no batches"},
	} {
		e, ok := errors.AsType[*client.RequestError](test.err)
		if !ok || client.KindOf(test.err) != client.KindRequest || !errors.Is(test.err, client.ErrClient) {
			t.Errorf("%s: got %v", test.reason, test.err)
			continue
		}
		if !strings.Contains(test.err.Error(), test.want) || !strings.Contains(test.err.Error(), e.Error()) {
			t.Errorf("%s: got %v, want one with %q", test.reason, test.err, test.want)
		}
	}
}

func TestKindOf(t *testing.T) {
	for _, test := range []struct {
		reason string
		err    error
		want   client.Kind
	}{
		{"no error has none", nil, ""},
		{"nor has one from elsewhere", io.EOF, ""},
		{"the kind of the client's error", fmt.Errorf("more: %w", &client.Error{Kind: client.KindNoResponse, Err: io.EOF}), client.KindNoResponse},
		{"a bare transport error", &transport.Error{Op: "dial", Err: io.EOF}, client.KindTransport},
		{"a bare timeout", &transport.Error{Op: "dial", Err: context.DeadlineExceeded}, client.KindTimeout},
		{"a bare server error", protocol.NewError(1, "x"), client.KindServer},
	} {
		if got := client.KindOf(test.err); got != test.want {
			t.Errorf("%s: got %q, want %q", test.reason, got, test.want)
		}
	}
}

// TestKindTexts pins the texts that the command line prints.
func TestKindTexts(t *testing.T) {
	got := []client.Kind{
		client.KindTransport, client.KindTimeout, client.KindParseError, client.KindInvalidResponse,
		client.KindIDMismatch, client.KindNoResponse, client.KindServer,
	}
	want := []client.Kind{"transport", "timeout", "parse_error", "invalid_response", "id_mismatch", "no_response", "error"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// second returns the error of a call that also returns something else.
func second[T any](_ T, err error) error { return err }

// ids is a generator of always the same id.
type ids protocol.ID

func (i ids) Next() protocol.ID { return protocol.ID(i) }
