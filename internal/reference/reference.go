package reference

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

// New returns a server with the reference methods. Every server counts for itself.
func New(o server.Options) (*server.Server, error) {
	s := server.New(o)
	var calls atomic.Int64
	for _, m := range []struct {
		name   string
		method server.Method
		doc    string
	}{
		{"subtract", server.Func(subtract, "minuend", "subtrahend"), "Returns the difference of two integers of any size."},
		{"sum", server.Func(sum), "Returns the sum of integers of any size."},
		{"update", server.MethodFunc(nothing), "Takes any params and returns null."},
		{"notify_hello", server.MethodFunc(nothing), "Takes any params and returns null."},
		{"notify_sum", server.MethodFunc(nothing), "Takes any params and returns null."},
		{"foobar", server.Func(func() {}), "Returns null."},
		{"get_data", server.Func(getData), `Returns ["hello",5].`},
		{"echo", server.Func(echo, "value"), "Returns the value, byte for byte."},
		{"fail", server.Func(fail), `Fails with -32001 "boom" and data.`},
		{"fail_plain", server.Func(failPlain), "Fails with an error that callers are not told."},
		{"panic", server.Func(panics), "Panics."},
		{"sleep", server.Func(sleep, "ms"), "Returns null after so many milliseconds."},
		{"count", server.Func(func() int64 { return calls.Add(1) }), "Returns how often it was called."},
	} {
		if err := s.Handle(m.name, m.method, server.Doc(m.doc)); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func subtract(minuend, subtrahend integer) integer { return minuend.minus(subtrahend) }

func sum(numbers ...integer) integer {
	var total integer
	for _, n := range numbers {
		total.add(n)
	}
	return total
}

func nothing(context.Context, *server.Request) (any, error) { return nil, nil }

func getData() protocol.Raw { return protocol.Raw(`["hello",5]`) }

func echo(value protocol.Raw) protocol.Raw { return value }

func fail() error {
	return &protocol.Error{Code: -32001, Message: "boom", Data: protocol.Raw(`{"k":1}`)}
}

func failPlain() error { return errors.New("the secret-detail of this failure") }

func panics() { panic("the method panic was called") }

// sleep waits for so many milliseconds, or until ctx is done.
func sleep(ctx context.Context, ms float64) error {
	const most = float64(math.MaxInt64 / int64(time.Millisecond))
	if ms < 0 || ms >= most {
		return &protocol.Error{
			Code:    protocol.CodeInvalidParams,
			Message: protocol.CodeInvalidParams.String(),
			Data:    protocol.Raw(`"param \"ms\" is not a number of milliseconds"`),
		}
	}
	t := time.NewTimer(time.Duration(ms * float64(time.Millisecond)))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
