package server

import (
	"context"
	"fmt"
	"sync/atomic"
)

// Lazy registers a Method that load makes when it is called for the first time. Calls
// that come meanwhile wait for it, or for the end of their context; load is not called
// again once it has succeeded. If it fails, or returns a Method that cannot be
// registered, the call is answered with -32603, unless a mapping of [Server.MapError]
// knows the error, and the next call tries again. The error of Lazy is that of
// [Server.Handle]; a nil load is one too.
func (s *Server) Lazy(name string, load func() (Method, error), opts ...Option) error {
	return s.Handle(name, newLazy(load), opts...)
}

// A lazy Method is loaded at its first call.
type lazy struct {
	load   func() (Method, error)
	loaded atomic.Pointer[Method]
	turn   chan struct{} // whoever has put something in loads
}

func newLazy(load func() (Method, error)) Method {
	return &lazy{load: load, turn: make(chan struct{}, 1)}
}

func (l *lazy) check() error {
	if l.load == nil {
		return errNoMethod
	}
	return nil
}

// Call loads the Method if that has not been done, and calls it.
func (l *lazy) Call(ctx context.Context, req *Request) (any, error) {
	m, err := l.method(ctx)
	if err != nil {
		return nil, err
	}
	return m.Call(ctx, req)
}

// method returns the loaded Method.
func (l *lazy) method(ctx context.Context) (Method, error) {
	if m := l.loaded.Load(); m != nil {
		return *m, nil
	}
	select {
	case l.turn <- struct{}{}:
		defer func() { <-l.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if m := l.loaded.Load(); m != nil {
		return *m, nil
	}
	if l.load == nil {
		return nil, errNoMethod
	}
	m, err := l.load()
	if err == nil {
		err = check(m)
	}
	if err != nil {
		return nil, fmt.Errorf("server: load: %w", err)
	}
	l.loaded.Store(&m)
	return m, nil
}

// DescribeParams describes the params once the Method is loaded.
func (l *lazy) DescribeParams() []ParamInfo {
	if m := l.loaded.Load(); m != nil {
		if d, ok := (*m).(Describer); ok {
			return d.DescribeParams()
		}
	}
	return nil
}
