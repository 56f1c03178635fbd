package conformance_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
)

// oneCodec returns the message and pointer of a codec that gives one answer to all.
func oneCodec(t *testing.T, id, answer string) string {
	t.Helper()
	target := conformance.CodecTarget{Ask: func(context.Context, []byte) ([]byte, error) {
		if answer == "" {
			return nil, errors.New("it crashed")
		}
		return []byte(answer), nil
	}}
	o := conformance.Options{Selection: conformance.Selection{Run: []string{id}}}
	var run conformance.Run
	if err := run.Collect(conformance.RunCodec(t.Context(), target, o), nil); err != nil {
		t.Fatal(err)
	}
	r := run.Results[0]
	if r.Outcome != conformance.Fail {
		return string(r.Outcome)
	}
	if r.Pointer != nil {
		return r.Message + " at " + *r.Pointer
	}
	return r.Message
}

func TestWrongCodecs(t *testing.T) {
	message := func(m string) string { return `{"ok":true,"batch":false,"messages":[` + m + `]}` }
	const good = `"kind":"request","version":"2.0","method":"f"`
	emitted := func(text string) string {
		return `{"ok":true,"b64":"` + base64.StdEncoding.EncodeToString([]byte(text)) + `"}`
	}
	for _, test := range []struct{ reason, id, answer, want string }{
		{"no answer", "codec/id/fraction", "", "it crashed"},
		{"no JSON", "codec/id/fraction", "hello", "the driver's answer is malformed: it is not JSON"},
		{"neither ok nor not", "codec/id/fraction", "{}", "the driver's answer is malformed: ok is neither true nor false"},
		{"refused", "codec/id/fraction", `{"ok":false,"code":-32700,"reason":"no"}`, `refused: "no" at /ok`},
		{"a batch", "codec/id/fraction", `{"ok":true,"batch":true,"messages":[]}`, "a batch, or 0 messages, where one message is expected at "},
		{"another kind", "codec/id/fraction", message(`{"kind":"notification"}`), `"notification" instead of "request" at /messages/0/kind`},
		{"another version", "codec/id/fraction", message(`{"kind":"request","version":"1.0"}`), `"1.0" instead of "2.0" at /messages/0/version`},
		{"another id", "codec/id/fraction", message(`{` + good + `,"id":"1.5"}`), `lenient`},
		{"quite another id", "codec/id/fraction", message(`{` + good + `,"id":"1"}`), `1 instead of 1.50 at /messages/0/id`},
		{"no id", "codec/id/fraction", message(`{` + good + `}`), `it is missing at /messages/0/id`},
		{"the id not as text", "codec/id/fraction", message(`{` + good + `,"id":1.50}`), `1.50 is no JSON text in a string at /messages/0/id`},
		{"the id not JSON", "codec/id/fraction", message(`{` + good + `,"id":"x"}`), `it is not JSON`},
		{"params where there are none", "codec/id/fraction", message(`{` + good + `,"id":"1.50","params":"[]"}`), `it should not be there at /messages/0/params`},
		{"another method", "codec/id/fraction", message(`{"kind":"request","version":"2.0","method":"g","id":"1.50"}`), `"g" instead of "f" at /messages/0/method`},
		{"another code", "codec/id/boolean", message(`{"kind":"invalid","id":"null","code":-32700}`), `-32700 instead of -32600 at /messages/0/code`},
		{"taken", "codec/batch/empty", `{"ok":true,"batch":true,"messages":[]}`, "the payload is taken at /ok"},
		{"refused otherwise", "codec/batch/empty", `{"ok":false,"code":-32700}`, "-32700 instead of -32600 at /code"},
		{"encoded", "codec/batch/encode-empty", emitted("[]"), "it is not refused at /ok"},
		{"refused and encoded", "codec/batch/encode-empty", `{"ok":false,"b64":"W10="}`, "it is refused, and something is emitted at /b64"},
		{"nothing emitted", "codec/error/encode", `{"ok":true}`, "nothing is emitted at /b64"},
		{"no base64", "codec/error/encode", `{"ok":true,"b64":"?"}`, "the driver's answer is malformed: b64: illegal base64 data"},
		{"no JSON emitted", "codec/error/encode", emitted("{"), "it is not JSON"},
		{"other JSON emitted", "codec/error/encode", emitted(`{"jsonrpc":"2.0","error":{"code":-32700},"id":null}`), "the member is missing at /error/message"},
		{"a batch of too few", "codec/batch/thousand", `{"ok":true,"batch":true,"messages":[]}`, "only 0 messages at /messages"},
		{"no batch", "codec/batch/thousand", message(`{` + good + `}`), "it is no batch at /batch"},
		{"no error object", "codec/error/v1-string", message(`{"kind":"error","version":"1.0","id":"1"}`), "it is missing at /messages/0/error"},
		{"another error", "codec/error/v1-string", message(`{"kind":"error","version":"1.0","id":"1","error":{"raw":"\"bang\""}}`), `"bang" instead of "boom" at /messages/0/error/raw`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			if got := oneCodec(t, test.id, test.answer); !strings.HasPrefix(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWrongHTTP(t *testing.T) {
	for _, test := range []struct {
		reason, id string
		serve      http.HandlerFunc
		want       string
	}{
		{"another status", "server/http/post", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }, "HTTP status 418 instead of 200"},
		{"no reply", "server/http/post", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "application/json") }, "no reply: HTTP 200"},
		{"another type", "server/http/post", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "text/html") }, `HTTP header Content-Type is "text/html"`},
		{"an error page for a notification", "server/notification/unknown-method", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }, "HTTP status 404 instead of 2xx"},
		{"a redirect", "server/id/zero", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
		}, "no reply: HTTP 307"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			r := one(t, conformance.ServerTarget{URL: serveHTTP(t, test.serve)}, test.id)
			if r.Outcome != conformance.Fail || !strings.HasPrefix(r.Message, test.want) {
				t.Errorf("%s: %q, want %q", r.Outcome, r.Message, test.want)
			}
		})
	}
}

// The functions for tests make subtests of the results.
func TestWrappers(t *testing.T) {
	const text = "server/id/zero # it has no zero\n"
	known, err := conformance.ReadKnownFailures("known.txt", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	o := only("server/id/zero")
	o.Known = known
	conformance.TestServer(t, answering("{}"), o)
	conformance.TestCodec(t, conformance.CodecTarget{Command: program(t, "codec")}, only("codec/id/fraction"))
	conformance.TestClient(t, conformance.ClientTarget{Do: doJob}, only("client/id/echoed"))
}

func TestLookup(t *testing.T) {
	c := conformance.Lookup("server/id/zero")
	if c == nil || c.Theme() != "id" || !c.IsBare() || c.Line == 0 || !strings.HasPrefix(string(c.Source()), "{") {
		t.Errorf("server/id/zero is %+v", c)
	}
	if conformance.Lookup("server/id/nothing") != nil {
		t.Error("there is a case server/id/nothing")
	}
	if len(conformance.Documents()) < 8 {
		t.Errorf("there are %d documents", len(conformance.Documents()))
	}
}
