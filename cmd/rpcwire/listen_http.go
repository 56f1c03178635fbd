package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	nethttp "net/http"
	"net/url"

	rpchttp "github.com/rpcwire/rpcwire/transport/http"
	"github.com/rpcwire/rpcwire/transport/ws"
)

// listenHTTP listens for HTTP and WebSocket, on every path.
func (f *listenFlags) listenHTTP(ctx context.Context, u *url.URL, served service) (listener, error) {
	if u.Host == "" {
		return listener{}, fmt.Errorf("cannot listen at %q: it is not of the form %s://host:port", u, u.Scheme)
	}
	config, err := f.tls(u.Scheme)
	if err != nil {
		return listener{}, err
	}
	port := u.Port()
	if port == "" {
		port = map[bool]string{true: "443", false: "80"}[config != nil]
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(u.Hostname(), port))
	if err != nil {
		return listener{}, exitError{exitTransport, err}
	}
	bound := u.Scheme + "://" + l.Addr().String()
	if config != nil {
		l = tls.NewListener(l, config)
	}
	return listener{bound, func(ctx context.Context) error {
		return f.serveHTTP(ctx, l, served)
	}, func() { _ = l.Close() }}, nil
}

// serveHTTP serves until ctx ends; what is under way is ended first.
func (f *listenFlags) serveHTTP(ctx context.Context, l net.Listener, served service) error {
	sockets, shutdown := f.webSockets(ctx, served)
	server := rpchttp.NewServer("", f.handlerHTTP(sockets, served))
	closed := make(chan struct{})
	server.RegisterOnShutdown(func() {
		defer close(closed)
		grace, stop := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer stop()
		shutdown(grace)
	})
	err := rpchttp.Serve(ctx, server, l, drainTime)
	if ctx.Err() != nil {
		<-closed
	}
	return err
}

// handlerHTTP answers HTTP, and leaves GET to WebSocket.
func (f *listenFlags) handlerHTTP(sockets nethttp.Handler, served service) nethttp.Handler {
	options := []rpchttp.HandlerOption{rpchttp.WithGet(sockets)}
	if len(f.hosts) > 0 {
		options = append(options, rpchttp.AllowHosts(f.hosts...))
	}
	if len(f.origins) > 0 {
		options = append(options, rpchttp.AllowOrigins(f.origins...))
	}
	return rpchttp.NewHandler(served.handler, options...)
}

// webSockets returns a handler that upgrades, and a function that ends what it has
// upgraded.
func (f *listenFlags) webSockets(ctx context.Context, served service) (nethttp.Handler, func(context.Context)) {
	page := served.page
	if page == nil {
		page = nethttp.HandlerFunc(postOnly)
	}
	options := []ws.HandlerOption{ws.Fallback(page)}
	if len(f.hosts) > 0 {
		options = append(options, ws.AllowHosts(f.hosts...))
	}
	if len(f.origins) > 0 {
		options = append(options, ws.AllowOrigins(f.origins...))
	}
	if served.connect == nil {
		h := ws.NewHandler(served.twoWay, options...)
		return h, func(ctx context.Context) { _ = h.Shutdown(ctx) } // what takes longer is cut
	}
	t := taker{connect: served.connect, ctx: ctx}
	upgrade := nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.Header.Get("Upgrade") == "" {
			page.ServeHTTP(w, r)
			return
		}
		if conn, err := ws.Upgrade(w, r, options...); err == nil { // else it was answered
			t.take(conn)
		}
	})
	return upgrade, func(context.Context) { t.wait() }
}

// postOnly answers a GET where there is no page.
func postOnly(w nethttp.ResponseWriter, _ *nethttp.Request) {
	w.Header().Set("Allow", nethttp.MethodPost)
	nethttp.Error(w, "JSON-RPC takes POST, or an upgrade to WebSocket", nethttp.StatusMethodNotAllowed)
}

// tls returns the configuration for the schemes that have TLS, and none for the others.
func (f *listenFlags) tls(scheme string) (*tls.Config, error) {
	switch scheme {
	case "https", "wss", "tls":
	default:
		return nil, nil
	}
	if f.cert == "" {
		return nil, errors.New(scheme + " needs --cert")
	}
	certificate, err := loadCertificate(f.cert, f.key)
	if err != nil {
		return nil, err
	}
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}, nil
}
