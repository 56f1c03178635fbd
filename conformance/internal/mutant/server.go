package mutant

import (
	"context"
	"net/http"
	"net/http/httptest"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// serverParts are what the reference server is made of.
type serverParts struct {
	options server.Options
	methods map[string]server.Method // in place of the reference methods
	wrap    []func(transport.Handler) transport.Handler
	limits  protocol.Limits // of the transport

	httpOptions []rpchttp.HandlerOption
	wrapHTTP    []func(http.Handler) http.Handler

	serve func(*pipe, transport.Handler) // two-way connections
}

// A serverChange makes a mutant of the parts of the reference.
type serverChange func(*serverParts)

func newServerParts(changes []serverChange) *serverParts {
	p := &serverParts{methods: make(map[string]server.Method), serve: serveAtOnce}
	for _, change := range changes {
		change(p)
	}
	return p
}

// handler returns the server, for connections that go one way or both.
func (p *serverParts) handler(twoWay bool) (transport.Handler, error) {
	s, err := reference.New(p.options)
	if err != nil {
		return nil, err
	}
	for name, m := range p.methods {
		if err := s.Handle(name, m, server.Replace(), server.Reserved()); err != nil {
			return nil, err
		}
	}
	h := transport.Handler(s)
	if twoWay {
		h = s.TwoWay()
	}
	for _, wrap := range p.wrap {
		h = wrap(h)
	}
	return h, nil
}

// local starts a server within the process.
func local(changes ...serverChange) func() (*target, error) {
	return func() (*target, error) {
		p := newServerParts(changes)
		h, err := p.handler(false)
		if err != nil {
			return nil, err
		}
		return &target{server: conformance.ServerTarget{Sender: transport.Local(h, p.limits)}}, nil
	}
}

// overHTTP starts a server of HTTP.
func overHTTP(changes ...serverChange) func() (*target, error) {
	return func() (*target, error) {
		p := newServerParts(changes)
		rpc, err := p.handler(false)
		if err != nil {
			return nil, err
		}
		h := rpchttp.NewHandler(rpc, append(p.httpOptions, rpchttp.Limits(p.limits))...)
		for _, wrap := range p.wrapHTTP {
			h = wrap(h)
		}
		s := httptest.NewUnstartedServer(h)
		s.Config.ErrorLog = silent
		s.Start()
		stop := func() {
			s.CloseClientConnections()
			s.Close()
		}
		return &target{server: conformance.ServerTarget{URL: s.URL}, stop: stop}, nil
	}
}

// twoWay starts a server of two-way connections.
func twoWay(changes ...serverChange) func() (*target, error) {
	return func() (*target, error) {
		p := newServerParts(changes)
		h, err := p.handler(true)
		if err != nil {
			return nil, err
		}
		dial := func(context.Context) (transport.Conn, error) {
			here, there := newPipe()
			go p.serve(there, h)
			return here, nil
		}
		return &target{server: conformance.ServerTarget{Dial: dial}}, nil
	}
}

// dialect sets the dialect.
func dialect(d protocol.Dialect) serverChange {
	return func(p *serverParts) { p.options.Dialect = d }
}

// limits sets the limits of the server and of its transport.
func limits(l protocol.Limits) serverChange {
	return func(p *serverParts) { p.options.Limits, p.limits = l, l }
}

// method sets a method.
func method(name string, m server.Method) serverChange {
	return func(p *serverParts) { p.methods[name] = m }
}

// wrapped wraps the server.
func wrapped(wrap func(transport.Handler) transport.Handler) serverChange {
	return func(p *serverParts) { p.wrap = append(p.wrap, wrap) }
}

// around wraps the server in a function.
func around(f func(ctx context.Context, next transport.Handler, payload []byte) []byte) serverChange {
	return wrapped(func(next transport.Handler) transport.Handler {
		return transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte { return f(ctx, next, payload) })
	})
}

// payloads rewrites what the server gets.
func payloads(f rewrite) serverChange {
	return around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
		return next.ServeRPC(ctx, f(payload))
	})
}

// replies rewrites what it answers, if it does.
func replies(f rewrite) serverChange {
	return around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
		reply := next.ServeRPC(ctx, payload)
		if reply == nil {
			return nil
		}
		return f(reply)
	})
}

// refusing answers payloads of some kind with an error, with the id if there is one.
func refusing(is func(payload []byte) bool, code protocol.Code) serverChange {
	return around(func(ctx context.Context, next transport.Handler, payload []byte) []byte {
		if is(payload) {
			return failure(payload, code)
		}
		return next.ServeRPC(ctx, payload)
	})
}

// failure returns an error response to a payload.
func failure(payload []byte, code protocol.Code) []byte {
	id := protocol.Null()
	if p, err := protocol.Parse(payload); err == nil && !p.IsBatch() && !p.At(0).ID().IsAbsent() {
		id = p.At(0).ID()
	}
	return errorResponse(id, code)
}

func errorResponse(id protocol.ID, code protocol.Code) []byte {
	reply, err := protocol.NewErrorResponse(id, protocol.NewError(code, "")).AppendTo(nil)
	if err != nil { // an id and a code can be encoded
		return nil
	}
	return reply
}

// resultResponse returns a response with a result.
func resultResponse(id protocol.ID, result protocol.Raw) []byte {
	reply, err := protocol.Response{ID: id, Result: result}.AppendTo(nil)
	if err != nil { // results of mutants are valid
		return nil
	}
	return reply
}
