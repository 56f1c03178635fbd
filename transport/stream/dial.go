package stream

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"github.com/rpcwire/rpcwire/transport"
)

// Dial connects to an address: tcp://host:port, tls://host:port, unix:///path, or
// unix:@name for an abstract socket of Linux. With TLS, the host has to have a
// certificate for the name in the address, unless Options.TLS says otherwise. Ctx is for
// connecting only. F is [Line] if it is nil.
func Dial(ctx context.Context, address string, f Framing, o Options) (*Conn, error) {
	t, err := parseTarget(address)
	if err != nil {
		return nil, &transport.Error{Op: "dial", Err: err}
	}
	o = o.resolved()
	if o.TLS != nil && t.network == "tcp" {
		t.tls = true
	}
	c, err := t.dial(ctx, o)
	if err != nil {
		return nil, &transport.Error{Op: "dial", Endpoint: t.url(), Err: dialError(ctx, err)}
	}
	known := factsOf(c)
	known.endpoint = t.url()
	return newConn(c, f, o, known), nil
}

func (t target) dial(ctx context.Context, o Options) (net.Conn, error) {
	var d net.Dialer
	c, err := d.DialContext(ctx, t.network, t.addr)
	if err != nil || !t.tls && o.TLS == nil {
		return c, err
	}
	config := o.TLS
	if config == nil {
		config = new(tls.Config)
	}
	if config.ServerName == "" {
		config.ServerName = t.host()
	}
	s := tls.Client(c, config)
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	if err := s.HandshakeContext(ctx); err != nil {
		_ = c.Close() // the other error says more
		return nil, err
	}
	return s, nil
}

// dialError returns the cause of an error, without the address.
func dialError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return contextError(ctx)
	}
	return withoutAddress(err)
}

// withoutAddress returns what package net wraps.
func withoutAddress(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Err != nil {
		return op.Err
	}
	return err
}
