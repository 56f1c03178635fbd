package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"

	"github.com/rpcwire/rpcwire/client"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

func proxyCommand() command {
	return command{
		name:    "proxy",
		summary: "pass payloads on from one address to another",
		help: `
Passes every payload that it gets on to another server, as it is, and the reply back,
from any transport to any other. Where both go both ways (ws, tcp, unix, stdio), each
client gets a connection of its own to the server, and the server can call it. Where the
server cannot be reached, calls are answered with an error of the code -32000. Serves
until it is interrupted, or standard input ends.

Examples:
  rpcwire proxy --listen http://127.0.0.1:9000 --to ws://127.0.0.1:8080 -v
  rpcwire proxy --listen stdio: --framing header --to tcp://127.0.0.1:7000
  rpcwire proxy --listen tcp://127.0.0.1:7000 --to "stdio:./server --flag"
  rpcwire proxy --to https://host/rpc --to-bearer "$TOKEN" --to-timeout 10s`,
		setup: func(fs *flag.FlagSet) action {
			var f proxyFlags
			f.register(fs)
			return f.run
		},
	}
}

// proxyFlags are the flags of the command proxy.
type proxyFlags struct {
	listenFlags
	to       string
	upstream endpointFlags
}

func (f *proxyFlags) register(fs *flag.FlagSet) {
	f.listenFlags.register(fs)
	fs.StringVar(&f.to, "to", "", "pass payloads on to the server at `URL`")
	fs.Var(&f.upstream.headers, "to-header", "an HTTP header for it, `'Name: value'`; may be repeated")
	fs.Var(&f.upstream.user, "to-user", "basic authentication for it as `USER:PASSWORD`")
	fs.Var(&f.upstream.bearer, "to-bearer", "authentication for it by `TOKEN`")
	fs.StringVar(&f.upstream.caCert, "to-cacert", "", "the certificate authorities to trust it by, a PEM `FILE`")
	fs.Var(&f.upstream.framing, "to-framing", "how messages are told apart on its tcp, unix or stdio: by `line or header`")
	fs.DurationVar(&f.upstream.timeout, "to-timeout", 0, "the most `TIME` it may take; 0 is no limit")
}

func (f *proxyFlags) run(ctx context.Context, args []string, s std) error {
	switch {
	case len(args) > 0:
		return fmt.Errorf("unexpected argument %q", args[0])
	case f.to == "":
		return errors.New("--to is missing")
	}
	upstream, err := f.upstream.route(f.to, s)
	if err != nil {
		return err
	}
	defer upstream.close()
	if upstream.dial == nil {
		p := &proxy{sender: upstream.sender, flags: f, s: s}
		return f.serve(ctx, s, service{handler: p, twoWay: p})
	}
	connections := &pool{dial: upstream.dial}
	defer connections.close()
	p := &proxy{sender: connections, flags: f, s: s}
	return f.serve(ctx, s, service{handler: p, twoWay: p, connect: func(ctx context.Context, conn transport.Conn) {
		f.join(ctx, conn, upstream, p)
	}})
}

// join joins a client to a connection of its own to the server. If there is none to be
// had, its calls are answered with that.
func (f *proxyFlags) join(ctx context.Context, conn transport.Conn, upstream route, p *proxy) {
	server, err := f.dial(ctx, upstream)
	if err != nil {
		fmt.Fprintf(p.s.err, "rpcwire proxy: %v\n", err)
		_ = transport.Serve(ctx, conn, p, transport.MuxOptions{}) // how it ends is the client's business
		return
	}
	logger := slog.New(slog.DiscardHandler)
	if f.verbose {
		logger = slog.New(transport.Arrows(p.s.err))
	}
	(&bridge{client: conn, server: server, logger: logger}).run(ctx)
}

// dial connects to the server.
func (f *proxyFlags) dial(ctx context.Context, upstream route) (transport.Conn, error) {
	if limit := f.upstream.timeout; limit > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, limit)
		defer stop()
	}
	return upstream.dial(ctx)
}

// A proxy passes payloads on.
type proxy struct {
	sender transport.Sender
	flags  *proxyFlags
	s      std
}

// ServeRPC passes a payload on, and answers the calls in it itself if it cannot.
func (p *proxy) ServeRPC(ctx context.Context, payload []byte) []byte {
	if limit := p.flags.upstream.timeout; limit > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, limit)
		defer stop()
	}
	reply, err := p.sender.Send(ctx, payload)
	if err == nil {
		return reply
	}
	fmt.Fprintf(p.s.err, "rpcwire proxy: %v\n", err)
	return answerAll(payload, gatewayError(err))
}

// gatewayError tells a client no more than it has to know.
func gatewayError(err error) *protocol.Error {
	if client.KindOf(err) == client.KindTimeout {
		return protocol.NewError(-32000, "the server did not answer in time")
	}
	return protocol.NewError(-32000, "the server cannot be reached")
}

// answerAll answers every message of a payload that needs it with an error.
func answerAll(payload []byte, e *protocol.Error) []byte {
	p, err := protocol.Parse(payload)
	var whole *protocol.DecodeError
	if errors.As(err, &whole) {
		return appendAnswers(nil, protocol.Responses{protocol.NewErrorResponse(protocol.Null(), whole.Wire())}, false)
	}
	var answers protocol.Responses
	for _, m := range p.All() {
		if m.NeedsAnswer() {
			answers = append(answers, protocol.Response{Version: m.Version(), ID: m.AnswerID(), Error: e})
		}
	}
	return appendAnswers(nil, answers, p.IsBatch())
}

// appendAnswers appends answers, which are of known forms and always encode.
func appendAnswers(dst []byte, answers protocol.Responses, batch bool) []byte {
	if len(answers) == 0 {
		return nil
	}
	var err error
	if batch {
		dst, err = answers.AppendTo(dst)
	} else {
		dst, err = answers[0].AppendTo(dst)
	}
	if err != nil {
		return nil
	}
	return dst
}
