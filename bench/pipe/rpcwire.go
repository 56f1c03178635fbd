package pipe

import (
	"context"
	"net"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
)

const selfModule = "github.com/rpcwire/rpcwire"

// rpcwireImplementation decodes params as its peers do: the method does it.
func rpcwireImplementation() Implementation {
	return Implementation{
		Name: SelfName, Module: selfModule,
		About: "client.Client and server.Server over stream.New with stream.Line, handlers inline as those of lsp.dev are; typed params: Codec.Unmarshal in a server.MethodFunc",
		Open:  func() *Peer { return openSelf(server.MethodFunc(echoParams), true) },
	}
}

// concurrentImplementation has a goroutine for each call that is served.
func concurrentImplementation() Implementation {
	return Implementation{
		Name: SelfName + ", concurrent", Module: selfModule, About: "the same; handlers run concurrently, which is what a Mux does unless told",
		Open: func() *Peer { return openSelf(server.MethodFunc(echoParams), false) },
	}
}

// boundImplementation has params bound, which also finds out what is missing, unknown
// or of a wrong type, and takes them by position as well.
func boundImplementation() Implementation {
	return Implementation{
		Name: SelfName + ", server.Typed", Module: selfModule, About: "the same; typed params: server.Typed",
		Open: func() *Peer {
			return openSelf(server.Typed(func(_ context.Context, p Params) (Params, error) { return p, nil }), true)
		},
	}
}

func echoParams(_ context.Context, r *server.Request) (any, error) {
	var p Params
	if err := codec.Unmarshal(r.Params, &p); err != nil {
		return nil, err
	}
	return p, nil
}

// openSelf opens a pipe to a server with a method void and a method typed.
func openSelf(typed server.Method, inline bool) *Peer {
	near, far := net.Pipe()
	s := server.New(server.Options{Codec: codec})
	void := server.MethodFunc(func(context.Context, *server.Request) (any, error) { return nil, nil })
	if err := s.RegisterMap("", map[string]server.Method{"void": void, "typed": typed}); err != nil {
		panic(err) // the names are free
	}
	answering := transport.NewMux(stream.New(far, stream.Line, stream.Options{}), s.TwoWay(), transport.MuxOptions{Inline: inline})
	calling := transport.NewMux(stream.New(near, stream.Line, stream.Options{}), nil, transport.MuxOptions{})
	c := client.New(calling, client.Options{Codec: codec})
	return &Peer{
		Void: func(ctx context.Context) error { return c.Call(ctx, "void", nil, nil) },
		Raw: func(ctx context.Context, params []byte) ([]byte, error) {
			var result protocol.Raw
			err := c.Call(ctx, "void", protocol.Raw(params), &result)
			return result, err
		},
		Typed: func(ctx context.Context, params Params) (result Params, err error) {
			err = c.Call(ctx, "typed", params, &result)
			return result, err
		},
		Close: func() {
			_, _ = calling.Close(), answering.Close() // the errors are always nil
			<-calling.Done()
			<-answering.Done()
		},
	}
}
