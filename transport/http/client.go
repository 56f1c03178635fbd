package http

import (
	"crypto/tls"
	"errors"
	nethttp "net/http"
	"time"
)

// connect returns the transport of the session, and whether the session owns it.
func (s *session) connect() (nethttp.RoundTripper, bool, error) {
	var given nethttp.RoundTripper
	if s.call.client != nil {
		given = s.call.client.Transport
	}
	if given == nil {
		t := defaultTransport()
		t.MaxIdleConns = 0 // the limit for each host is enough
		t.MaxIdleConnsPerHost = s.idleConns
		t.MaxConnsPerHost = s.maxConns
		s.configureTLS(t)
		return t, true, nil
	}
	if len(s.tls) == 0 {
		return given, false, nil
	}
	t, ok := given.(*nethttp.Transport)
	if !ok {
		return nil, false, errors.New("http: TLS options need a client whose transport is an *http.Transport")
	}
	t = t.Clone()
	s.configureTLS(t)
	return t, true, nil
}

func (s *session) configureTLS(t *nethttp.Transport) {
	if len(s.tls) == 0 {
		return
	}
	config := new(tls.Config)
	if t.TLSClientConfig != nil {
		config = t.TLSClientConfig.Clone()
	}
	for _, change := range s.tls {
		change(config)
	}
	t.TLSClientConfig = config
}

// defaultTransport returns a copy of the default transport of net/http, or what comes
// close if the program has replaced that.
func defaultTransport() *nethttp.Transport {
	if t, ok := nethttp.DefaultTransport.(*nethttp.Transport); ok {
		return t.Clone()
	}
	return &nethttp.Transport{
		Proxy:               nethttp.ProxyFromEnvironment,
		ForceAttemptHTTP2:   true,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// client returns the client for a call: the one that was given, or the session's own,
// with the rules of the session for redirects and cookies.
func (s *Sender) clientFor(given *nethttp.Client) *nethttp.Client {
	var c nethttp.Client
	if given != nil {
		c = *given
	}
	if c.Transport == nil {
		c.Transport = s.transport
	}
	if s.jar != nil {
		c.Jar = s.jar
	}
	if c.Jar != nil {
		c.Transport = &cookieTransport{next: c.Transport, jar: c.Jar}
		c.Jar = nil
	}
	c.CheckRedirect = redirectPolicy(s.redirects, c.CheckRedirect)
	return &c
}
