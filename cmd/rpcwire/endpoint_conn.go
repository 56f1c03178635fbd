package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/transport"
	"github.com/rpcwire/rpcwire/transport/stream"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// A framing is the value of a flag: how messages are told apart in a stream.
type framing struct{ stream.Framing }

// String returns the name of the framing.
func (f *framing) String() string {
	switch f.Framing {
	case nil, stream.Line:
		return "line"
	}
	return "header"
}

// Set chooses a framing by its name.
func (f *framing) Set(name string) error {
	switch name {
	case "line":
		f.Framing = stream.Line
	case "header":
		f.Framing = stream.Header
	default:
		return errors.New("it is line or header")
	}
	return nil
}

// noClose closes what needs no closing.
func noClose() {}

func (f *endpointFlags) routeWebSocket(address string) (route, error) {
	headers, err := f.header()
	if err != nil {
		return route{}, err
	}
	name, password, err := f.basicAuth()
	if err != nil {
		return route{}, err
	}
	config, err := f.tls()
	if err != nil {
		return route{}, err
	}
	options := []ws.Option{ws.Headers(headers), ws.TLS(config)}
	if f.user.set {
		options = append(options, ws.BasicAuth(name, password))
	}
	if f.bearer.set {
		options = append(options, ws.Bearer(f.bearer.text))
	}
	return route{close: noClose, dial: func(ctx context.Context) (transport.Conn, error) {
		return opened(ws.Dial(ctx, address, options...))
	}}, nil
}

// routeStream is for the schemes tcp, tls and unix.
func (f *endpointFlags) routeStream(u *url.URL) (route, error) {
	if err := checkStream(u); err != nil {
		return route{}, err
	}
	var options stream.Options
	if u.Scheme == "tls" {
		config, err := f.tls()
		if err != nil {
			return route{}, err
		}
		options.TLS = new(tls.Config)
		config(options.TLS)
	}
	return route{close: noClose, dial: func(ctx context.Context) (transport.Conn, error) {
		return opened(stream.Dial(ctx, u.String(), f.framing.Framing, options))
	}}, nil
}

// checkStream returns what is wrong with a URL of the scheme tcp, tls or unix.
func checkStream(u *url.URL) error {
	switch {
	case u.Scheme == "unix" && (u.Host != "" || u.Path == "") && !strings.HasPrefix(u.Opaque, "@"):
		return fmt.Errorf("the URL %q is not of the form unix:///path", u)
	case u.Scheme != "unix" && u.Port() == "":
		return fmt.Errorf("the URL %q is not of the form %s://host:port", u, u.Scheme)
	}
	return nil
}

// childTime is how long a program that was started may take to end after its input has.
const childTime = 500 * time.Millisecond

// routeStdio is for a program that is started and spoken to over its standard input and
// output, or, where none is named, for those of rpcwire itself.
func (f *endpointFlags) routeStdio(u *url.URL, s std) (route, error) {
	words := strings.Fields(u.Opaque)
	if u.Opaque == "" && u.Path != "" {
		words = strings.Fields(u.Path)
	}
	if len(words) == 0 {
		return route{close: noClose, dial: func(context.Context) (transport.Conn, error) {
			return stdioConn(s, f.framing.Framing), nil
		}}, nil
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return route{}, exitError{exitTransport, err}
	}
	return route{close: noClose, dial: func(context.Context) (transport.Conn, error) {
		command := exec.Command(words[0], words[1:]...)
		return opened(stream.Command(command, f.framing.Framing, stream.Options{Grace: childTime}))
	}}, nil
}

// opened returns a connection as the interface, which has to be nil if there is none.
func opened[C transport.Conn](c C, err error) (transport.Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// stdioConn returns a connection over standard input and output. They stay open when it
// is closed: results are printed there.
func stdioConn(s std, f stream.Framing) transport.Conn {
	ctx, stop := context.WithCancel(context.Background())
	return named{stream.New(&conversation{interruptible{ctx, s.in}, s, stop}, f, stream.Options{}), "stdio:"}
}

// A named connection goes by another name in errors.
type named struct {
	*stream.Conn
	name string
}

func (n named) String() string { return n.name }

// A conversation is standard input and output as a stream.
type conversation struct {
	interruptible
	s    std
	stop context.CancelFunc
}

// Write writes to standard output.
func (c *conversation) Write(p []byte) (int, error) { return c.s.out.Write(p) }

// Close ends reading.
func (c *conversation) Close() error {
	c.stop()
	return nil
}

// errScheme is the error of an address that no transport has.
func errScheme(address string) error {
	return fmt.Errorf("there is no transport for the URL %q: it begins with http://, https://, ws://, wss://, tcp://, tls://, unix://, stdio:, zmq+tcp:// or zmq+ipc://", address)
}
