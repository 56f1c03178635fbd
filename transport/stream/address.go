package stream

import (
	"errors"
	"net"
	"net/url"
	"strings"
)

// A target is where to connect or to listen.
type target struct {
	network string // "tcp" or "unix"
	addr    string // host and port, or the path of the socket, or @ and an abstract name
	tls     bool
}

// parseTarget parses a URL. The error does not repeat it, since it may have a password.
func parseTarget(address string) (target, error) {
	u, err := url.Parse(address)
	if err != nil {
		return target{}, errors.New("not a valid URL")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return target{}, errors.New("the URL has more than an address")
	}
	switch u.Scheme {
	case "tcp", "tls":
		if u.Port() == "" || u.Path != "" {
			return target{}, errors.New("the URL needs the form " + u.Scheme + "://host:port")
		}
		return target{network: "tcp", addr: u.Host, tls: u.Scheme == "tls"}, nil
	case "unix":
		path := u.Path
		if strings.HasPrefix(u.Opaque, "@") {
			path, err = url.PathUnescape(u.Opaque)
		}
		if err != nil || u.Host != "" || path == "" {
			return target{}, errors.New("the URL needs the form unix:///path or unix:@name")
		}
		return target{network: "unix", addr: path}, nil
	}
	return target{}, errors.New("the URL needs the scheme tcp, tls or unix")
}

// url returns the URL.
func (t target) url() string {
	u := url.URL{Scheme: t.network}
	switch {
	case t.tls:
		u.Scheme, u.Host = "tls", t.addr
	case t.network == "tcp":
		u.Host = t.addr
	case strings.HasPrefix(t.addr, "@"):
		u.Opaque = "@" + url.PathEscape(t.addr[1:])
	case t.addr == "":
		u.Opaque = "@" // a socket without a name
	default:
		u.Path = t.addr
	}
	return u.String()
}

// host returns the name of a host that has to show a certificate.
func (t target) host() string {
	host, _, err := net.SplitHostPort(t.addr)
	if err != nil {
		return "" // it is a unix socket
	}
	return host
}
