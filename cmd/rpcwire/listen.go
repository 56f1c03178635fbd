package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	nethttp "net/http"
	"net/url"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
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
	verbose bool
}

func (f *listenFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.listen, "listen", "serve at `URL` (default http://127.0.0.1:8080); port 0 picks one; may be repeated")
	fs.Var(&f.hosts, "allow-host", "take requests for `HOST` too, where only loopback names are; may be repeated")
	fs.Var(&f.origins, "allow-origin", "take requests of web pages from `ORIGIN`, such as https://example.com; may be repeated")
	fs.StringVar(&f.cert, "cert", "", "the certificate for https, a PEM `FILE`")
	fs.StringVar(&f.key, "key", "", "its key, a PEM `FILE`; unless it is in the file of --cert")
	fs.BoolVar(&f.verbose, "v", false, "print on standard error what comes in, -->, and what goes out, <--")
}

// A listener is an address that is listened at.
type listener struct {
	net.Listener
	url string
}

// serve serves h at all addresses until ctx ends, and says on standard error where. page
// is shown to browsers, unless it is nil.
func (f *listenFlags) serve(ctx context.Context, s std, h transport.Handler, page nethttp.Handler) error {
	for _, origin := range f.origins {
		if err := nethttp.NewCrossOriginProtection().AddTrustedOrigin(origin); err != nil && origin != "*" {
			return fmt.Errorf("--allow-origin: %w", err)
		}
	}
	listeners, err := f.open(ctx)
	if err != nil {
		return err
	}
	if f.verbose {
		h = transport.LoggedHandler(h, slog.New(transport.Arrows(s.err)), transport.LogOptions{})
	}
	options := []rpchttp.HandlerOption{rpchttp.WithGet(page)}
	if len(f.hosts) > 0 {
		options = append(options, rpchttp.AllowHosts(f.hosts...))
	}
	if len(f.origins) > 0 {
		options = append(options, rpchttp.AllowOrigins(f.origins...))
	}
	handler := rpchttp.NewHandler(h, options...)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error)
	for _, l := range listeners {
		fmt.Fprintf(s.err, "listening on %s\n", l.url)
		go func() {
			ended <- rpchttp.Serve(ctx, rpchttp.NewServer("", handler), l, drainTime)
			stop() // one that fails ends them all
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

// open begins to listen at all addresses, or at none.
func (f *listenFlags) open(ctx context.Context) ([]listener, error) {
	addresses := f.listen
	if len(addresses) == 0 {
		addresses = repeated{"http://127.0.0.1:8080"}
	}
	var open []listener
	for _, address := range addresses {
		l, err := f.openOne(ctx, address)
		if err != nil {
			for _, l := range open {
				_ = l.Close() // nobody was served yet
			}
			return nil, err
		}
		open = append(open, l)
	}
	return open, nil
}

func (f *listenFlags) openOne(ctx context.Context, address string) (listener, error) {
	u, err := url.Parse(address)
	if err != nil {
		return listener{}, fmt.Errorf("the URL %q is wrong: %w", address, errors.Unwrap(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return listener{}, fmt.Errorf("cannot listen at %q: it is not of the form http://host:port or https://host:port", address)
	}
	config, err := f.tls(u.Scheme)
	if err != nil {
		return listener{}, err
	}
	port := u.Port()
	if port == "" {
		port = u.Scheme
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return listener{}, exitError{exitTransport, err}
	}
	bound := u.Scheme + "://" + l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	return listener{l, bound}, nil
}

// tls returns the configuration for https, and none for http.
func (f *listenFlags) tls(scheme string) (*tls.Config, error) {
	if scheme != "https" {
		return nil, nil
	}
	if f.cert == "" {
		return nil, errors.New("https needs --cert")
	}
	certificate, err := loadCertificate(f.cert, f.key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, nil
}
