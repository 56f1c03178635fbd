package http_test

import (
	"context"
	"maps"
	nethttp "net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/transport"
	rpchttp "github.com/rpcwire/rpcwire/transport/http"
)

func newJar(t *testing.T) *cookiejar.Jar {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return jar
}

// recording serves and returns the headers of every request, with the host as "Host".
func recording(t *testing.T) (url string, headers <-chan nethttp.Header) {
	t.Helper()
	seen := make(chan nethttp.Header, 10)
	rpc := rpchttp.NewHandler(transport.HandlerFunc(echo), rpchttp.AnyHost(), rpchttp.ContentTypes("", "application/x"))
	server := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		header := maps.Clone(r.Header)
		header["Host"] = []string{r.Host}
		seen <- header
		rpc.ServeHTTP(w, r)
	}))
	return server.URL, seen
}

func cookie(name, value string) *nethttp.Cookie { return &nethttp.Cookie{Name: name, Value: value} }

func TestSenderOptions(t *testing.T) {
	type options = []rpchttp.Option
	type callOptions = []rpchttp.CallOption
	const alice, bob = "Basic YWxpY2U6cHc=", "Basic Ym9iOnB3"
	for _, test := range []struct {
		reason  string
		user    string // in the URL
		session options
		outer   callOptions // of the context around
		call    callOptions
		want    map[string]string // headers, joined with "|"; "" for none
	}{
		{"nothing said", "", nil, nil, nil, map[string]string{"Content-Type": "application/json", "Accept": "application/json", "Authorization": "", "Cookie": "", "Idempotency-Key": ""}},
		{"the session's header", "", options{rpchttp.Header("X-A", "1", "2")}, nil, nil, map[string]string{"X-A": "1|2"}},
		{"headers by name, whatever the case", "", options{rpchttp.Header("x-a", "1"), rpchttp.Header("X-B", "1")}, nil, callOptions{rpchttp.Header("X-A", "2")}, map[string]string{"X-A": "2", "X-B": "1"}},
		{"many headers", "", options{rpchttp.Headers(nethttp.Header{"X-A": {"1"}, "x-b": {"2"}})}, nil, nil, map[string]string{"X-A": "1", "X-B": "2"}},
		{"without values a header is not sent", "", options{rpchttp.Header("X-A", "1")}, nil, callOptions{rpchttp.Header("x-a")}, map[string]string{"X-A": ""}},
		{"another type", "", options{rpchttp.Header("Content-Type", "application/json-rpc")}, nil, callOptions{rpchttp.Header("Accept", "application/x")}, map[string]string{"Content-Type": "application/json-rpc", "Accept": "application/x"}},
		{"another host", "", nil, nil, callOptions{rpchttp.Header("Host", "api.example")}, map[string]string{"Host": "api.example"}},
		{"contexts merge as well, the inner wins", "", options{rpchttp.Header("X-A", "session")}, callOptions{rpchttp.Header("X-A", "outer"), rpchttp.Header("X-B", "outer")}, callOptions{rpchttp.Header("X-A", "inner")}, map[string]string{"X-A": "inner", "X-B": "outer"}},
		{"of two that say the same the last counts", "", options{rpchttp.Bearer("x"), rpchttp.BasicAuth("bob", "pw")}, nil, nil, map[string]string{"Authorization": bob}},
		{"basic", "", options{rpchttp.BasicAuth("alice", "pw")}, nil, nil, map[string]string{"Authorization": alice}},
		{"bearer", "", options{rpchttp.Bearer("t0ken")}, nil, nil, map[string]string{"Authorization": "Bearer t0ken"}},
		{"the URL's user", "alice:pw@", nil, nil, nil, map[string]string{"Authorization": alice}},
		{"the URL's user, escaped", "%61lice:%70w@", nil, nil, nil, map[string]string{"Authorization": alice}},
		{"options win over the URL", "alice:pw@", options{rpchttp.BasicAuth("bob", "pw")}, nil, nil, map[string]string{"Authorization": bob}},
		{"the call's authentication replaces the session's", "", options{rpchttp.BasicAuth("alice", "pw")}, nil, callOptions{rpchttp.Bearer("t")}, map[string]string{"Authorization": "Bearer t"}},
		{"the call goes without", "alice:pw@", nil, nil, callOptions{rpchttp.NoAuth()}, map[string]string{"Authorization": ""}},
		{"cookies by name", "", options{rpchttp.Cookies(cookie("a", "1"), cookie("b", "1"))}, nil, callOptions{rpchttp.Cookies(cookie("b", "2"), nil)}, map[string]string{"Cookie": "a=1; b=2"}},
		{"marked", "", nil, nil, callOptions{rpchttp.Idempotent("k")}, map[string]string{"Idempotency-Key": "k"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			url, headers := recording(t)
			sender := open(t, strings.Replace(url, "://", "://"+test.user, 1), test.session...)
			ctx := rpchttp.WithCall(rpchttp.WithCall(t.Context(), test.outer...), test.call...)
			if _, err := send(ctx, sender, call); err != nil {
				t.Fatal(err)
			}
			header, got := <-headers, make(map[string]string)
			for name := range test.want {
				got[name] = strings.Join(header[name], "|")
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("headers (-want +got):\n%s", diff)
			}
		})
	}
}

// What one call says is forgotten by the next.
func TestCallOptionsEndWithTheCall(t *testing.T) {
	url, headers := recording(t)
	sender := open(t, url, rpchttp.Header("X-A", "session"))
	for _, want := range []string{"call", "session"} {
		ctx := t.Context()
		if want == "call" {
			ctx = rpchttp.WithCall(ctx, rpchttp.Header("X-A", "call"), rpchttp.Bearer("secret"))
		}
		if _, err := send(ctx, sender, call); err != nil {
			t.Fatal(err)
		}
		if header := <-headers; header.Get("X-A") != want || (header.Get("Authorization") != "") != (want == "call") {
			t.Errorf("got %v, want %s", header, want)
		}
	}
}

// A jar keeps what servers set; what a call says wins over it.
func TestSenderJar(t *testing.T) {
	seen := make(chan string, 10)
	server := serve(t, nethttp.HandlerFunc(func(w nethttp.ResponseWriter, r *nethttp.Request) {
		seen <- r.Header.Get("Cookie")
		w.Header().Add("Set-Cookie", "a=kept; Path=/")
		w.Header().Add("Set-Cookie", "b=kept; Path=/")
	}))
	for _, option := range []rpchttp.Option{rpchttp.Jar(newJar(t)), rpchttp.Client(&nethttp.Client{Jar: newJar(t)})} {
		sender := open(t, server.URL, option)
		for _, test := range []struct {
			reason string
			ctx    context.Context
			want   string
		}{
			{"nothing is kept yet", t.Context(), ""},
			{"kept", t.Context(), "a=kept; b=kept"},
			{"the call wins", rpchttp.WithCall(t.Context(), rpchttp.Cookies(cookie("b", "call"), cookie("c", "call"))), "b=call; c=call; a=kept"},
			{"for this call only", t.Context(), "a=kept; b=kept"},
		} {
			if _, err := send(test.ctx, sender, call); err != nil {
				t.Fatal(err)
			}
			if got := <-seen; got != test.want {
				t.Errorf("%s: %q, want %q", test.reason, got, test.want)
			}
		}
	}
}

// A call can go through another client, as one with other certificates.
func TestCallThroughAnotherClient(t *testing.T) {
	url, headers := recording(t)
	marking := &nethttp.Client{Transport: roundTripper(func(r *nethttp.Request) (*nethttp.Response, error) {
		r = r.Clone(r.Context())
		r.Header.Set("X-Via", "other")
		return nethttp.DefaultTransport.RoundTrip(r)
	})}
	defer nethttp.DefaultClient.CloseIdleConnections()
	sender := open(t, url, rpchttp.Header("X-A", "session"))
	for ctx, want := range map[context.Context]string{
		t.Context(): "",
		rpchttp.WithCall(t.Context(), rpchttp.Client(marking)):                        "other",
		rpchttp.WithCall(t.Context(), rpchttp.Client(marking), rpchttp.Client(nil)):   "",
		rpchttp.WithCall(t.Context(), rpchttp.Client(&nethttp.Client{Timeout: 1e10})): "",
	} {
		if _, err := send(ctx, sender, call); err != nil {
			t.Fatal(err)
		}
		if header := <-headers; header.Get("X-Via") != want || header.Get("X-A") != "session" {
			t.Errorf("got %v, want X-Via %q", header, want)
		}
	}
}

func TestNew(t *testing.T) {
	for _, test := range []struct {
		reason, url string
		endpoint    string // "" for an error
	}{
		{"plain", "http://localhost:5000/rpc", "http://localhost:5000/rpc"},
		{"secure", "https://localhost", "https://localhost"},
		{"the password is hidden, and so is the user", "http://alice:s3cret@localhost/", "http://localhost/"},
		{"the query is sent and hidden", "http://localhost/?key=s3cret", "http://localhost/"},
		{"schemes ignore case", "HTTP://localhost/", "http://localhost/"},
		{"another scheme", "ws://alice:s3cret@localhost/", ""},
		{"no scheme", "alice:s3cret@localhost/", ""},
		{"no host", "http:///s3cret", ""},
		{"no host but a port", "http://alice:s3cret@:80/", ""},
		{"a slash in the password", "http://alice:s3c/ret@localhost/", ""},
		{"no URL", "http://alice:s3cret@local host/%zz", ""},
		{"nothing", "", ""},
	} {
		sender, err := rpchttp.New(test.url)
		if (err == nil) != (test.endpoint != "") {
			t.Errorf("%s: %v", test.reason, err)
			continue
		}
		if err != nil {
			if strings.Contains(err.Error(), "s3c") {
				t.Errorf("%s: the error tells the secret: %v", test.reason, err)
			}
			continue
		}
		if sender.Endpoint() != test.endpoint {
			t.Errorf("%s: endpoint %q, want %q", test.reason, sender.Endpoint(), test.endpoint)
		}
		_ = sender.Close()
	}
}

func TestSenderSendsQuery(t *testing.T) {
	queries := make(chan string, 1)
	server := serve(t, nethttp.HandlerFunc(func(_ nethttp.ResponseWriter, r *nethttp.Request) { queries <- r.URL.RawQuery }))
	if _, err := send(t.Context(), open(t, server.URL+"/?key=1"), notification); err != nil {
		t.Fatal(err)
	}
	if query := <-queries; query != "key=1" {
		t.Errorf("got %q", query)
	}
}

// Secrets are in no error.
func TestSenderErrorHidesSecrets(t *testing.T) {
	url := strings.Replace(refusing(t, "http"), "://", "://alice:s3cret@", 1) + "?key=s3cret"
	_, err := send(t.Context(), open(t, url), call)
	if text := transportError(t, err).Error(); strings.Contains(text, "s3cret") || strings.Contains(text, "alice") {
		t.Errorf("got %s", text)
	}
}

func TestSenderFacts(t *testing.T) {
	url := responding(t, 503, "", nethttp.Header{"Retry-After": {"7"}})
	var facts transport.Facts
	sender := open(t, url, rpchttp.Bearer("t"))
	_, err := send(transport.WithFacts(t.Context(), &facts), sender, call)
	_ = transportError(t, err)
	got := make(map[string]any)
	for _, attr := range facts.Attrs() {
		got[attr.Key] = attr.Value.Any()
	}
	if got[transport.KeyCode] != int64(503) || got[transport.KeyReason] != "Service Unavailable" {
		t.Errorf("got %v", got)
	}
	if header, _ := got[transport.KeyHeaders].(map[string][]string); nethttp.Header(header).Get("Retry-After") != "7" {
		t.Errorf("got %v", got)
	}
	described := sender.Describe(rpchttp.WithCall(t.Context(), rpchttp.Header("X-A", "1")))
	if described[0].Key != transport.KeyEndpoint || described[0].Value.String() != url {
		t.Errorf("got %v", described)
	}
	want := map[string][]string{"Accept": {"application/json"}, "Content-Type": {"application/json"}, "Authorization": {"Bearer t"}, "X-A": {"1"}}
	if diff := cmp.Diff(want, described[1].Value.Any()); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
}
