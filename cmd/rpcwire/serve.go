package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	nethttp "net/http"
	"time"

	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/server"
)

func serveCommand() command {
	return command{
		name:    "serve",
		summary: "serve the reference methods, or programs as methods",
		help: `
Serves JSON-RPC on every path until it is interrupted; calls under way are ended before
it exits, or after 10 seconds broken off. The address is printed on standard error.

The methods are those of the reference server (subtract, sum, echo and others), or with
--methods every executable in a folder: a method of its file name that reads the params
as JSON from standard input, null where there are none, and writes the result as JSON to
standard output. An exit code other than zero is an error: the one that it wrote as JSON,
with code and message, or else -32000.

Without --framing, messages on tcp, unix and stdio are lines. HTTP and WebSocket share
an address. With ZeroMQ (zmq+tcp, zmq+ipc), a --broker spreads calls over any number of
processes, started with --worker; the one that is idle for longest gets the next call.

Examples:
  rpcwire serve
  rpcwire serve --listen tcp://127.0.0.1:7000 --listen unix:///tmp/rpc.sock
  rpcwire serve --listen stdio: --framing header
  rpcwire serve --broker zmq+tcp://127.0.0.1:7002 --listen zmq+tcp://127.0.0.1:7001
  rpcwire serve --worker zmq+tcp://127.0.0.1:7002 --methods ./rpc --capacity 4
  rpcwire serve --listen http://127.0.0.1:0 -v --page
  rpcwire serve --listen https://[::]:8443 --cert server.pem --key server.key --methods ./rpc`,
		setup: func(fs *flag.FlagSet) action {
			var f serveFlags
			f.register(fs)
			return f.run
		},
	}
}

// serveFlags are the flags of the command serve.
type serveFlags struct {
	listenFlags
	methods  string
	page     bool
	limit    programLimits
	broker   string
	worker   string
	capacity int
}

func (f *serveFlags) register(fs *flag.FlagSet) {
	f.listenFlags.register(fs)
	fs.StringVar(&f.methods, "methods", "", "serve the executables in `DIR`")
	fs.BoolVar(&f.page, "page", false, "show the methods to browsers: answer GET with a page")
	fs.StringVar(&f.broker, "broker", "", "serve no methods, but spread the calls at --listen over the workers that connect to `URL`")
	fs.StringVar(&f.worker, "worker", "", "listen nowhere, but work for the broker whose workers connect to `URL`")
	fs.IntVar(&f.capacity, "capacity", 1, "how many calls (`N`) a worker takes at once")
	fs.DurationVar(&f.limit.time, "max-time", 30*time.Second, "the most `TIME` that an executable may take for a call")
	fs.IntVar(&f.limit.number, "max-processes", 16, "how many of them run at once (`N`); further calls wait")
	fs.IntVar(&f.limit.output, "max-output", protocol.DefaultPayloadLimit, "the most `BYTES` that one may write")
}

func (f *serveFlags) run(ctx context.Context, args []string, s std) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	switch {
	case f.broker != "" && (f.worker != "" || f.methods != "" || f.page):
		return errors.New("--broker serves no methods: it goes with --listen alone")
	case f.broker != "":
		return f.runBroker(ctx, s)
	}
	rpc, err := f.server(slog.New(slog.NewTextHandler(s.err, nil)))
	if err != nil {
		return err
	}
	if f.worker != "" {
		return f.runWorker(ctx, s, rpc)
	}
	served := service{handler: rpc, twoWay: rpc.TwoWay()}
	if f.page {
		served.page = page(rpc)
	}
	return f.serve(ctx, s, served)
}

// server returns the server with its methods.
func (f *serveFlags) server(logger *slog.Logger) (*server.Server, error) {
	options := server.Options{Logger: logger}
	if f.methods == "" {
		return reference.New(options)
	}
	if f.limit.time <= 0 || f.limit.number <= 0 || f.limit.output <= 0 {
		return nil, errors.New("limits must be positive")
	}
	programs, err := findPrograms(f.methods, f.limit, logger)
	if err != nil {
		return nil, err
	}
	rpc := server.New(options)
	for name, p := range programs {
		if err := rpc.Handle(name, p); err != nil {
			return nil, err
		}
	}
	return rpc, nil
}

// page shows the methods to a browser.
func page(rpc *server.Server) nethttp.Handler {
	return nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = rpc.WritePage(w) // a browser that is gone wants no page
	})
}
