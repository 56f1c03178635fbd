package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	nethttp "net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/transport"
)

// drainTime is how long calls under way may take after serving was stopped.
const drainTime = 10 * time.Second

// listenFlags are the flags of the commands that serve.
type listenFlags struct {
	listen  repeated
	hosts   repeated
	origins repeated
	cert    string
	key     string
	framing framing
	verbose bool
}

func (f *listenFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.listen, "listen", "serve at `URL` (default http://127.0.0.1:8080); port 0 picks one; may be repeated")
	fs.Var(&f.hosts, "allow-host", "take requests for `HOST` too, where only loopback names are; may be repeated")
	fs.Var(&f.origins, "allow-origin", "take requests of web pages from `ORIGIN`, such as https://example.com; may be repeated")
	fs.StringVar(&f.cert, "cert", "", "the certificate for https, wss and tls, a PEM `FILE`")
	fs.StringVar(&f.key, "key", "", "its key, a PEM `FILE`; unless it is in the file of --cert")
	fs.Var(&f.framing, "framing", "how messages are told apart on tcp, unix and stdio: by `line or header`")
	fs.BoolVar(&f.verbose, "v", false, "print on standard error what comes in, -->, and what goes out, <--")
}

// A service is what is served.
type service struct {
	handler transport.Handler // over transports that go one way
	twoWay  transport.Handler // over connections, which go both ways

	// connect takes a connection over; if it is nil, twoWay serves it. It closes it when
	// ctx ends, at the latest.
	connect func(ctx context.Context, conn transport.Conn)

	page nethttp.Handler // for browsers; nil is none
}

// A listener is an address that is listened at.
type listener struct {
	url   string
	serve func(ctx context.Context) error // until ctx ends or there is nothing more to serve
	close func()                          // without serving
}

// serve serves at all addresses until ctx ends, and says on standard error where.
func (f *listenFlags) serve(ctx context.Context, s std, served service) error {
	for _, origin := range f.origins {
		if err := nethttp.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil && origin != "*" {
			return fmt.Errorf("--allow-origin: %w", err)
		}
	}
	served.handler, served.twoWay = f.logged(served.handler, s), f.logged(served.twoWay, s)
	listeners, err := f.open(ctx, s, served)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error)
	for _, l := range listeners {
		fmt.Fprintf(s.err, "listening on %s\n", l.url)
		go func() {
			ended <- l.serve(ctx)
			stop() // one that has nothing more to serve ends them all
		}()
	}
	var failed error
	for range listeners {
		if err := <-ended; err != nil && !errors.Is(err, context.DeadlineExceeded) {
			failed = errors.Join(failed, err)
		}
	}
	if failed != nil {
		return exitError{exitTransport, failed}
	}
	return nil
}

// logged returns h, or h with a log of what passes if that is wanted.
func (f *listenFlags) logged(h transport.Handler, s std) transport.Handler {
	if !f.verbose {
		return h
	}
	return transport.LoggedHandler(h, slog.New(transport.Arrows(s.err)), transport.LogOptions{})
}

// open begins to listen at all addresses, or at none.
func (f *listenFlags) open(ctx context.Context, s std, served service) ([]listener, error) {
	addresses := f.listen
	if len(addresses) == 0 {
		addresses = repeated{"http://127.0.0.1:8080"}
	}
	var open []listener
	for _, address := range addresses {
		l, err := f.openOne(ctx, address, s, served)
		if err != nil {
			for _, l := range open {
				l.close()
			}
			return nil, err
		}
		open = append(open, l)
	}
	return open, nil
}

func (f *listenFlags) openOne(ctx context.Context, address string, s std, served service) (listener, error) {
	u, err := url.Parse(address)
	if err != nil {
		return listener{}, fmt.Errorf("the URL %q is wrong: %w", address, errors.Unwrap(err))
	}
	switch u.Scheme {
	case "http", "https", "ws", "wss":
		return f.listenHTTP(ctx, u, served)
	case "tcp", "tls", "unix":
		return f.listenStream(ctx, u, served)
	case "stdio":
		if u.Opaque != "" || u.Host != "" || u.Path != "" {
			return listener{}, fmt.Errorf("cannot listen at %q: the URL is stdio: and no more", address)
		}
		return f.listenStdio(s, served), nil
	}
	if strings.HasPrefix(u.Scheme, "zmq+") {
		return f.listenZMQ(ctx, address, served)
	}
	return listener{}, fmt.Errorf("cannot listen: %w", errScheme(address))
}
