package server

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// What is wrong with a registration. The errors of [Server.Handle] and its siblings
// wrap one of these, or say what is wrong with the Method itself.
var (
	// ErrNoName is the error of the name "", which no method can have (R10).
	ErrNoName = errors.New("the name is empty")

	// ErrReservedName is the error of names that begin with "rpc." (JSON-RPC 2.0,
	// section 4.1), unless the option [Reserved] allows them.
	ErrReservedName = errors.New(`names that begin with "rpc." are reserved`)

	// ErrDuplicateName is the error of a name that is taken, unless the option
	// [Replace] allows that.
	ErrDuplicateName = errors.New("the name is taken")

	errNoMethod = errors.New("there is no method")
)

// An Option says how a Method is registered.
type Option func(*options)

type options struct {
	replace    bool
	reserved   bool
	doc        string
	mapName    func(string) string
	paramNames map[string][]string
	docs       map[string]string
}

func newOptions(opts []Option) *options {
	o := &options{paramNames: map[string][]string{}, docs: map[string]string{}}
	for _, opt := range opts {
		opt(o)
	}
	return o
}

// Replace lets a Method take the name of another one.
func Replace() Option { return func(o *options) { o.replace = true } }

// Reserved allows names that begin with "rpc.", which the specification reserves for
// extensions of the protocol.
func Reserved() Option { return func(o *options) { o.reserved = true } }

// Doc documents a Method, for [Server.Describe].
func Doc(text string) Option { return func(o *options) { o.doc = text } }

// Handle registers m under a name. The error says why it cannot be: the name is
// empty, reserved or taken, or m is nil or was made by [Func] or [Typed] of something
// that they do not take.
func (s *Server) Handle(name string, m Method, opts ...Option) error {
	o := newOptions(opts)
	return s.update(func(st *state) error { return st.add(name, m, o.doc, o) })
}

// RegisterMap registers every Method of a map under its name, or, unless prefix is
// empty, under prefix, a dot and the name. If one of them cannot be registered, none
// is.
func (s *Server) RegisterMap(prefix string, methods map[string]Method, opts ...Option) error {
	o := newOptions(opts)
	return s.update(func(st *state) error {
		for _, name := range slices.Sorted(maps.Keys(methods)) {
			if err := st.add(prefixed(prefix, name), methods[name], o.doc, o); err != nil {
				return err
			}
		}
		return nil
	})
}

// prefixed returns a name under a prefix. A name that is empty remains so.
func prefixed(prefix, name string) string {
	if prefix == "" || name == "" {
		return name
	}
	return prefix + "." + name
}

// add adds a Method to a state that is not published yet.
func (st *state) add(name string, m Method, doc string, o *options) error {
	if err := st.admit(name, m, o); err != nil {
		return fmt.Errorf("server: method %q: %w", name, err)
	}
	st.entries[name] = &entry{name: name, method: m, served: st.wrap(m), doc: doc}
	return nil
}

// admit returns why a Method cannot have a name, or nil.
func (st *state) admit(name string, m Method, o *options) error {
	switch {
	case name == "":
		return ErrNoName
	case strings.HasPrefix(name, "rpc.") && !o.reserved:
		return ErrReservedName
	case st.entries[name] != nil && !o.replace:
		return ErrDuplicateName
	}
	return check(m)
}

// Remove removes the Method of a name and reports whether there was one. Calls that
// have begun go on.
func (s *Server) Remove(name string) bool {
	removed := false
	_ = s.update(func(st *state) error {
		_, removed = st.entries[name]
		delete(st.entries, name)
		return nil
	})
	return removed
}

// Lookup returns the Method of a name as it was registered, without middleware, and
// whether there is one.
func (s *Server) Lookup(name string) (Method, bool) {
	if e, ok := s.state.Load().entries[name]; ok {
		return e.method, true
	}
	return nil, false
}

// Names returns the names of all Methods, sorted. The slice is new.
func (s *Server) Names() []string {
	return slices.Sorted(maps.Keys(s.state.Load().entries))
}

// Methods returns all names with their Methods, sorted by name, as of the moment of
// the call.
func (s *Server) Methods() iter.Seq2[string, Method] {
	entries := s.state.Load().entries
	return func(yield func(string, Method) bool) {
		for _, name := range slices.Sorted(maps.Keys(entries)) {
			if !yield(name, entries[name].method) {
				return
			}
		}
	}
}
