package http_test

import (
	"errors"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

// redirecting returns the URL of a server that sends requests on, as long as their
// path is "/".
func redirecting(t *testing.T, status int, to string) string {
	t.Helper()
	return serve(t, redirectHandler(status, to)).URL
}

func redirectHandler(status int, to string) nethttp.Handler {
	rpc := rpchttp.NewHandler(transport.HandlerFunc(echo))
	return nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		if r.URL.Path != "/" {
			rpc.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	})
}

func TestSenderRedirectStatus(t *testing.T) {
	for _, test := range []struct {
		reason   string
		status   int
		options  []rpchttp.Option
		followed bool
	}{
		{"keeps the method", 307, nil, true},
		{"keeps the method, for good", 308, nil, true},
		{"would become GET", 301, nil, false},
		{"would become GET", 302, nil, false},
		{"is meant to become GET", 303, nil, false},
		{"turned off", 307, []rpchttp.Option{rpchttp.Redirects(0)}, false},
		{"one is allowed", 307, []rpchttp.Option{rpchttp.Redirects(1)}, true},
	} {
		for _, payload := range []string{call, `"` + strings.Repeat("x", 100<<10) + `"`} { // copied and guarded
			url := redirecting(t, test.status, "/there")
			reply, err := send(t.Context(), open(t, url, test.options...), payload)
			if test.followed {
				if reply != payload || err != nil {
					t.Errorf("%d %s: got %d bytes, %v", test.status, test.reason, len(reply), err)
				}
				continue
			}
			var status *rpchttp.StatusError
			if _ = transportError(t, err); !errors.As(err, &status) || status.StatusCode != test.status || status.Header.Get("Location") != "/there" {
				t.Errorf("%d %s: got %v", test.status, test.reason, err)
			}
		}
	}
}

func TestSenderRedirectLoop(t *testing.T) {
	url := redirecting(t, 307, "/")
	_, err := send(t.Context(), open(t, url, rpchttp.Redirects(3)), call)
	if e := transportError(t, err); !strings.Contains(e.Error(), "3 redirects") || !e.Sent {
		t.Errorf("got %v", err)
	}
	called := false
	own := &nethttp.Client{CheckRedirect: func(*nethttp.Request, []*nethttp.Request) error {
		called = true
		return errors.New("enough")
	}}
	if _, err := send(t.Context(), open(t, url, rpchttp.Client(own)), call); !called || !strings.Contains(err.Error(), "enough") {
		t.Errorf("got %v; the client's own rule was asked: %t", err, called)
	}
}

// What identifies the caller does not go to another origin.
func TestSenderRedirectSecrets(t *testing.T) {
	target, headers := recording(t)
	secrets := []rpchttp.Option{
		rpchttp.BasicAuth("alice", "s3cret"), rpchttp.Header("X-Api-Key", "s3cret"),
		rpchttp.Cookies(cookie("session", "s3cret")), rpchttp.Idempotent("k"), rpchttp.Header("User-Agent", "test"),
	}
	t.Run("another port", func(t *testing.T) {
		reply, err := send(t.Context(), open(t, redirecting(t, 307, target), secrets...), call)
		if reply != call || err != nil {
			t.Fatalf("got %q, %v", reply, err)
		}
		withoutSecrets(t, <-headers)
	})
	t.Run("another host and back", func(t *testing.T) {
		var back string
		away := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
			w.Header().Set("Location", back)
			w.WriteHeader(nethttp.StatusTemporaryRedirect)
		}))
		seen := make(chan nethttp.Header, 2)
		home := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
			seen <- r.Header
			if r.URL.Path == "/" {
				w.Header().Set("Location", away.URL)
				w.WriteHeader(nethttp.StatusTemporaryRedirect)
			}
		}))
		back = home.URL + "/back"
		if _, err := send(t.Context(), open(t, home.URL+"/", secrets...), call); err != nil {
			t.Fatal(err)
		}
		if first := <-seen; first.Get("Authorization") == "" || first.Get("X-Api-Key") == "" {
			t.Errorf("the first request is not for another origin: %v", first)
		}
		withoutSecrets(t, <-seen)
	})
	t.Run("from https to http", func(t *testing.T) {
		secure := httptest.NewTLSServer(redirectHandler(308, target))
		defer secure.Close()
		options := append([]rpchttp.Option{rpchttp.RootCAs(rootsOf(secure))}, secrets...)
		if _, err := send(t.Context(), open(t, secure.URL, options...), call); err != nil {
			t.Fatal(err)
		}
		withoutSecrets(t, <-headers)
	})
	t.Run("the same origin", func(t *testing.T) {
		authorized := make(chan string, 1)
		server := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
			if r.URL.Path == "/" {
				w.Header().Set("Location", "/there")
				w.WriteHeader(nethttp.StatusTemporaryRedirect)
				return
			}
			authorized <- r.Header.Get("Authorization") + r.Header.Get("Cookie")
		}))
		if _, err := send(t.Context(), open(t, server.URL, secrets...), call); err != nil {
			t.Fatal(err)
		}
		if got := <-authorized; !strings.HasPrefix(got, "Basic ") || !strings.HasSuffix(got, "session=s3cret") {
			t.Errorf("got %q", got)
		}
	})
}

func withoutSecrets(t *testing.T, header nethttp.Header) {
	t.Helper()
	for _, name := range []string{"Accept-Encoding", "Content-Length", "Host", "Referer"} {
		header.Del(name) // what net/http adds
	}
	want := nethttp.Header{
		"Accept": {"application/json"}, "Content-Type": {"application/json"},
		"Idempotency-Key": {"k"}, "User-Agent": {"test"},
	}
	if diff := cmp.Diff(want, header); diff != "" {
		t.Errorf("headers at the other origin (-want +got):\n%s", diff)
	}
}
