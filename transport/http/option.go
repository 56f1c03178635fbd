package http

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	nethttp "net/http"

	"github.com/rpcwire/rpcwire/protocol"
)

// An Option configures a [Sender]: see [New]. Every [CallOption] is one, too.
type Option interface{ applySession(*session) }

// A CommonOption configures a [Sender] as well as a handler.
type CommonOption interface {
	Option
	HandlerOption
}

// A session is what the options of New add up to.
type session struct {
	call      call
	limits    protocol.Limits
	gzipFrom  int // size of the smallest payload that is compressed, or -1
	redirects int
	jar       nethttp.CookieJar
	idleConns int
	maxConns  int
	tls       []func(*tls.Config)
	err       error // the first wrong option
}

const (
	defaultRedirects = 10
	defaultIdleConns = 1024
)

func newSession(options []Option) *session {
	s := &session{gzipFrom: -1, redirects: defaultRedirects, idleConns: defaultIdleConns}
	s.call.header = nethttp.Header{
		"Content-Type": {"application/json"},
		"Accept":       {"application/json"},
	}
	for _, option := range options {
		option.applySession(s)
	}
	return s
}

func (s *session) wrong(text string) {
	if s.err == nil {
		s.err = errors.New("http: " + text)
	}
}

type sessionOption func(*session)

func (o sessionOption) applySession(s *session) { o(s) }

// RootCAs sets the certificate authorities that servers are verified with; nil means
// those of the system.
func RootCAs(pool *x509.CertPool) Option {
	return withTLS(func(c *tls.Config) { c.RootCAs = pool })
}

// ClientCertificate adds a certificate to present to servers that ask for one. It is
// presented to whatever server the session talks to, that of a redirect included.
func ClientCertificate(certificate tls.Certificate) Option {
	return withTLS(func(c *tls.Config) { c.Certificates = append(c.Certificates, certificate) })
}

// InsecureSkipVerify accepts any certificate of any server, so that whoever is on the
// way can read and change everything. It is for tests.
func InsecureSkipVerify() Option {
	return withTLS(func(c *tls.Config) { c.InsecureSkipVerify = true })
}

// TLS changes the TLS configuration of the session as f does: f is called once, by
// [New], with a configuration that it may change and must not keep.
func TLS(f func(*tls.Config)) Option {
	if f == nil {
		return sessionOption(func(s *session) { s.wrong("TLS is nil") })
	}
	return withTLS(f)
}

func withTLS(f func(*tls.Config)) Option {
	return sessionOption(func(s *session) { s.tls = append(s.tls, f) })
}

// Jar keeps the cookies that servers set, for the calls after. Where a call sends a
// cookie of its own (see [Cookies]) it replaces the one in the jar. Nil, the default,
// keeps none.
func Jar(jar nethttp.CookieJar) Option {
	return sessionOption(func(s *session) { s.jar = jar })
}

// Redirects sets how many redirects of one call are followed, 10 unless told; zero
// means none. Only the statuses 307 and 308 are, since the others turn a POST into a
// GET; a redirect that is not followed is a [*StatusError]. What was set with [Header],
// [BasicAuth], [Bearer] and [Cookies] is not sent to another origin: another host or
// port, or from https to http.
func Redirects(most int) Option {
	return sessionOption(func(s *session) { s.redirects = max(most, 0) })
}

// IdleConns sets how many connections are kept open for the calls to come, 1024 unless
// told. It should not be less than the number of calls at a time, or connections are
// closed and opened all the time. It has no effect on a transport that came with
// [Client].
func IdleConns(most int) Option {
	return sessionOption(func(s *session) { s.idleConns = max(most, 1) })
}

// MaxConns limits the connections to a host; calls beyond wait for one. Zero, the
// default, means no limit. It has no effect on a transport that came with [Client].
func MaxConns(most int) Option {
	return sessionOption(func(s *session) { s.maxConns = max(most, 0) })
}

type limitsOption protocol.Limits

// Limits sets the limits; only Payload concerns HTTP. It bounds what a server reads
// of a request and a client of a reply, both after decompression.
func Limits(limits protocol.Limits) CommonOption { return limitsOption(limits) }

func (o limitsOption) applySession(s *session) { s.limits = protocol.Limits(o) }
func (o limitsOption) applyHandler(h *handler) { h.limit = protocol.Limits(o).Resolved().Payload }

type gzipOption int

// Gzip compresses payloads of at least so many bytes; a negative number means none. A
// client compresses requests, and none unless told, since few servers take them. A
// server compresses replies to clients that accept it, from 32 KiB unless told.
func Gzip(atLeast int) CommonOption { return gzipOption(max(atLeast, -1)) }

func (o gzipOption) applySession(s *session) { s.gzipFrom = int(o) }
func (o gzipOption) applyHandler(h *handler) { h.gzipFrom = int(o) }
