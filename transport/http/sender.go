package http

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	nethttp "net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// A Sender posts payloads to a URL. It is a [transport.Sender] and a
// [transport.Describer], and is safe for concurrent use.
type Sender struct {
	url       *url.URL // without user information
	endpoint  string
	call      call
	client    *nethttp.Client
	transport nethttp.RoundTripper
	owned     bool
	jar       nethttp.CookieJar
	redirects int
	limit     int
	parsing   protocol.Limits
	gzipFrom  int
	closed    atomic.Bool
}

// New returns a Sender that posts to a URL with the scheme http or https. User name and
// password in the URL are sent as basic authentication, unless an option says
// otherwise, and appear nowhere else. New connects to nothing. The error concerns the
// URL, which it does not repeat, or an option.
func New(rawURL string, options ...Option) (*Sender, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, errors.New("http: not a valid URL") // the cause may have the password in it
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, errors.New("http: the URL needs the scheme http or https and a host")
	}
	if u.User != nil {
		password, _ := u.User.Password()
		options = append([]Option{BasicAuth(u.User.Username(), password)}, options...)
		u.User = nil
	}
	u.Fragment, u.RawFragment = "", ""
	return newSession(options).open(u)
}

func (s *session) open(u *url.URL) (*Sender, error) {
	if s.err != nil {
		return nil, s.err
	}
	base, owned, err := s.connect()
	if err != nil {
		return nil, err
	}
	sender := &Sender{
		url:       u,
		endpoint:  withoutQuery(u),
		call:      s.call,
		transport: base,
		owned:     owned,
		jar:       s.jar,
		redirects: s.redirects,
		limit:     s.limits.Resolved().Payload,
		parsing:   s.limits,
		gzipFrom:  s.gzipFrom,
	}
	client := s.call.client
	if client != nil {
		copied := *client
		copied.Transport = base
		client = &copied
	}
	sender.call.client = nil // from now on: another one than the session's
	sender.client = sender.clientFor(client)
	return sender, nil
}

// withoutQuery returns the URL for logs and errors: queries have had keys in them.
func withoutQuery(u *url.URL) string {
	shown := *u
	shown.RawQuery, shown.ForceQuery = "", false
	return shown.String()
}

// Endpoint returns the URL without user name, password and query.
func (s *Sender) Endpoint() string { return s.endpoint }

// Describe implements [transport.Describer].
func (s *Sender) Describe(ctx context.Context) []slog.Attr {
	header := s.merged(ctx).requestHeader()
	return []slog.Attr{
		slog.String(transport.KeyEndpoint, s.endpoint),
		slog.Any(transport.KeyHeaders, map[string][]string(header)),
	}
}

// merged returns the options of the calls of ctx.
func (s *Sender) merged(ctx context.Context) *call {
	c := callFrom(ctx)
	if c == nil && !transport.IsIdempotent(ctx) {
		return &s.call
	}
	merged := &s.call
	if transport.IsIdempotent(ctx) {
		marked := new(call)
		Idempotent("")(marked)
		merged = marked.over(merged)
	}
	if c != nil {
		merged = c.over(merged)
	}
	return merged
}

// Send implements [transport.Sender]: it posts the payload and returns the body of the
// response.
//
// The body of a response with a status 2xx is returned as it is, be it JSON or an HTML
// page; an empty one is nil. With any other status a body is returned if it is a
// JSON-RPC response or a batch with one in it; everything else is a [*StatusError].
// A reply larger than the limit is [transport.ErrPayloadTooLarge].
//
// The payload is sent once, but for the exceptions that [Idempotent] and [Redirects]
// name, and the case that a connection turns out to be closed before anything was
// written to it. When ctx ends, so does the request. Every error is a
// [*transport.Error]; of what it wraps, [*StatusError] is the server's word.
func (s *Sender) Send(ctx context.Context, payload []byte) ([]byte, error) {
	if s.closed.Load() {
		return nil, &transport.Error{Op: "send", Endpoint: s.endpoint, Err: transport.ErrClosed}
	}
	if ctx.Err() != nil {
		return nil, s.failure(ctx, "send", false, ctx.Err())
	}
	call := s.merged(ctx)
	if call.timeout > 0 {
		timed, cancel := context.WithTimeout(ctx, call.timeout)
		defer cancel()
		ctx = timed
	}
	return s.post(ctx, call, payload)
}

func (s *Sender) post(ctx context.Context, call *call, payload []byte) ([]byte, error) {
	client := s.client
	if call.client != nil {
		client = s.clientFor(call.client)
	}
	var delivery delivery
	r, release, err := s.request(delivery.trace(ctx), call, payload)
	if err != nil {
		return nil, s.failure(ctx, "send", false, err)
	}
	defer release()
	res, err := client.Do(r)
	if err != nil {
		return nil, s.failure(ctx, delivery.op(), delivery.maybeSent(client.Transport), err)
	}
	defer func() { _ = res.Body.Close() }() // all that matters was read
	return s.receive(ctx, res)
}

// request returns the request for a payload. After release, the payload is not used
// any more.
func (s *Sender) request(ctx context.Context, call *call, payload []byte) (r *nethttp.Request, release func(), err error) {
	target := *s.url
	r = (&nethttp.Request{
		Method: nethttp.MethodPost,
		URL:    &target,
		Header: call.requestHeader(),
		Host:   s.url.Host,
	}).WithContext(ctx)
	if host := r.Header.Get("Host"); host != "" {
		r.Host = host
	}
	if s.gzipFrom < 0 || len(payload) < s.gzipFrom {
		return r, setBody(r, payload), nil
	}
	compressed, err := compress(payload)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Content-Encoding", "gzip")
	setOwnBody(r, compressed)
	return r, func() {}, nil
}

// failure returns the error of a call, without the URL that net/http puts into its own.
func (s *Sender) failure(ctx context.Context, op string, sent bool, err error) error {
	if wrapped, ok := err.(*url.Error); ok {
		err = wrapped.Err
	}
	if ended := ctx.Err(); ended != nil {
		err = ended
		if cause := context.Cause(ctx); cause != ended {
			err = fmt.Errorf("%w: %w", ended, cause)
		}
	}
	return &transport.Error{Op: op, Endpoint: s.endpoint, Sent: sent, Err: err}
}

// Close ends the session: calls after it fail with [transport.ErrClosed], those under
// way go on, and connections are closed as soon as no call needs them. A transport that
// came with [Client] is left alone. The error is always nil; closing twice is allowed.
func (s *Sender) Close() error {
	s.closed.Store(true)
	s.CloseIdle()
	return nil
}

// CloseIdle closes the connections that no call needs at the moment, unless they belong
// to a transport that came with [Client].
func (s *Sender) CloseIdle() {
	if t, ok := s.transport.(*nethttp.Transport); ok && s.owned {
		t.CloseIdleConnections()
	}
}

// reason returns the text of a status without its code.
func reason(res *nethttp.Response) string {
	_, text, _ := strings.Cut(statusLine(res), " ")
	return text
}
