package mutant

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// clientDialect sets the dialect of a client.
func clientDialect(d protocol.Dialect) clientChange { return func(p *clientParts) { p.dialect = d } }

// clientLimits sets the limits of a client.
func clientLimits(l protocol.Limits) clientChange { return func(p *clientParts) { p.limits = l } }

// sending rewrites what a client sends.
func sending(f rewrite) clientChange {
	return exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
		return next.Send(ctx, f(payload))
	})
}

// receiving rewrites what a client receives, if it does.
func receiving(f rewrite) clientChange {
	return comparing(func(_, reply []byte) []byte { return f(reply) })
}

// comparing rewrites what a client receives in view of what it sent.
func comparing(f func(sent, reply []byte) []byte) clientChange {
	return exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
		reply, err := next.Send(ctx, payload)
		if err != nil || reply == nil {
			return reply, err
		}
		return f(payload, reply), nil
	})
}

// exchanging puts a function around the Sender of a client.
func exchanging(f func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error)) clientChange {
	return func(p *clientParts) {
		p.sender = append(p.sender, func(next transport.Sender) transport.Sender {
			return transport.SenderFunc(func(ctx context.Context, payload []byte) ([]byte, error) { return f(ctx, next, payload) })
		})
	}
}

// reporting rewrites every line that a client prints.
func reporting(f func(line object) object) clientChange {
	return func(p *clientParts) {
		p.printed = append(p.printed, func(_ *conformance.ClientJob, printed []byte) []byte {
			var lines []byte
			for line := range bytes.Lines(printed) {
				o := parseObject(bytes.TrimSpace(line))
				if o != nil {
					line = f(o).json()
				}
				lines = append(append(lines, bytes.TrimSpace(line)...), '\n')
			}
			return lines
		})
	}
}

// told changes what a client is told.
func told(f func(j conformance.ClientJob) conformance.ClientJob) clientChange {
	return func(p *clientParts) { p.job = append(p.job, f) }
}

// doing replaces a client.
func doing(f func(ctx context.Context, j *conformance.ClientJob) ([]byte, error)) clientChange {
	return func(p *clientParts) { p.instead = f }
}

// A roundTrip is an http.RoundTripper.
type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// tripping puts a function around the HTTP side of a client.
func tripping(f func(next http.RoundTripper, r *http.Request) (*http.Response, error)) clientChange {
	return func(p *clientParts) {
		p.trip = append(p.trip, func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) { return f(next, r) })
		})
	}
}

// httpRequests changes HTTP requests.
func httpRequests(change func(*http.Request)) clientChange {
	return tripping(func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		change(r)
		return next.RoundTrip(r)
	})
}

// httpResponses changes HTTP responses.
func httpResponses(change func(*http.Response)) clientChange {
	return tripping(func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		response, err := next.RoundTrip(r)
		if err == nil {
			change(response)
		}
		return response, err
	})
}

// withBody gives a response another body.
func withBody(response *http.Response, body []byte) {
	_ = response.Body.Close() // it is not needed any more
	response.Body = io.NopCloser(bytes.NewReader(body))
	response.ContentLength = int64(len(body))
	response.Header.Del("Content-Length")
}

// idOfCall returns the id of the one call that was sent, or nil.
func idOfCall(sent []byte) protocol.Raw {
	if isArray(sent) {
		return nil
	}
	return parseObject(sent).get("id")
}

// takingID lets replies to a call pass whose id is not that of the call: if equal says so.
// Their id is nil if there is none.
func takingID(equal func(want, got protocol.Raw) bool) clientChange {
	return comparing(func(sent, reply []byte) []byte {
		var wanted []protocol.Raw
		if id := idOfCall(sent); id != nil {
			wanted = []protocol.Raw{id}
		}
		for _, e := range elementsOf(sent) {
			if id := parseObject(e).get("id"); id != nil {
				wanted = append(wanted, id)
			}
		}
		return messages(func(o object) object {
			for _, want := range wanted {
				if got := o.get("id"); (o.get("result") != nil || o.get("error") != nil) && equal(want, got) {
					return o.with("id", want)
				}
			}
			return o
		})(reply)
	})
}
