package http_test

import (
	"bufio"
	"context"
	"io"
	"net"
	nethttp "net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

const serverError = `{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}`

func TestHandlerMethodAndReply(t *testing.T) {
	for _, test := range []struct {
		reason string
		method string
		reply  string
		status int
		want   nethttp.Header // some of the headers
	}{
		{"a reply", "POST", result, 200, nethttp.Header{"Content-Type": {"application/json"}, "Content-Length": {strconv.Itoa(len(result))}}},
		{"an error of JSON-RPC is a reply", "POST", serverError, 200, nethttp.Header{"Content-Type": {"application/json"}}},
		{"nothing to answer", "POST", "", 204, nethttp.Header{"Content-Type": nil}},
		{"no payload comes with GET", "GET", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"nor with HEAD", "HEAD", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"PUT is no POST", "PUT", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"PATCH is no POST", "PATCH", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"DELETE is no POST", "DELETE", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"OPTIONS is for allowed origins", "OPTIONS", result, 405, nethttp.Header{"Allow": {"POST"}}},
		{"methods are case-sensitive", "post", result, 405, nethttp.Header{"Allow": {"POST"}}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(test.reply, &calls)))
			res, body := post(t, test.method, server.URL, call, jsonHeader())
			if res.StatusCode != test.status {
				t.Errorf("status %d, want %d", res.StatusCode, test.status)
			}
			for name, values := range test.want {
				if diff := cmp.Diff(values, res.Header.Values(name)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
			called := test.status < 300
			if called && body != test.reply || called != (calls.Load() == 1) {
				t.Errorf("body %q after %d calls", body, calls.Load())
			}
		})
	}
}

func TestHandlerContentType(t *testing.T) {
	for _, test := range []struct {
		reason string
		types  []string
		status int
	}{
		{"the usual one", []string{"application/json"}, 200},
		{"of the JSON-RPC over HTTP draft", []string{"application/json-rpc"}, 200},
		{"of the same draft", []string{"application/jsonrequest"}, 200},
		{"media types ignore case", []string{"Application/JSON"}, 200},
		{"charset as most write it", []string{"application/json; charset=utf-8"}, 200},
		{"in capitals", []string{"application/json; charset=UTF-8"}, 200},
		{"without the hyphen", []string{"application/json;charset=utf8"}, 200},
		{"quoted", []string{`application/json; charset="utf-8"`}, 200},
		{"as Python spells it", []string{"application/json; charset=utf_8"}, 200},
		{"in quotes that HTTP does not know", []string{"application/json; charset='UTF-8'"}, 200},
		{"name of the parameter in capitals", []string{"application/json-rpc; CHARSET=Utf-8"}, 200},
		{"other parameters do not matter", []string{"application/json; profile=x"}, 200},
		{"not UTF-8", []string{"application/json; charset=iso-8859-1"}, 415},
		{"nor this", []string{"application/json; charset=utf-16"}, 415},
		{"no charset at all", []string{"application/json; charset="}, 415},
		{"a parameter twice", []string{"application/json; charset=utf-8; charset=utf-16"}, 415},
		{"what pages may send to other origins", []string{"text/plain"}, 415},
		{"what a form sends", []string{"application/x-www-form-urlencoded"}, 415},
		{"JSON of another kind", []string{"application/vnd.api+json"}, 415},
		{"no media type", []string{"json"}, 415},
		{"none", nil, 415},
		{"an empty one is none", []string{""}, 415},
		{"two", []string{"application/json", "text/plain"}, 415},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(result, &calls)))
			res, _ := post(t, "POST", server.URL, call, nethttp.Header{"Content-Type": test.types})
			if res.StatusCode != test.status || (calls.Load() == 1) != (test.status == nethttp.StatusOK) {
				t.Errorf("status %d and %d calls, want %d", res.StatusCode, calls.Load(), test.status)
			}
		})
	}
}

func TestHandlerContentTypesOption(t *testing.T) {
	var calls atomic.Int32
	server := serve(t, rpchttp.NewHandler(answer(result, &calls), rpchttp.ContentTypes("Text/Plain", "")))
	for _, types := range [][]string{{"text/plain; charset=utf-8"}, nil, {"application/json"}} {
		if res, _ := post(t, "POST", server.URL, call, nethttp.Header{"Content-Type": types}); res.StatusCode != nethttp.StatusOK {
			t.Errorf("%q: status %d, want 200", types, res.StatusCode)
		}
	}
}

func TestHandlerEncoding(t *testing.T) {
	const limit = 1000
	big := `"` + strings.Repeat("x", limit) + `"`
	tooLarge := string(transport.TooLarge())
	for _, test := range []struct {
		reason   string
		encoding string
		body     string
		status   int
		reply    string // in JSON
	}{
		{"as it is", "identity", call, 200, call},
		{"gzip", "gzip", gzipped(t, call), 200, call},
		{"names of encodings ignore case", "GZIP", gzipped(t, call), 200, call},
		{"the old name", "x-gzip", gzipped(t, call), 200, call},
		{"members of gzip add up", "gzip", gzipped(t, call[:9]) + gzipped(t, call[9:]), 200, call},
		{"a small body that grows beyond the limit", "gzip", gzipped(t, big), 413, tooLarge},
		{"a bomb", "gzip", gzipped(t, strings.Repeat(" ", 50<<20)), 413, tooLarge},
		{"no gzip", "gzip", call, 400, ""},
		{"nothing is no gzip either", "gzip", "", 400, ""},
		{"ends too early", "gzip", gzipped(t, call)[:30], 400, ""},
		{"goes on behind its end", "gzip", gzipped(t, call) + "garbage", 400, ""},
		{"another encoding", "br", call, 415, ""},
		{"two of them", "gzip, gzip", call, 415, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			limits := rpchttp.Limits(protocol.Limits{Payload: limit})
			server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo), limits))
			res, body := post(t, "POST", server.URL, test.body, jsonHeader("Content-Encoding", test.encoding))
			if res.StatusCode != test.status || test.reply != "" && body != test.reply {
				t.Errorf("got %d %q, want %d %q", res.StatusCode, body, test.status, test.reply)
			}
			if accepts := res.Header.Get("Accept-Encoding"); (accepts == "gzip") != (test.status == 415) {
				t.Errorf("Accept-Encoding %q with status %d", accepts, res.StatusCode)
			}
		})
	}
}

func TestHandlerLimit(t *testing.T) {
	const limit = 1000
	for _, test := range []struct {
		reason  string
		size    int
		chunked bool
		status  int
	}{
		{"just within", limit, false, 200},
		{"one byte more", limit + 1, false, 413},
		{"far beyond what the server reads to its end", 4 << 20, false, 413},
		{"just within, in chunks", limit, true, 200},
		{"one byte more, in chunks", limit + 1, true, 413},
		{"far beyond, in chunks", 4 << 20, true, 413},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			limits := rpchttp.Limits(protocol.Limits{Payload: limit})
			server := serve(t, rpchttp.NewHandler(answer(result, &calls), limits))
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			r, _ := nethttp.NewRequest("POST", server.URL, strings.NewReader(strings.Repeat("1", test.size)))
			r.Header = jsonHeader()
			if test.chunked {
				r.ContentLength = -1
			}
			written := make(chan error, 1)
			go func() { written <- r.Write(conn) }() // fails when the server has had enough
			res, err := nethttp.ReadResponse(bufio.NewReader(conn), r)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			_ = conn.Close()
			t.Log("writing ended with ", <-written)
			if res.StatusCode != test.status || (calls.Load() == 1) != (test.status == 200) {
				t.Errorf("status %d after %d calls, want %d", res.StatusCode, calls.Load(), test.status)
			}
			if test.status == 413 && (string(body) != string(transport.TooLarge()) || res.Header.Get("Content-Type") != "application/json") {
				t.Errorf("got %s %q", res.Header.Get("Content-Type"), body)
			}
		})
	}
}

func TestHandlerHalfBody(t *testing.T) {
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
	for _, test := range []struct {
		reason, text string
	}{
		{"less than Content-Length says", head + "Content-Length: 100\r\n\r\n" + call},
		{"nothing of it", head + "Content-Length: 100\r\n\r\n"},
		{"ends within a chunk", head + "Transfer-Encoding: chunked\r\n\r\n30\r\n" + call},
		{"ends before the last chunk", head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"},
		{"a chunk of no size", head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(result, &calls)))
			res := exchange(t, server.Listener.Addr().String(), test.text, true)
			if res.StatusCode != nethttp.StatusBadRequest || calls.Load() != 0 {
				t.Errorf("status %d after %d calls, want 400 after none", res.StatusCode, calls.Load())
			}
		})
	}
}

func TestHandlerEmptyBody(t *testing.T) {
	server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(func(_ context.Context, payload []byte) []byte {
		return []byte(strconv.Itoa(len(payload)))
	})))
	if _, body := post(t, "POST", server.URL, "", jsonHeader()); body != "0" {
		t.Errorf("got %q: an empty payload is for the handler to answer (R20)", body)
	}
}

// A client that waits for 100 Continue is refused before it sends its body.
func TestHandlerExpectContinue(t *testing.T) {
	const head = "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
	for _, test := range []struct {
		reason, text string
		status       int
	}{
		{"the type", head + "Content-Type: text/plain\r\nContent-Length: 10\r\n\r\n", 415},
		{"the encoding", head + "Content-Type: application/json\r\nContent-Encoding: br\r\nContent-Length: 10\r\n\r\n", 415},
		{"the size", head + "Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n", 413},
		{"the origin", head + "Content-Type: application/json\r\nSec-Fetch-Site: cross-site\r\nContent-Length: 10\r\n\r\n", 403},
		{"all is well", head + "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n", 100},
	} {
		t.Run(test.reason, func(t *testing.T) {
			server := serve(t, rpchttp.NewHandler(transport.HandlerFunc(echo)))
			conn, err := net.Dial("tcp", server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			if _, err := io.WriteString(conn, test.text); err != nil {
				t.Fatal(err)
			}
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(line, "HTTP/1.1 "+strconv.Itoa(test.status)) {
				t.Errorf("got %q, %v; want %d first", line, err, test.status)
			}
		})
	}
}

func TestHandlerGzipReply(t *testing.T) {
	big := `"` + strings.Repeat("x", 64<<10) + `"`
	for _, test := range []struct {
		reason  string
		accept  []string
		reply   string
		options []rpchttp.HandlerOption
		gzip    bool
	}{
		{"a large reply", []string{"gzip"}, big, nil, true},
		{"in a list", []string{"br;q=1.0, GZIP;q=0.5"}, big, nil, true},
		{"in two lines", []string{"br", "gzip"}, big, nil, true},
		{"anything", []string{"*"}, big, nil, true},
		{"anything but gzip", []string{"*, gzip;q=0"}, big, nil, false},
		{"not wanted", []string{"gzip;q=0.000"}, big, nil, false},
		{"a weight that is none", []string{"gzip;q=x"}, big, nil, false},
		{"something else", []string{"br"}, big, nil, false},
		{"not asked for", nil, big, nil, false},
		{"not worth it", []string{"gzip"}, result, nil, false},
		{"the server decides what is worth it", []string{"gzip"}, result, []rpchttp.HandlerOption{rpchttp.Gzip(0)}, true},
		{"turned off", []string{"gzip"}, big, []rpchttp.HandlerOption{rpchttp.Gzip(-1)}, false},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var calls atomic.Int32
			server := serve(t, rpchttp.NewHandler(answer(test.reply, &calls), test.options...))
			header := jsonHeader()
			header["Accept-Encoding"] = test.accept
			res, body := post(t, "POST", server.URL, call, header)
			if encoding := res.Header.Get("Content-Encoding"); (encoding == "gzip") != test.gzip {
				t.Errorf("Content-Encoding %q", encoding)
			}
			if test.gzip {
				body = gunzipped(t, body)
			}
			if body != test.reply {
				t.Errorf("the reply has %d bytes, want %d", len(body), len(test.reply))
			}
		})
	}
}

func TestHandlerMount(t *testing.T) {
	mux := nethttp.NewServeMux()
	mux.Handle("/rpc", rpchttp.NewHandler(transport.HandlerFunc(echo)))
	mux.HandleFunc("/health", func(w nethttp.ResponseWriter, _ *nethttp.Request) { _, _ = io.WriteString(w, "well") })
	server := serve(t, mux)
	if _, body := post(t, "POST", server.URL+"/rpc", call, jsonHeader()); body != call {
		t.Errorf("/rpc: got %q", body)
	}
	if _, body := post(t, "GET", server.URL+"/health", "", nil); body != "well" {
		t.Errorf("/health: got %q", body)
	}
}

func TestHandlerWithGet(t *testing.T) {
	get := nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		if _, ok := w.(nethttp.Hijacker); !ok {
			t.Error("the ResponseWriter of the server is hidden")
		}
		_, _ = io.WriteString(w, "methods")
	})
	var calls atomic.Int32
	server := serve(t, rpchttp.NewHandler(answer(result, &calls), rpchttp.WithGet(get)))
	for _, test := range []struct {
		reason, method string
		status         int
		body           string
	}{
		{"the other handler", "GET", 200, "methods"},
		{"its header", "HEAD", 200, ""},
		{"calls as ever", "POST", 200, result},
		{"the others are refused", "PUT", 405, "JSON-RPC takes POST\n"},
	} {
		res, body := post(t, test.method, server.URL, call, jsonHeader())
		if res.StatusCode != test.status || body != test.body {
			t.Errorf("%s: got %d %q, want %d %q", test.reason, res.StatusCode, body, test.status, test.body)
		}
		if allow := res.Header.Get("Allow"); test.status == 405 && allow != "POST, GET, HEAD" {
			t.Errorf("Allow: %q", allow)
		}
	}
}
