package http_test

import (
	"context"
	"errors"
	"io"
	nethttp "net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

const page = "<html>\n<body>Bad \x1b[31m\tGateway</body></html>\r\n"

// responding returns a URL that answers every request alike.
func responding(t *testing.T, status int, body string, header nethttp.Header) string {
	t.Helper()
	return serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		for name, values := range header {
			w.Header()[name] = values
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	})).URL
}

func TestSenderStatus(t *testing.T) {
	const (
		failed  = `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`
		failed1 = `{"result":null,"error":"no","id":1}`
	)
	for _, test := range []struct {
		reason string
		status int
		body   string
		want   string // the reply; "" with an excerpt for a *StatusError
		err    string // the text of the StatusError
	}{
		{"the usual", 200, result, result, ""},
		{"any 2xx will do", 201, result, result, ""},
		{"accepted, with a reply all the same", 202, result, result, ""},
		{"nothing to come", 200, "", "", ""},
		{"nothing to come, by the book", 204, "", "", ""},
		{"nothing to come, as some say it", 202, "", "", ""},
		{"a page with 200 is for the client to judge", 200, page, page, ""},
		{"so is text", 200, "ok", "ok", ""},
		{"a reply wins over 500 (C09)", 500, failed, failed, ""},
		{"over 404", 404, failed, failed, ""},
		{"over 400, without an id (C05)", 400, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"}}`, ""},
		{"a result with 500", 500, result, result, ""},
		{"a reply of 1.0", 500, failed1, failed1, ""},
		{"a batch", 500, "[" + failed + "," + result + "]", "[" + failed + "," + result + "]", ""},
		{"a batch of which one is a response (C06)", 500, "[1," + result + "]", "[1," + result + "]", ""},
		{"a redirect that leads nowhere, with a reply", 302, failed, failed, ""},
		{"a page", 502, page, "", "502 Bad Gateway: <html> <body>Bad [31m Gateway</body></html>"},
		{"nothing", 503, "", "", "503 Service Unavailable"},
		{"text", 500, "oops\n", "", "500 Internal Server Error: oops"},
		{"no text at all", 500, "\xff\xfe\x00", "", "500 Internal Server Error"},
		{"JSON of another kind", 401, `{"error":"invalid token"}`, "", `401 Unauthorized: {"error":"invalid token"}`},
		{"an error object that is none of JSON-RPC", 403, `{"error":{"code":403,"message":"no"}}`, "", `403 Forbidden: {"error":{"code":403,"message":"no"}}`},
		{"a request is no reply", 500, call, "", "500 Internal Server Error: " + call},
		{"an empty batch is none", 500, "[]", "", "500 Internal Server Error: []"},
		{"a batch without a response", 500, "[1]", "", "500 Internal Server Error: [1]"},
		{"a status nobody knows", 599, "", "", "599 status code 599"},
		{"long text", 500, strings.Repeat("é", 1000), "", "500 Internal Server Error: " + strings.Repeat("é", 256) + "…"},
		{"a redirect that leads nowhere", 307, "", "", "307 Temporary Redirect"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			sender := open(t, responding(t, test.status, test.body, nethttp.Header{"X-Trace": {"7"}}))
			reply, err := sender.Send(t.Context(), []byte(call))
			if test.err == "" {
				if string(reply) != test.want || err != nil || (reply == nil) != (test.want == "") {
					t.Errorf("got %q (nil: %t), %v; want %q", reply, reply == nil, err, test.want)
				}
				return
			}
			var status *rpchttp.StatusError
			if e := transportError(t, err); !e.Sent || !errors.As(err, &status) || e.Endpoint != sender.Endpoint() {
				t.Fatalf("got %+v", e)
			}
			if status.Error() != test.err || status.StatusCode != test.status || status.Header.Get("X-Trace") != "7" {
				t.Errorf("got %q (%+v), want %q", status, status, test.err)
			}
		})
	}
}

func TestSenderReplyLimit(t *testing.T) {
	const limit = 1000
	for _, test := range []struct {
		reason string
		header nethttp.Header
		status int
		body   string
		size   int // of the reply; -1: too large
	}{
		{"just within", nil, 200, strings.Repeat("1", limit), limit},
		{"one byte more", nil, 200, strings.Repeat("1", limit+1), -1},
		{"just within, in chunks", nethttp.Header{"Transfer-Encoding": {"chunked"}}, 200, strings.Repeat("1", limit), limit},
		{"one byte more, in chunks", nethttp.Header{"Transfer-Encoding": {"chunked"}}, 200, strings.Repeat("1", limit+1), -1},
		{"just within, compressed", nethttp.Header{"Content-Encoding": {"gzip"}}, 200, gzipped(t, strings.Repeat("1", limit)), limit},
		{"one byte more, compressed", nethttp.Header{"Content-Encoding": {"gzip"}}, 200, gzipped(t, strings.Repeat("1", limit+1)), -1},
		{"a bomb", nethttp.Header{"Content-Encoding": {"gzip"}}, 200, gzipped(t, strings.Repeat("1", 20<<20))[:limit], -1},
	} {
		t.Run(test.reason, func(t *testing.T) {
			url := responding(t, test.status, test.body, test.header)
			limits := rpchttp.Limits(protocol.Limits{Payload: limit})
			// With an Accept-Encoding of the caller, net/http leaves it to us.
			for _, option := range []rpchttp.Option{rpchttp.Header("X-A", "b"), rpchttp.Header("Accept-Encoding", "gzip")} {
				reply, err := send(t.Context(), open(t, url, limits, option), call)
				if test.size < 0 {
					if e := transportError(t, err); !errors.Is(e, transport.ErrPayloadTooLarge) || !e.Sent {
						t.Errorf("got %d bytes, %v", len(reply), err)
					}
				} else if len(reply) != test.size || err != nil {
					t.Errorf("got %d bytes, %v; want %d", len(reply), err, test.size)
				}
			}
		})
	}
}

// An oversized body of an error says less than its status.
func TestSenderLargeErrorPage(t *testing.T) {
	limits := rpchttp.Limits(protocol.Limits{Payload: 100})
	_, err := send(t.Context(), open(t, responding(t, 502, strings.Repeat("x", 1000), nil), limits), call)
	var status *rpchttp.StatusError
	if !errors.As(err, &status) || status.StatusCode != nethttp.StatusBadGateway {
		t.Errorf("got %v", err)
	}
}

// What was received in part is no reply.
func TestSenderHalfReply(t *testing.T) {
	for _, test := range []struct{ reason, text string }{
		{"less than Content-Length says", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + result},
		{"ends within a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n" + result},
		{"ends within gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipped(t, result)[:20]},
		{"ends within the header", "HTTP/1.1 200 OK\r\nContent-"},
		{"ends before it begins", ""},
		{"no HTTP", "220 smtp.example\r\n"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			url := script(t, func(c *scripted) {
				c.request(t)
				c.write(t, test.text)
			})
			_, err := send(t.Context(), open(t, url), call)
			if e := transportError(t, err); !e.Sent {
				t.Errorf("got %+v; the call may have been executed", e)
			}
		})
	}
}

func TestSenderGzipRequest(t *testing.T) {
	for _, test := range []struct {
		reason  string
		options []rpchttp.Option
		want    string // Content-Encoding
	}{
		{"not unless told", nil, ""},
		{"from its size on", []rpchttp.Option{rpchttp.Gzip(len(call))}, "gzip"},
		{"below that size", []rpchttp.Option{rpchttp.Gzip(len(call) + 1)}, ""},
		{"told not to", []rpchttp.Option{rpchttp.Gzip(0), rpchttp.Gzip(-1)}, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			encodings := make(chan string, 1)
			server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(func(ctx context.Context, payload []byte) []byte {
				encodings <- nethttp.Header(transport.PeerFrom(ctx).Header).Get("Content-Encoding")
				return echo(ctx, payload)
			})))
			reply, err := send(t.Context(), open(t, server.URL, test.options...), call)
			if reply != call || err != nil {
				t.Fatalf("got %q, %v", reply, err)
			}
			if diff := cmp.Diff(test.want, <-encodings); diff != "" {
				t.Errorf("Content-Encoding (-want +got):\n%s", diff)
			}
		})
	}
}

// Replies come back as they were sent, whatever their size, in either direction.
func TestSenderSizes(t *testing.T) {
	server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo)))
	for _, sender := range []*rpchttp.Sender{open(t, server.URL), open(t, server.URL, rpchttp.Gzip(0))} {
		for _, size := range []int{0, 1, 511, 512, 513, 4096, 64<<10 - 1, 64 << 10, 64<<10 + 1, 3 << 20} {
			payload := strings.Repeat("0123456789abcdef", size/16+1)[:size]
			if reply, err := send(t.Context(), sender, payload); reply != payload || err != nil {
				t.Errorf("%s bytes came back as %d, %v", strconv.Itoa(size), len(reply), err)
			}
		}
	}
}
