package server

import (
	"context"
	"errors"
	"reflect"

	"github.com/rpcwire/rpcwire/protocol"
)

// A Request is a call or a notification that is being served. It belongs to the
// server: Methods and middleware only read it.
type Request struct {
	// Method is the name that was called.
	Method string

	// Params is what was sent, or nil where it is absent or null. It shares the
	// memory of the payload: it is good until the Method returns, and must not be
	// changed.
	Params protocol.Raw

	// ID is the id of the call; of a notification it is absent, or null in 1.0.
	ID protocol.ID

	// Version is the version of the request, and of its answer.
	Version protocol.Version

	// Notification is whether nobody waits for an answer.
	Notification bool

	codec Codec
}

// Bind decodes the params into what v points to, by the rules of [Typed]. If they do
// not fit, the error wraps a [*protocol.Error] with the code -32602 that says why;
// another error says that params cannot be decoded into v at all.
func (r *Request) Bind(v any) error {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return errors.New("server: params can only be decoded into what a pointer points to")
	}
	b, err := binderFor(p.Type().Elem())
	if err != nil {
		return err
	}
	return b.bind(r.decoder(), r.Params, p.Elem())
}

// decoder returns the codec to decode params with.
func (r *Request) decoder() Codec {
	if r.codec == nil {
		return JSON
	}
	return r.codec
}

// RequestFrom returns the request that is being served, or nil if ctx does not come
// from a Server. [transport.PeerFrom] tells who sent it.
func RequestFrom(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}

type requestKey struct{}

// A callContext is the context of one call. It holds the request, so that both cost
// one allocation.
type callContext struct {
	context.Context
	req Request
}

// Value returns the request for its key, and what the parent has for all others.
func (c *callContext) Value(key any) any {
	if key == (requestKey{}) {
		return &c.req
	}
	return c.Context.Value(key)
}
