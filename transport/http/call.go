package http

import (
	"context"
	"encoding/base64"
	"maps"
	nethttp "net/http"
	"net/textproto"
	"slices"
	"time"
)

// A CallOption configures the calls of one context (see [WithCall]) or, given to
// [New], those of a session.
type CallOption func(*call)

func (o CallOption) applySession(s *session) { o(&s.call) }

// A call is what call options add up to. It does not change once it is in use.
type call struct {
	header     nethttp.Header // nil values: not to be sent
	cookies    []*nethttp.Cookie
	timeout    time.Duration
	timeoutSet bool
	client     *nethttp.Client
}

type callKey struct{}

// WithCall returns a context whose calls have these options. They merge over those of
// the session, and over those that ctx has already: headers and cookies by their names,
// everything else as a whole, and what is said last counts. Transports other than HTTP
// ignore them.
func WithCall(ctx context.Context, options ...CallOption) context.Context {
	merged := new(call)
	if outer := callFrom(ctx); outer != nil {
		merged = merged.over(outer)
	}
	for _, option := range options {
		option(merged)
	}
	return context.WithValue(ctx, callKey{}, merged)
}

func callFrom(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// over returns a new call with the options of c over those of base.
func (c *call) over(base *call) *call {
	merged := *base
	merged.header = base.header.Clone()
	merged.cookies = slices.Clone(base.cookies)
	if merged.header == nil {
		merged.header = make(nethttp.Header)
	}
	maps.Copy(merged.header, c.header)
	for _, cookie := range c.cookies {
		merged.setCookie(cookie)
	}
	if c.timeoutSet {
		merged.timeout, merged.timeoutSet = c.timeout, true
	}
	if c.client != nil {
		merged.client = c.client
	}
	return &merged
}

func (c *call) setHeader(name string, values []string) {
	if c.header == nil {
		c.header = make(nethttp.Header)
	}
	c.header[textproto.CanonicalMIMEHeaderKey(name)] = values
}

func (c *call) setCookie(cookie *nethttp.Cookie) {
	same := func(other *nethttp.Cookie) bool { return other.Name == cookie.Name }
	c.cookies = append(slices.DeleteFunc(c.cookies, same), cookie)
}

// requestHeader returns the header of a request, which the caller may change.
func (c *call) requestHeader() nethttp.Header {
	header := c.header.Clone()
	for name, values := range header {
		if values == nil {
			delete(header, name)
		}
	}
	if len(c.cookies) > 0 {
		r := nethttp.Request{Header: header}
		for _, cookie := range c.cookies {
			r.AddCookie(cookie)
		}
	}
	return header
}

// Header sets a header, in place of what was set under its name before; without values
// the header is not sent. Content-Type and Accept are application/json unless told, and
// "Host" sets the host that the server is asked for. A header or value that HTTP does
// not allow makes calls fail before anything is sent.
func Header(name string, values ...string) CallOption {
	values = slices.Clone(values)
	return func(c *call) { c.setHeader(name, values) }
}

// Headers sets all headers that are in header, as [Header] does. It copies them.
func Headers(header nethttp.Header) CallOption {
	header = header.Clone()
	return func(c *call) {
		for name, values := range header {
			c.setHeader(name, values)
		}
	}
}

// BasicAuth authenticates with a user name, in which there must be no colon, and a
// password. It takes the place of other authentication, including that of the URL.
func BasicAuth(user, password string) CallOption {
	return Header("Authorization", basic(user, password))
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// Bearer authenticates with a token. It takes the place of other authentication.
func Bearer(token string) CallOption { return Header("Authorization", "Bearer "+token) }

// NoAuth leaves out the authentication of the session.
func NoAuth() CallOption { return Header("Authorization") }

// Cookies adds cookies; of equal names the last counts, also over the jar of the
// session. Only names and values matter. The cookies must not be changed afterwards;
// nil ones are left out.
func Cookies(cookies ...*nethttp.Cookie) CallOption {
	cookies = slices.Clone(cookies)
	return func(c *call) {
		for _, cookie := range cookies {
			if cookie != nil {
				c.setCookie(cookie)
			}
		}
	}
}

// Timeout limits the time of a call, from Send to the last byte of the reply; a call
// that takes longer fails with [context.DeadlineExceeded]. Zero or less means no limit,
// which is the default. The deadline of the context of a call holds as well.
func Timeout(d time.Duration) CallOption {
	return func(c *call) { c.timeout, c.timeoutSet = d, true }
}

// Idempotent marks calls that can be executed twice without harm. They are sent again
// when a connection that was used before is dropped without a reply; all others are
// sent once. If key is not empty, it is sent as the header Idempotency-Key, by which
// some servers recognize what they have executed already. Without a key,
// [transport.Idempotent] does the same for every transport.
func Idempotent(key string) CallOption {
	values := []string{} // not sent, but net/http takes it for the mark
	if key != "" {
		values = append(values, key)
	}
	return func(c *call) { c.setHeader("Idempotency-Key", values) }
}

// Client makes calls through another client: its Transport, CheckRedirect and Timeout
// count besides what options say, and its Jar unless the session has one. The client is
// copied; its Transport is shared, and [Sender.Close] leaves that alone. Nil means the
// session's own. A client without a Transport uses the session's.
func Client(client *nethttp.Client) CallOption {
	if client != nil {
		copied := *client
		client = &copied
	}
	return func(c *call) { c.client = client }
}
