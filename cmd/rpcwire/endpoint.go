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

// endpointFlags are the flags that say how to reach a server.
type endpointFlags struct {
	headers  repeated
	user     optional
	bearer   optional
	caCert   string
	cert     string
	key      string
	insecure bool
	framing  framing
	timeout  time.Duration
	verbose  bool
}

// repeated is the value of a flag that may be given more than once.
type repeated []string

// String returns the values.
func (r *repeated) String() string { return strings.Join(*r, ", ") }

// Set adds a value.
func (r *repeated) Set(text string) error {
	*r = append(*r, text)
	return nil
}

func (f *endpointFlags) register(fs *flag.FlagSet) {
	fs.Var(&f.headers, "H", "an HTTP header, `'Name: value'`; may be repeated")
	fs.Var(&f.user, "u", "basic authentication as `USER:PASSWORD`")
	fs.Var(&f.bearer, "bearer", "authentication by `TOKEN`")
	fs.StringVar(&f.caCert, "cacert", "", "the certificate authorities to trust, a PEM `FILE`")
	fs.StringVar(&f.cert, "cert", "", "the client certificate, a PEM `FILE`")
	fs.StringVar(&f.key, "key", "", "its key, a PEM `FILE`; unless it is in the file of --cert")
	fs.BoolVar(&f.insecure, "insecure", false, "trust any server")
	fs.Var(&f.framing, "framing", "how messages are told apart on tcp, unix and stdio: by `line or header`")
	fs.DurationVar(&f.timeout, "timeout", 0, "the most `TIME` it may take, such as 500ms or 1m; 0 is no limit")
	fs.BoolVar(&f.verbose, "v", false, "print on standard error what goes out, -->, and what comes back, <--")
}

// farewellTime is how long it may take to end a connection in good order.
const farewellTime = 500 * time.Millisecond

// A route is how a server is reached: by a sender that goes one way, or by dialling
// connections that go both ways. The other one is nil.
type route struct {
	sender transport.Sender
	dial   func(context.Context) (transport.Conn, error)
	close  func() // not nil
}

// open returns a sender to the server at address, and a function that closes it.
func (f *endpointFlags) open(address string, s std) (transport.Sender, func(), error) {
	r, err := f.route(address, s)
	if err != nil {
		return nil, nil, err
	}
	sender, closing := r.sender, r.close
	if r.dial != nil {
		redialer := transport.Redial(r.dial, transport.RedialOptions{FailFast: true})
		sender, closing = redialer, func() {
			farewell, stop := context.WithTimeout(context.Background(), farewellTime)
			defer stop()
			_ = redialer.Shutdown(farewell) // so that a notification is not lost; it was sent otherwise
			r.close()
		}
	}
	return transport.Logged(sender, f.logger(s), transport.LogOptions{}), closing, nil
}

// logger returns the logger of what passes; nil is silent.
func (f *endpointFlags) logger(s std) *slog.Logger {
	if !f.verbose {
		return nil
	}
	return slog.New(transport.Arrows(s.err))
}

// route returns how the server at address is reached. The URL chooses the transport.
func (f *endpointFlags) route(address string, s std) (route, error) {
	u, err := url.Parse(address)
	if err != nil {
		return route{}, fmt.Errorf("the URL is wrong: %w", errors.Unwrap(err))
	}
	switch u.Scheme {
	case "http", "https":
		return f.routeHTTP(address)
	case "ws", "wss":
		return f.routeWebSocket(address)
	case "tcp", "tls", "unix":
		return f.routeStream(u)
	case "stdio":
		return f.routeStdio(u, s)
	}
	if strings.HasPrefix(u.Scheme, "zmq+") {
		return f.routeZMQ(address)
	}
	return route{}, errScheme(address)
}

// header returns the headers of the flags, authentication aside.
func (f *endpointFlags) header() (nethttp.Header, error) {
	headers := make(nethttp.Header)
	for _, header := range f.headers {
		name, value, ok := strings.Cut(header, ":")
		if !ok || name == "" {
			return nil, fmt.Errorf("the header %q is not of the form 'Name: value'", header)
		}
		headers.Add(name, strings.TrimSpace(value))
	}
	return headers, nil
}

// basicAuth returns name and password, if they are given.
func (f *endpointFlags) basicAuth() (name, password string, err error) {
	name, password, ok := strings.Cut(f.user.text, ":")
	if f.user.set && !ok {
		return "", "", errors.New("-u is not of the form USER:PASSWORD")
	}
	return name, password, nil
}
