package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	nethttp "net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// start runs rpcwire with a command that serves HTTP, and returns its URL: see startAt.
func start(t *testing.T, args ...string) string {
	t.Helper()
	return startAt(t, "http://127.0.0.1:0", args...)
}

// startAt runs rpcwire with a command that serves, and returns the URL that it listens
// at. The test fails unless the command ends with 0 when it is interrupted.
func startAt(t *testing.T, address string, args ...string) string {
	t.Helper()
	return strings.TrimPrefix(startSaying(t, append(args, "--listen", address)), "listening on ")
}

// startSaying runs rpcwire until the end of the test, and returns the first line that it
// says on standard error. The test fails unless it ends with 0.
func startSaying(t *testing.T, args []string) string {
	t.Helper()
	ctx, interrupt := context.WithCancel(context.Background())
	said, say := io.Pipe()
	code := make(chan int)
	go func() {
		c := run(ctx, args, std{in: strings.NewReader(""), out: io.Discard, err: say})
		_ = say.Close() // always nil
		code <- c
	}()
	lines := bufio.NewReader(said)
	line, err := lines.ReadString('\n')
	if err != nil {
		t.Fatalf("rpcwire %s does not listen: exit %d", args, <-code)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	t.Cleanup(func() {
		interrupt()
		if c := <-code; c != exitOK {
			t.Errorf("rpcwire %s ended with %d", args, c)
		}
	})
	return strings.TrimSpace(line)
}

// unreachable returns a URL at which nobody listens. Its port is that of the client of a
// connection, which lasts as long as the test, so that nobody else gets it.
func unreachable(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = c.Close(), l.Close() }) // nothing is left to lose
	return "http://" + c.LocalAddr().String()
}

// answering returns the URL of a server that answers everything with one body.
func answering(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(nethttp.HandlerFunc(func(w nethttp.ResponseWriter, _ *nethttp.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client under test may be gone
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// never returns the URL of a server that never answers.
func never(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(nethttp.HandlerFunc(func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server notices that the client is gone
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestCall(t *testing.T) {
	live := start(t, "serve")
	for _, test := range []struct {
		reason string
		url    string
		args   []string
		code   int
		out    string
		err    string // part of it
	}{
		{"positional params", live, []string{"subtract", "42", "23"}, exitOK, "19\n", ""},
		{"named ones", live, []string{"subtract", "minuend:=42", "subtrahend:=23"}, exitOK, "19\n", ""},
		{"the result is as the server sent it, on one line", live, []string{"echo", "[1.50, 1e400]"}, exitOK, "[1.50,1e400]\n", ""},
		{"1.0", live, []string{"echo", "hi", "--v1"}, exitOK, "\"hi\"\n", ""},
		{"an id of any kind", live, []string{"echo", "1", "--id", `"x"`}, exitOK, "1\n", ""},
		{"the wire log", live, []string{"echo", "1", "-v"}, exitOK, "1\n", `<-- 200 {"jsonrpc":"2.0","result":1,"id":1}`},
		{"a result as an object", live, []string{"foobar", "--output", "json"}, exitOK, "{\"result\":null}\n", ""},
		{"an error of the server", live, []string{"fail"}, exitServerError, "", "error -32001: boom"},
		{"with its data", live, []string{"fail"}, exitServerError, "", `{"k":1}`},
		{"as an object", live, []string{"fail", "--output", "json"}, exitServerError, `{"error":{"code":-32001,"message":"boom","data":{"k":1}}}` + "\n", ""},
		{"nothing secret", live, []string{"fail_plain", "--output", "json"}, exitServerError, `{"error":{"code":-32603,"message":"Internal error"}}` + "\n", ""},
		{"nobody there", unreachable(t), []string{"f"}, exitTransport, "", "connection refused"},
		{"nobody there, as an object", unreachable(t), []string{"f", "--output", "json"}, exitTransport, `{"failure":"transport","message":`, ""},
		{"time is up", never(t), []string{"f", "--timeout", "20ms", "--output", "json"}, exitTimeout, `{"failure":"timeout","message":`, ""},
		{"no JSON", answering(t, 200, "<html>"), []string{"f", "--output", "json"}, exitBadReply, `{"failure":"parse_error","message":`, ""},
		{"no response", answering(t, 200, `{"jsonrpc":"2.0","id":1}`), []string{"f", "--output", "json"}, exitBadReply, `{"failure":"invalid_response","message":`, ""},
		{"the response to another call", answering(t, 200, `{"jsonrpc":"2.0","result":1,"id":7}`), []string{"f", "--output", "json"}, exitBadReply, `{"failure":"id_mismatch","message":`, ""},
		{"nothing", answering(t, 204, ""), []string{"f", "--output", "json"}, exitBadReply, `{"failure":"no_response","message":`, ""},
		{"an error of HTTP", answering(t, 502, "bad gateway"), []string{"f", "--output", "json"}, exitTransport, `{"failure":"transport","message":`, ""},
		{"a valid response wins over the status (C09)", answering(t, 500, `{"jsonrpc":"2.0","error":{"code":-32603,"message":"x"},"id":1}`), []string{"f", "--output", "json"}, exitServerError, `{"error":{"code":-32603,"message":"x"}}` + "\n", ""},
		{"a method that JSON cannot say", live, []string{"\xff"}, exitUsage, "", "not valid UTF-8"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rpcwire("", append([]string{"call", test.url}, test.args...)...)
			if got.code != test.code || !strings.HasPrefix(got.out, test.out) || test.out == "" && got.out != "" || !strings.Contains(got.err, test.err) {
				t.Errorf("got %+v\nwant exit %d, output %s and on standard error %q", got, test.code, test.out, test.err)
			}
		})
	}
}

func TestNotify(t *testing.T) {
	live := start(t, "serve")
	for _, test := range []struct {
		reason string
		url    string
		args   []string
		want   outcome
	}{
		{"silence means that it went out", live, []string{"update", "1"}, outcome{}},
		{"as an object", live, []string{"update", "1", "--output", "json"}, outcome{out: "{}\n"}},
		{"whatever is answered is ignored (C11)", answering(t, 200, "<html>"), []string{"f"}, outcome{}},
		{"1.0", live, []string{"update", "1", "--v1"}, outcome{}},
	} {
		got := rpcwire("", append([]string{"notify", test.url}, test.args...)...)
		if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
	}
	if got := rpcwire("", "notify", unreachable(t), "f"); got.code != exitTransport {
		t.Errorf("nobody there: %+v", got)
	}
}

func TestBatch(t *testing.T) {
	live := start(t, "serve")
	for _, test := range []struct {
		reason string
		url    string
		input  string
		code   int
		out    string
	}{
		{"lines of arguments", live, "subtract 42 23\n\nsum 1 2 3\r\n", exitOK,
			`{"id":1,"result":19}` + "\n" + `{"id":2,"result":6}` + "\n"},
		{"and lines of JSON, whose ids are taken", live, `{"jsonrpc":"2.0","method":"echo","params":[1.50],"id":1}` + "\nfoobar\n", exitOK,
			`{"id":1,"result":1.50}` + "\n" + `{"id":2,"result":null}` + "\n"},
		{"a notification has no line", live, `{"jsonrpc":"2.0","method":"update"}` + "\nfoobar\n", exitOK, `{"id":1,"result":null}` + "\n"},
		{"only notifications", live, `{"jsonrpc":"2.0","method":"update"}`, exitOK, ""},
		{"one call fails alone", live, "fail\nfoobar", exitBatch,
			`{"id":1,"error":{"code":-32001,"message":"boom","data":{"k":1}}}` + "\n" + `{"id":2,"result":null}` + "\n"},
		{"a line may be 1.0 (R17)", live, `{"method":"echo","params":[1],"id":"x"}`, exitOK, `{"id":"x","result":1}` + "\n"},
		{"an error for all", answering(t, 200, `{"jsonrpc":"2.0","error":{"code":-32600,"message":"no"},"id":null}`), "f\ng", exitBatch,
			`{"id":1,"error":{"code":-32600,"message":"no"}}` + "\n" + `{"id":2,"error":{"code":-32600,"message":"no"}}` + "\n"},
		{"a reply is missing", answering(t, 200, `[{"jsonrpc":"2.0","result":1,"id":2}]`), "f\ng", exitBatch,
			`{"id":1,"failure":"no_response","message":"client: f (id 1): no response"}` + "\n" + `{"id":2,"result":1}` + "\n"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rpcwire(test.input, "batch", test.url)
			if diff := cmp.Diff(outcome{code: test.code, out: test.out}, got, cmp.AllowUnexported(outcome{})); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
	if got := rpcwire(strings.Repeat("foobar\n", 1001), "batch", live); got.code != exitBatch || strings.Count(got.out, `"message":"batch too large"`) != 1001 {
		t.Errorf("a batch that is too large for the server: exit %d, %d lines, %s", got.code, strings.Count(got.out, "\n"), got.err)
	}
	got := rpcwire("f\ng\n", "batch", unreachable(t))
	if got.code != exitBatch || strings.Count(got.out, `,"failure":"transport","message":"`) != 2 {
		t.Errorf("nobody there: %+v", got)
	}
	for _, input := range []string{"", "f [1", `{"jsonrpc":"2.0"}`, `{"jsonrpc":"2.0","id":1}`, "f a=1 a=2"} {
		if got := rpcwire(input, "batch", live); got.code != exitUsage {
			t.Errorf("%q: %+v, want exit %d", input, got, exitUsage)
		}
	}
}

func TestSend(t *testing.T) {
	live := start(t, "serve")
	for _, test := range []struct {
		reason, input, want string
	}{
		{"bytes out, bytes in", `{"jsonrpc":"2.0","method":"echo","params":[1.50],"id":1}`, `{"jsonrpc":"2.0","result":1.50,"id":1}`},
		{"whatever they are", `{nope`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
		{"no reply, no output", `{"jsonrpc":"2.0","method":"update"}`, ``},
	} {
		got := rpcwire(test.input, "send", live)
		if diff := cmp.Diff(outcome{out: test.want}, got, cmp.AllowUnexported(outcome{})); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", test.reason, diff)
		}
	}
	if got := rpcwire("x", "send", never(t), "--timeout", "20ms"); got.code != exitTimeout {
		t.Errorf("time is up: %+v", got)
	}
}

func TestInterrupt(t *testing.T) {
	asked := make(chan struct{})
	s := httptest.NewServer(nethttp.HandlerFunc(func(_ nethttp.ResponseWriter, r *nethttp.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // so that the server notices that the client is gone
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	t.Cleanup(s.Close)
	for _, args := range [][]string{
		{"call", s.URL, "f"}, {"call", s.URL, "f", "--output", "json"}, {"notify", s.URL, "f"}, {"batch", s.URL}, {"send", s.URL},
	} {
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			<-asked
			interrupt()
		}()
		var out, err bytes.Buffer
		if code := run(ctx, args, std{in: strings.NewReader("f"), out: &out, err: &err}); code != exitInterrupted || out.Len() > 0 {
			t.Errorf("rpcwire %s: exit %d, output %q, %s", args[0], code, &out, &err)
		}
	}
}

// silent is a standard input that nobody writes to. It tells when somebody reads.
type silent struct{ reading chan struct{} }

func (s silent) Read([]byte) (int, error) {
	close(s.reading)
	select {}
}

func TestInterruptWhileReading(t *testing.T) {
	for _, args := range [][]string{
		{"check"}, {"codec"}, {"encode", "f", "-d", "@-"}, {"batch", "http://127.0.0.1:1"}, {"send", "http://127.0.0.1:1"}, {"call", "http://127.0.0.1:1", "f", "-d", "@-"},
	} {
		ctx, interrupt := context.WithCancel(t.Context())
		in := silent{make(chan struct{})}
		go func() {
			<-in.reading
			interrupt()
		}()
		if code := run(ctx, args, std{in: in, out: io.Discard, err: io.Discard}); code != exitInterrupted {
			t.Errorf("rpcwire %s: exit %d, want %d", args[0], code, exitInterrupted)
		}
	}
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	if code := run(ctx, []string{"id", "-n", "1000000000"}, std{out: io.Discard, err: io.Discard}); code != exitInterrupted {
		t.Errorf("rpcwire id: exit %d, want %d", code, exitInterrupted)
	}
}

func TestProxy(t *testing.T) {
	live := start(t, "serve")
	proxied := start(t, "proxy", "--to", live)
	if got := rpcwire("", "call", proxied, "subtract", "42", "23"); got != (outcome{out: "19\n"}) {
		t.Errorf("a call: %+v", got)
	}
	if got := rpcwire("[1]", "send", proxied); got.out != `[{"jsonrpc":"2.0","error":{"code":-32600,"message":"Invalid Request"},"id":null}]` {
		t.Errorf("an invalid batch is the server's to answer: %+v", got)
	}
	broken := start(t, "proxy", "--to", unreachable(t))
	for _, test := range []struct{ reason, input, want string }{
		{"a call is answered", `{"jsonrpc":"2.0","method":"f","id":1}`, `{"jsonrpc":"2.0","error":{"code":-32000,"message":"the server cannot be reached"},"id":1}`},
		{"in its version", `{"method":"f","params":[],"id":1}`, `{"result":null,"error":{"code":-32000,"message":"the server cannot be reached"},"id":1}`},
		{"each call of a batch", `[{"jsonrpc":"2.0","method":"f","id":1},{"jsonrpc":"2.0","method":"f"}]`, `[{"jsonrpc":"2.0","error":{"code":-32000,"message":"the server cannot be reached"},"id":1}]`},
		{"a notification is not", `{"jsonrpc":"2.0","method":"f"}`, ``},
		{"what is no JSON is", `{`, `{"jsonrpc":"2.0","error":{"code":-32700,"message":"Parse error"},"id":null}`},
	} {
		if got := rpcwire(test.input, "send", broken); got.out != test.want {
			t.Errorf("%s: got %+v, want %s", test.reason, got, test.want)
		}
	}
}

func TestServePage(t *testing.T) {
	r, err := nethttp.Get(start(t, "serve", "--page"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Body.Close() }() // it was only read
	page, err := io.ReadAll(r.Body)
	if err != nil || !strings.Contains(string(page), "subtract(") || !strings.HasPrefix(r.Header.Get("Content-Type"), "text/html") {
		t.Errorf("got %s, %v", page, err)
	}
	plain, err := nethttp.Get(start(t, "serve"))
	if err != nil {
		t.Fatal(err)
	}
	if err := plain.Body.Close(); err != nil || plain.StatusCode != nethttp.StatusMethodNotAllowed || plain.Header.Get("Allow") != "POST" {
		t.Errorf("without --page: status %d, Allow %q, %v", plain.StatusCode, plain.Header.Get("Allow"), err)
	}
}
