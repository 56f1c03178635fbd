package ws

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	nethttp "net/http"
	"net/url"
	"slices"

	"github.com/gorilla/websocket"

	"github.com/rpcwire/rpcwire/transport"
)

// A dialer is what the options of Dial add up to, and makes one connection.
type dialer struct {
	settings
	header nethttp.Header
	tls    []func(*tls.Config)
	proxy  func(*nethttp.Request) (*url.URL, error)
	dial   func(ctx context.Context, network, addr string) (net.Conn, error)
	err    error // the first wrong option
}

// Dial connects to a URL with the scheme ws or wss. User name and password in the URL are
// sent as basic authentication, unless an option says otherwise, and appear nowhere else.
// Ctx ends the dialling, not the connection.
//
// Every error is a [*transport.Error]; a server that refuses to upgrade is a
// [*StatusError] within. Redirects are not followed, which is what browsers do.
func Dial(ctx context.Context, rawURL string, options ...Option) (*Conn, error) {
	d := &dialer{
		settings: defaults(),
		header:   make(nethttp.Header),
		proxy:    nethttp.ProxyFromEnvironment,
		dial:     new(net.Dialer).DialContext,
	}
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, &transport.Error{Op: "dial", Err: err}
	}
	if u.User != nil {
		password, _ := u.User.Password()
		BasicAuth(u.User.Username(), password).applyDial(d)
		u.User = nil
	}
	for _, option := range options {
		option.applyDial(d)
	}
	d.endpoint = withoutQuery(u)
	conn, err := d.open(ctx, u)
	if err != nil {
		return nil, &transport.Error{Op: "dial", Endpoint: d.endpoint, Err: err}
	}
	return conn, nil
}

func parseURL(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("not a valid URL") // the cause may have the password in it
	}
	if u.Scheme != "ws" && u.Scheme != "wss" || u.Hostname() == "" {
		return nil, errors.New("the URL needs the scheme ws or wss and a host")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// withoutQuery returns the URL for logs and errors: queries have had keys in them.
func withoutQuery(u *url.URL) string {
	shown := *u
	shown.RawQuery, shown.ForceQuery = "", false
	return shown.String()
}

// open opens the connection to a URL without user information.
func (d *dialer) open(ctx context.Context, u *url.URL) (*Conn, error) {
	if d.err != nil {
		return nil, d.err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	line := &line{ctx: ctx, conn: &Conn{client: true}}
	if u.Scheme == "wss" {
		line.tls = d.tlsConfig(u)
	}
	opened, res, err := d.gorilla(line, u).DialContext(ctx, plain(u), d.headerFor(u))
	if line.stop != nil && !line.stop() { // ctx has ended, and the connection with it
		err = context.Cause(ctx)
	}
	if err == nil {
		err = d.checkResponse(res)
	}
	if err != nil {
		if opened != nil {
			_ = opened.Close() // it is not used
		}
		return nil, d.failure(ctx, res, err)
	}
	c := line.conn
	c.deflate = hasCompression(res.Header)
	c.subprotocol = opened.Subprotocol()
	c.peer = serverPeer(c.net, res)
	c.open(&d.settings)
	return c, nil
}

// plain returns the URL for the library, which is not to know of TLS: see line.
func plain(u *url.URL) string {
	without := *u
	without.Scheme = "ws"
	if u.Scheme == "wss" && u.Port() == "" {
		without.Host += ":443"
	}
	return without.String()
}

// headerFor returns the header of the request. The library would take the host from the
// plain URL.
func (d *dialer) headerFor(u *url.URL) nethttp.Header {
	header := d.header.Clone()
	if header.Get("Host") == "" {
		header.Set("Host", u.Host)
	}
	return header
}

func (d *dialer) tlsConfig(u *url.URL) *tls.Config {
	config := &tls.Config{ServerName: u.Hostname()}
	for _, change := range d.tls {
		change(config)
	}
	return config
}

// gorilla returns the dialer of the library.
func (d *dialer) gorilla(l *line, u *url.URL) *websocket.Dialer {
	dialer := &websocket.Dialer{
		HandshakeTimeout:  d.handshake,
		WriteBufferPool:   noPool{},
		Subprotocols:      d.subprotocols,
		EnableCompression: d.compressFrom >= 0,
		NetDialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			conn, err := d.dial(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			l.connect(conn)
			return l, nil
		},
	}
	if d.proxy != nil {
		dialer.Proxy = func(r *nethttp.Request) (*url.URL, error) {
			if u.Scheme == "wss" {
				r = r.Clone(r.Context())
				r.URL.Scheme = "https"
			}
			return d.proxy(r)
		}
	}
	return dialer
}

// checkResponse returns what is wrong with an upgrade that the library has found nothing
// wrong with (RFC 6455, section 4.1).
func (d *dialer) checkResponse(res *nethttp.Response) error {
	if p := res.Header.Get("Sec-Websocket-Protocol"); p != "" && !slices.Contains(d.subprotocols, p) {
		return errors.New("the server chose a subprotocol that was not offered")
	}
	if d.compressFrom < 0 && len(res.Header[extensionHeader]) > 0 {
		return errors.New("the server chose an extension that was not offered")
	}
	return nil
}

// failure returns why no connection was opened.
func (d *dialer) failure(ctx context.Context, res *nethttp.Response, err error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == websocket.ErrBadHandshake && res != nil:
		return refusal(res)
	}
	return err
}

// serverPeer returns what is known of the server.
func serverPeer(conn net.Conn, res *nethttp.Response) transport.Peer {
	p := transport.Peer{
		Transport: "ws",
		Addr:      conn.RemoteAddr(),
		LocalAddr: conn.LocalAddr(),
		Header:    worthKeeping(res.Header),
	}
	if t, ok := conn.(*tls.Conn); ok {
		state := t.ConnectionState()
		p.TLS = &state
	}
	return p
}
