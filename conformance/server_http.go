package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/rpcwire/rpcwire/protocol"
)

// An httpLink is a link over plain HTTP, whose status and headers can be seen.
type httpLink struct {
	url     string
	client  *http.Client
	options *Options
}

// newHTTPClient returns a client that follows no redirects and adds no compression.
func newHTTPClient(o *Options) *http.Client {
	t := &http.Transport{
		MaxIdleConnsPerHost:    max(o.Jobs, 8),
		DisableCompression:     true,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 1 << 20,
		Proxy:                  nil,
	}
	return &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func (l *httpLink) send(ctx context.Context, payloads []sending) ([]reply, error) {
	return each(payloads, func(s *sending) (reply, error) {
		ctx, cancel := context.WithTimeout(ctx, l.options.Timeout)
		defer cancel()
		return l.exchange(ctx, s)
	})
}

func (l *httpLink) extra(context.Context) []byte { return nil }

func (l *httpLink) close() {}

// waitForContinue is how large a body is that the server is asked about first, so that it
// can refuse it without closing the connection on us.
const waitForContinue = 1 << 20

// request returns the HTTP request for a payload.
func (l *httpLink) request(ctx context.Context, s *sending) (*http.Request, error) {
	how := s.http
	if how == nil {
		how = &httpRequest{method: http.MethodPost}
	}
	var body io.Reader = bytes.NewReader(s.data)
	if how.chunked {
		body = io.MultiReader(body) // whose length is not known
	}
	if len(s.data) == 0 && how.method != http.MethodPost && !how.chunked {
		body = nil
	}
	r, err := http.NewRequestWithContext(ctx, how.method, l.url, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "rpcwire-conformance")
	if len(s.data) > waitForContinue {
		r.Header.Set("Expect", "100-continue")
	}
	for name, value := range how.headers {
		switch {
		case value == nil:
			r.Header[http.CanonicalHeaderKey(name)] = nil
		case strings.EqualFold(name, "Host"):
			r.Host = *value
		default:
			r.Header.Set(name, *value)
		}
	}
	return r, nil
}

func (l *httpLink) exchange(ctx context.Context, s *sending) (reply, error) {
	r, err := l.request(ctx, s)
	if err != nil {
		return reply{}, err
	}
	res, err := l.client.Do(r)
	if err != nil {
		return failedExchange(ctx, err)
	}
	defer func() { _ = res.Body.Close() }() // what it could tell is known by then
	body, err := io.ReadAll(io.LimitReader(res.Body, int64(l.options.MaxReply)+1))
	p := reply{status: res.StatusCode, header: res.Header, event: "HTTP " + strconv.Itoa(res.StatusCode)}
	switch {
	case len(body) > l.options.MaxReply:
		p.refused = true
		p.event += fmt.Sprintf(", a body of more than %d bytes", l.options.MaxReply)
	case err != nil && ctx.Err() != nil:
		p.timeout = true
		p.event += ", and then nothing"
	case err != nil:
		p.refused = true
		p.event += ", " + err.Error()
	case len(body) > 0:
		p.payload = body
	}
	if res.StatusCode >= 400 && !isMessage(body) {
		p.refused = true
	}
	return p, nil
}

// failedExchange returns the reply for an exchange that has no response.
func failedExchange(ctx context.Context, err error) (reply, error) {
	var op *net.OpError
	switch {
	case ctx.Err() != nil:
		return reply{timeout: true, event: "no response in time"}, nil
	case errors.As(err, &op) && op.Op == "dial":
		return reply{}, fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return reply{refused: true, event: err.Error()}, nil
}

// isMessage reports whether a body is a JSON-RPC message or a batch of them.
func isMessage(body []byte) bool {
	p, err := protocol.Parse(body)
	if err != nil {
		return false
	}
	for _, m := range p.All() {
		if m.Kind() == protocol.KindInvalid && !m.IsResponse() {
			return false
		}
	}
	return true
}

// match compares the HTTP side of a reply.
func (h *httpMatcher) match(p *reply) *mismatch {
	if p.status == 0 {
		return differs("there is no HTTP response: %s", p.event)
	}
	if !h.hasStatus(p.status) {
		return differs("HTTP status %d instead of %s", p.status, oneOf(h.status))
	}
	return matchHeaders(h.headers, p.header)
}

func (h *httpMatcher) hasStatus(status int) bool {
	text := strconv.Itoa(status)
	for _, want := range h.status {
		if want == text || want == text[:1]+"xx" {
			return true
		}
	}
	return len(h.status) == 0
}

// matchHeaders compares headers; "*" in a value stands for any text, also with slashes.
func matchHeaders(want map[string]*string, got http.Header) *mismatch {
	for name, value := range want {
		values := got.Values(name)
		switch {
		case value == nil && len(values) > 0:
			return differs("HTTP header %s should not be there", name)
		case value == nil:
		case len(values) == 0:
			return differs("HTTP header %s is missing", name)
		case !matchesText(*value, strings.Join(values, ", ")):
			return differs("HTTP header %s is %q instead of %q", name, strings.Join(values, ", "), *value)
		}
	}
	return nil
}

// matchesText compares a text with a pattern in which "*" stands for anything; upper and
// lower case are the same.
func matchesText(pattern, text string) bool {
	plain := strings.NewReplacer("/", "\x00", "[", "\x01", "?", "\x02", `\`, "\x03")
	ok, err := path.Match(plain.Replace(strings.ToLower(pattern)), plain.Replace(strings.ToLower(text)))
	return ok && err == nil
}
