package ws

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net"
	nethttp "net/http"
	"net/textproto"
	"net/url"
	"slices"
)

type dialOption func(*dialer)

func (o dialOption) applyDial(d *dialer) { o(d) }

func (d *dialer) wrong(text string) {
	if d.err == nil {
		d.err = errors.New(text)
	}
}

// Header sets a header of the request for the upgrade, in place of what was set under its
// name before; without values the header is not sent. "Host" sets the host that the server
// is asked for. The headers of the handshake itself, Upgrade, Connection and those that
// begin with Sec-Websocket, cannot be set.
func Header(name string, values ...string) Option {
	values = slices.Clone(values)
	return dialOption(func(d *dialer) { d.setHeader(name, values) })
}

// Headers sets all headers that are in header, as [Header] does. It copies them.
func Headers(header nethttp.Header) Option {
	header = header.Clone()
	return dialOption(func(d *dialer) {
		for name, values := range header {
			d.setHeader(name, values)
		}
	})
}

func (d *dialer) setHeader(name string, values []string) {
	name = textproto.CanonicalMIMEHeaderKey(name)
	if len(values) == 0 {
		delete(d.header, name)
		return
	}
	d.header[name] = values
}

// BasicAuth authenticates with a user name, in which there must be no colon, and a
// password. It takes the place of other authentication, including that of the URL.
func BasicAuth(user, password string) Option {
	return Header("Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(user+":"+password)))
}

// Bearer authenticates with a token. It takes the place of other authentication.
func Bearer(token string) Option { return Header("Authorization", "Bearer "+token) }

// RootCAs sets the certificate authorities that servers are verified with; nil means
// those of the system.
func RootCAs(pool *x509.CertPool) Option {
	return TLS(func(c *tls.Config) { c.RootCAs = pool })
}

// ClientCertificate adds a certificate to present to servers that ask for one.
func ClientCertificate(certificate tls.Certificate) Option {
	return TLS(func(c *tls.Config) { c.Certificates = append(c.Certificates, certificate) })
}

// InsecureSkipVerify accepts any certificate of any server, so that whoever is on the
// way can read and change everything. It is for tests.
func InsecureSkipVerify() Option {
	return TLS(func(c *tls.Config) { c.InsecureSkipVerify = true })
}

// TLS changes the TLS configuration as f does: f is called by [Dial], with a
// configuration that it may change and must not keep.
func TLS(f func(*tls.Config)) Option {
	return dialOption(func(d *dialer) {
		if f == nil {
			d.wrong("TLS is nil")
			return
		}
		d.tls = append(d.tls, f)
	})
}

// Proxy chooses the proxy to connect by, as [nethttp.Transport] does; its schemes are
// http and socks5. Nil means none, and unless told the environment decides: see
// [nethttp.ProxyFromEnvironment].
func Proxy(choose func(*nethttp.Request) (*url.URL, error)) Option {
	return dialOption(func(d *dialer) { d.proxy = choose })
}

// NetDial opens the network connection, or that to the proxy, in place of [net.Dialer].
// It is how to reach a unix socket; the host of the URL is then only a name.
func NetDial(dial func(ctx context.Context, network, addr string) (net.Conn, error)) Option {
	return dialOption(func(d *dialer) {
		if dial == nil {
			d.wrong("NetDial is nil")
			return
		}
		d.dial = dial
	})
}
