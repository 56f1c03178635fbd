package http

import (
	"context"
	"errors"
	"net"
	nethttp "net/http"
	"time"
)

// NewServer returns a server for an address, such as "127.0.0.1:8080", and a handler,
// with timeouts for everything that a client can delay: 10 seconds for the header, one
// minute for header and body, two minutes between requests, and headers of at most
// 64 KiB. There is no WriteTimeout, since it would limit the time that a call takes; a
// handler of this package limits the writing of its replies itself: see [WriteTimeout].
// All of it can be changed before the server is used. With TLS, that is up to
// [nethttp.Server.ServeTLS] and TLSConfig.
func NewServer(addr string, h nethttp.Handler) *nethttp.Server {
	return &nethttp.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}

// Serve serves a listener, which it closes, until ctx ends or the server fails. When
// ctx ends, no new requests are accepted, and those under way have the time of grace to
// end; then their connections are closed, which ends their contexts. Zero or less closes
// at once. The error is nil if all of them ended in time, [context.DeadlineExceeded] if
// not, or that of the server. Connections that were hijacked, as WebSockets are, are not
// waited for.
func Serve(ctx context.Context, server *nethttp.Server, listener net.Listener, grace time.Duration) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	err := Shutdown(context.WithoutCancel(ctx), server, grace)
	if serveErr := <-ended; !errors.Is(serveErr, nethttp.ErrServerClosed) {
		return errors.Join(serveErr, err)
	}
	return err
}

// Shutdown ends a server as [Serve] does: no new requests, then the time of grace, or
// what ctx leaves of it, then an end by force. The error is nil if all requests ended in
// time, else that of the context.
func Shutdown(ctx context.Context, server *nethttp.Server, grace time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	err := server.Shutdown(ctx)
	if err != nil {
		_ = server.Close() // what Shutdown could not end; the error is known already
	}
	return err
}
