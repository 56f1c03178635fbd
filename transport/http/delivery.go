package http

import (
	"context"
	"crypto/tls"
	nethttp "net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// A delivery follows what becomes of a request, to tell afterwards whether the peer
// may have got the payload.
type delivery struct {
	traced    atomic.Bool // the transport tells what it does
	connected atomic.Bool // there was a connection
	sent      atomic.Bool // the body may have been written
}

func (d *delivery) trace(ctx context.Context) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { d.traced.Store(true) },
		GotConn: func(info httptrace.GotConnInfo) {
			d.connected.Store(true)
			if isHTTP2(info) { // it writes in the background
				d.sent.Store(true)
			}
		},
		// Nothing of the body is written before. A transport that fails earlier has
		// closed the connection, so that nothing is written after either.
		WroteHeaders: func() { d.sent.Store(true) },
	})
}

func isHTTP2(info httptrace.GotConnInfo) bool {
	conn, ok := info.Conn.(*tls.Conn)
	return ok && conn.ConnectionState().NegotiatedProtocol == "h2"
}

// maybeSent reports whether the peer may have the payload, after transport has failed.
func (d *delivery) maybeSent(transport nethttp.RoundTripper) bool {
	if d.traced.Load() {
		return d.sent.Load()
	}
	if wrapped, ok := transport.(*cookieTransport); ok {
		transport = wrapped.next
	}
	_, tells := transport.(*nethttp.Transport)
	return !tells
}

// op names what was being done.
func (d *delivery) op() string {
	if d.traced.Load() && !d.connected.Load() {
		return "dial"
	}
	return "send"
}
