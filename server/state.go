package server

import (
	"context"
	"maps"
	"slices"

	"github.com/rpcwire/rpcwire/protocol"
)

// A state is what a Server knows at one moment. It never changes once it is
// published: changes are made to a copy, so that calls need no lock.
type state struct {
	entries    map[string]*entry
	unknown    Method // answers calls of methods that there are not
	middleware []Middleware
	mappings   []mapping
}

// An entry is a Method under its name. It does not change.
type entry struct {
	name   string
	method Method // as it was registered
	served Method // with all middleware around it
	doc    string
}

func newState() *state {
	return &state{entries: map[string]*entry{}, unknown: MethodFunc(methodNotFound)}
}

// methodNotFound is the Method behind all names that are not registered.
func methodNotFound(context.Context, *Request) (any, error) {
	return nil, protocol.NewError(protocol.CodeMethodNotFound, "")
}

// update publishes what f makes of a copy of the state, unless it returns an error.
func (s *Server) update(f func(*state) error) error {
	s.change.Lock()
	defer s.change.Unlock()
	old := s.state.Load()
	next := &state{
		entries:    maps.Clone(old.entries),
		unknown:    old.unknown,
		middleware: slices.Clip(old.middleware),
		mappings:   slices.Clip(old.mappings),
	}
	if err := f(next); err != nil {
		return err
	}
	s.state.Store(next)
	return nil
}

// Use puts middleware around every Method, those that are registered already and
// later ones, and also around the answer -32601 to names that are not registered: a
// Middleware can serve those itself. The first one that is used is the outermost. It
// sees the error of a Method before it is mapped. Nil ones are ignored. The function
// is called once for every Method and must not use the server.
func (s *Server) Use(middleware ...Middleware) {
	_ = s.update(func(st *state) error {
		for _, m := range middleware {
			if m != nil {
				st.middleware = append(st.middleware, m)
			}
		}
		for name, e := range st.entries {
			again := *e
			again.served = st.wrap(e.method)
			st.entries[name] = &again
		}
		st.unknown = st.wrap(MethodFunc(methodNotFound))
		return nil
	})
}

// wrap returns m with all middleware around it.
func (st *state) wrap(m Method) Method {
	for _, around := range slices.Backward(st.middleware) {
		m = around(m)
	}
	return m
}
