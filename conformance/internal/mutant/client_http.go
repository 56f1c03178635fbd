package mutant

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// clientHTTPCases are the cases about HTTP.
var clientHTTPCases = []string{"client/http", "client/grammar/empty", "client/notification/status-*", "client/v1/post"}

var clientHTTP = []*Mutant{
	{
		Name:   "sent-as-text",
		Defect: "Requests have the content type text/plain.",
		Cases:  clientHTTPCases,
		start:  calling(httpRequests(func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") })),
	},
	{
		Name:   "sent-without-accept",
		Defect: "Requests have no Accept.",
		Cases:  clientHTTPCases,
		start:  calling(httpRequests(func(r *http.Request) { r.Header.Del("Accept") })),
	},
	{
		Name:   "sent-twice",
		Defect: "Every request is sent twice.",
		Cases:  clientHTTPCases,
		start: calling(exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
			if reply, err := next.Send(ctx, payload); err != nil {
				return reply, err
			}
			return next.Send(ctx, payload)
		})),
	},
	{
		Name:   "batch-in-several-posts",
		Defect: "The messages of a batch are sent one by one.",
		Cases:  []string{"client/http/batch-*", "client/batch"},
		start: calling(exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
			if !isArray(payload) {
				return next.Send(ctx, payload)
			}
			var replies []protocol.Raw
			for _, e := range elementsOf(payload) {
				reply, err := next.Send(ctx, e)
				if err != nil {
					return nil, err
				}
				if reply != nil {
					replies = append(replies, reply)
				}
			}
			return array(replies), nil
		})),
	},
	{
		Name:   "status-200-only",
		Defect: "Only replies with the status 200 are read.",
		Cases:  clientHTTPCases,
		start: calling(httpResponses(func(r *http.Response) {
			if r.StatusCode != http.StatusOK && r.StatusCode != http.StatusNoContent {
				r.StatusCode = http.StatusInternalServerError
				withBody(r, []byte("not read"))
			}
		})),
	},
	{
		Name:   "status-ignored",
		Defect: "The status is not looked at.",
		Cases:  clientHTTPCases,
		start:  calling(httpResponses(func(r *http.Response) { r.StatusCode = http.StatusOK })),
	},
	{
		Name:   "content-type-exact",
		Defect: "Only replies of exactly the type application/json are read.",
		Cases:  clientHTTPCases,
		start: calling(httpResponses(func(r *http.Response) {
			if r.Header.Get("Content-Type") != "application/json" {
				r.StatusCode = http.StatusInternalServerError
				withBody(r, []byte("not read"))
			}
		})),
	},
	{
		Name:   "charset-obeyed",
		Defect: "Replies are decoded by the charset of their type, which is ISO-8859-1 for text without one.",
		Cases:  clientHTTPCases,
		start: calling(httpResponses(func(r *http.Response) {
			if t := r.Header.Get("Content-Type"); strings.Contains(t, "8859") || t == "text/plain" {
				body, _ := io.ReadAll(r.Body) // what there is
				var text []byte
				for _, c := range body {
					text = append(text, string(rune(c))...)
				}
				withBody(r, text)
			}
		})),
	},
	{
		Name:   "transport-failure-as-null",
		Defect: "Where there is no reply, for whatever reason, the result is null.",
		Cases:  clientHTTPCases,
		start: calling(reporting(func(line object) object {
			if line.text("failure") == "transport" {
				return object{{"result", protocol.Raw("null")}}
			}
			return line
		})),
	},
	{
		Name:   "truncated-taken",
		Defect: "A reply that ends before its length is taken.",
		Cases:  clientHTTPCases,
		start: calling(httpResponses(func(r *http.Response) {
			body, _ := io.ReadAll(r.Body) // as far as it goes
			withBody(r, body)
		})),
	},
	{
		Name:   "first-value-of-stream",
		Defect: "The first JSON value of a body is the reply, whatever follows or does not.",
		Cases:  append([]string{"client/grammar", "client/limits/flood"}, clientHTTPCases...),
		start: calling(httpResponses(func(r *http.Response) {
			var first json.RawMessage
			if json.NewDecoder(r.Body).Decode(&first) == nil {
				withBody(r, first)
			}
		})),
	},
	{
		Name:   "http-by-search",
		Defect: "The body is what begins with the first brace.",
		Cases:  append([]string{"client/http/headers-of-12-mb"}, clientHTTPCases...),
		start: calling(naive(func(response []byte) []byte {
			if i := bytes.IndexByte(response, '{'); i >= 0 {
				return response[i:]
			}
			return []byte("nothing")
		})),
	},
	{
		Name:   "http-length-needed",
		Defect: "Without a header Content-Length, written like that, there is no body.",
		Cases:  clientHTTPCases,
		start: calling(naive(func(response []byte) []byte {
			if !contains("Content-Length:")(response) {
				return nil
			}
			return behind(response, "\r\n\r\n")
		})),
	},
}

// nullIfEmpty takes an empty reply to a call for the result null.
func nullIfEmpty(p *clientParts) {
	exchanging(func(ctx context.Context, next transport.Sender, payload []byte) ([]byte, error) {
		reply, err := next.Send(ctx, payload)
		if err == nil && len(bytes.TrimSpace(reply)) == 0 && !isArray(payload) && !isNotification(parseObject(payload)) {
			return resultOf(payload, protocol.Raw("null")), nil
		}
		return reply, err
	})(p)
}

// behind returns what is behind the first of some separators.
func behind(text []byte, separator string) []byte {
	_, after, _ := bytes.Cut(text, []byte(separator))
	return after
}
