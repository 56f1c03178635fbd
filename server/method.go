package server

import "context"

// A Method answers calls. It must be safe for concurrent use.
//
// The result is encoded by the [Codec] of the server, [protocol.Raw] as it is and
// nil as null; it must not change any more. With an error that is not nil the result
// does not count; what the caller gets then is told at [Server.MapError]. Of a
// notification, both are dropped. A Method may panic: the caller gets -32603, and nothing
// else happens. For those that end their goroutine see [Options.Isolate].
//
// [Typed] and [Func] make Methods of Go functions.
type Method interface {
	Call(ctx context.Context, req *Request) (result any, err error)
}

// MethodFunc makes a Method of a function that takes the request as it is.
type MethodFunc func(ctx context.Context, req *Request) (any, error)

// Call calls f.
func (f MethodFunc) Call(ctx context.Context, req *Request) (any, error) { return f(ctx, req) }

// A Middleware wraps a Method in another one: see [Server.Use].
type Middleware func(next Method) Method

// A checked Method knows whether it can be called at all. One that cannot is refused
// when it is registered.
type checked interface{ check() error }

// check returns why m cannot be registered, or nil.
func check(m Method) error {
	switch m := m.(type) {
	case nil:
		return errNoMethod
	case MethodFunc:
		if m == nil {
			return errNoMethod
		}
	case checked:
		return m.check()
	}
	return nil
}
