package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	nethttp "net/http"
	"net/url"
	"strings"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/internal/reference"
	"github.com/rpcwire/rpcwire/server"
)

// conformServer tests a server.
func (f *conformFlags) conformServer(ctx context.Context, args []string, s std) error {
	switch len(args) {
	case 0:
		return f.conformReference(ctx, s)
	case 1:
	default:
		return fmt.Errorf("unexpected argument %q", args[1])
	}
	t, closing, err := f.serverTrial(args[0], s)
	if err != nil {
		return err
	}
	defer closing()
	return f.try(ctx, s, t)
}

// serverTrial returns the trial of the server at an address.
func (f *conformFlags) serverTrial(address string, s std) (trial, func(), error) {
	u, err := url.Parse(address)
	if err != nil {
		return trial{}, nil, fmt.Errorf("the URL is wrong: %w", errors.Unwrap(err))
	}
	shown := u.Redacted()
	t := trial{run: conformance.Run{Role: conformance.RoleServer, Address: shown, Transport: u.Scheme}}
	t.run.Target, t.run.TargetVersion = f.target(shown)
	var target conformance.ServerTarget
	closing := noClose
	if u.Scheme == "http" || u.Scheme == "https" {
		target.URL = address
		target.Client, err = f.httpClient()
	} else {
		var r route
		if r, err = f.route(address, s); err == nil {
			target.Sender, target.Dial, closing = r.sender, r.dial, r.close
		}
	}
	t.begin = func(ctx context.Context, o conformance.Options) results {
		o.Without = append(o.Without, f.client.lacks...)
		if len(f.selection.specs) == 0 && !speaksV1(ctx, target, o) {
			fmt.Fprintf(s.err, "%s does not speak 1.0, so the cases for that are skipped; --spec 1.0 demands it\n", shown)
			o.Without = append(o.Without, "v1")
		}
		return conformance.RunServer(ctx, target, o)
	}
	return t, closing, err
}

// speaksV1 reports whether a server answers a request of JSON-RPC 1.0 in kind. If it
// cannot be told, it reports true, and the run shows what is the matter.
func speaksV1(ctx context.Context, target conformance.ServerTarget, o conformance.Options) bool {
	o.Selection, o.Known = conformance.Selection{Run: []string{"server/v1/unknown-method"}}, nil
	for r, err := range conformance.RunServer(ctx, target, o) {
		return err != nil || r.Outcome != conformance.Fail
	}
	return true
}

// httpClient returns a client that sends the headers of the flags. It follows no
// redirects, since what is under test is what the server itself answers.
func (f *conformFlags) httpClient() (*nethttp.Client, error) {
	headers, err := f.header()
	if err != nil {
		return nil, err
	}
	name, password, err := f.basicAuth()
	if err != nil {
		return nil, err
	}
	config, err := f.tls()
	if err != nil {
		return nil, err
	}
	base := nethttp.DefaultTransport.(*nethttp.Transport).Clone()
	base.Proxy = nil
	base.MaxIdleConnsPerHost = max(f.jobs, 1)
	if base.TLSClientConfig != nil {
		config(base.TLSClientConfig)
	}
	adorn := func(r *nethttp.Request) {
		for name, values := range headers {
			r.Header[name] = values
		}
		if f.user.set {
			r.SetBasicAuth(name, password)
		}
		if f.bearer.set {
			r.Header.Set("Authorization", "Bearer "+f.bearer.text)
		}
	}
	return &nethttp.Client{
		Transport: adorned{base, adorn},
		CheckRedirect: func(*nethttp.Request, []*nethttp.Request) error {
			return nethttp.ErrUseLastResponse
		},
	}, nil
}

// adorned adds headers to requests.
type adorned struct {
	base  nethttp.RoundTripper
	adorn func(*nethttp.Request)
}

// RoundTrip implements [nethttp.RoundTripper].
func (a adorned) RoundTrip(r *nethttp.Request) (*nethttp.Response, error) {
	r = r.Clone(r.Context())
	a.adorn(r)
	return a.base.RoundTrip(r)
}

// conformReference tests the reference server, over HTTP and over WebSocket.
func (f *conformFlags) conformReference(ctx context.Context, s std) error {
	rpc, err := reference.New(server.Options{})
	if err != nil {
		return err
	}
	quiet := std{in: strings.NewReader(""), out: s.out, err: io.Discard}
	listen := listenFlags{listen: repeated{"http://127.0.0.1:0"}}
	listeners, err := listen.open(ctx, quiet, service{handler: rpc, twoWay: rpc.TwoWay()})
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = listeners[0].serve(serving) // its calls are over
	}()
	defer func() {
		stop()
		<-ended
	}()
	var trials []trial
	for _, address := range []string{listeners[0].url, strings.Replace(listeners[0].url, "http", "ws", 1)} {
		t, closing, err := f.serverTrial(address, s)
		if err != nil {
			return err
		}
		defer closing()
		if f.name == "" {
			t.run.Target = "rpcwire over " + t.run.Transport
		}
		trials = append(trials, t)
	}
	return f.try(ctx, s, trials...)
}
