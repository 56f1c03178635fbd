package conformance_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
	"github.com/rpcwire/rpcwire/transport"
)

// only returns options that run a single case.
func only(id string) conformance.Options {
	return conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Run: []string{id}}}
}

// one returns the result of the one case that is run.
func one(t *testing.T, target conformance.ServerTarget, id string) conformance.Result {
	t.Helper()
	var run conformance.Run
	if err := run.Collect(conformance.RunServer(t.Context(), target, only(id)), nil); err != nil {
		t.Fatal(err)
	}
	if len(run.Results) != 1 {
		t.Fatalf("there are %d results", len(run.Results))
	}
	return run.Results[0]
}

// answering is a target that gives one answer to everything.
func answering(reply string) conformance.ServerTarget {
	return conformance.ServerTarget{Sender: transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
		if reply == "" {
			return nil, nil
		}
		return []byte(reply), nil
	})}
}

func TestWrongReplies(t *testing.T) {
	for _, test := range []struct {
		reason, id, reply string
		want              string // message and pointer
	}{
		{"no reply", "server/id/zero", ``, "no reply"},
		{"no JSON", "server/id/zero", `{`, "it is not JSON: unexpected end at offset 1: near `{`"},
		{"no object", "server/id/zero", `[]`, "[] is no object at "},
		{"no version", "server/id/zero", `{"error":{"code":-32601,"message":""},"id":0}`, "it is missing at /jsonrpc"},
		{"another version", "server/id/zero", `{"jsonrpc":2.0,"error":{"code":-32601,"message":""},"id":0}`, `2.0 instead of "2.0" at /jsonrpc`},
		{"a result for an error", "server/id/zero", `{"jsonrpc":"2.0","result":1,"id":0}`, "1 where an error is expected at /result"},
		{"both", "server/id/zero", `{"jsonrpc":"2.0","result":null,"error":{"code":-32601,"message":""},"id":0}`, "null where an error is expected at /result"},
		{"neither", "server/id/zero", `{"jsonrpc":"2.0","id":0}`, "it is missing at /error"},
		{"another code", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":0}`, "-32600 instead of -32601 at /error/code"},
		{"a code that is no integer", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":"-32601","message":""},"id":0}`, `"-32601" is no integer at /error/code`},
		{"no message", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32601},"id":0}`, "what is missing is no string at /error/message"},
		{"an error that is no object", "server/id/zero", `{"jsonrpc":"2.0","error":"boom","id":0}`, `"boom" is no object at /error`},
		{"another id", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":1}`, "1 instead of 0 at /id"},
		{"the id as a string", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":"0"}`, `"0" instead of 0 at /id`},
		{"no id", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32601,"message":""}}`, "it is missing at /id"},
		{"a member twice", "server/id/zero", `{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":0,"id":0}`, "the member is there twice at /id"},
		{"a reply to a notification", "server/notification/unknown-method", `{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":null}`, "a reply where none may be"},
		{"too few replies", "server/examples/batch-of-three-numbers", `[{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null}]`, "1 responses instead of 3 at "},
		{"a wrong one among them", "server/examples/batch-of-three-numbers", `[{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null},{"jsonrpc":"2.0","error":{"code":-32700,"message":""},"id":null},{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null}]`,
			"no response is the error -32600 with id null: -32700 instead of -32600 at /1/error/code"},
		{"a single one", "server/examples/batch-of-three-numbers", `{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null}`,
			`{"jsonrpc":"2.0","error":{"code":-32600,"message":""},"id":null} is no array at `},
	} {
		t.Run(test.reason, func(t *testing.T) {
			r := one(t, answering(test.reply), test.id)
			got := r.Message
			if r.Pointer != nil {
				got += " at " + *r.Pointer
			}
			if r.Outcome != conformance.Fail || got != test.want {
				t.Errorf("%s: %q, want %q", r.Outcome, got, test.want)
			}
		})
	}
}

// A failure says all that is needed to understand it.
func TestExplain(t *testing.T) {
	r := one(t, answering(`{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":null}`), "server/id/zero")
	const want = `server/id/zero: fail (must)
  null instead of 0 (at /id)
  2.0/5-11: id is the same as the value of the id of the request.`
	got := r.Explain()
	for line := range strings.SplitSeq(want, "\n") {
		if !strings.Contains(got, line) {
			t.Errorf("%q is missing in\n%s", line, got)
		}
	}
	for _, text := range []string{"-->", "<--       {\"jsonrpc\":\"2.0\",\"error\":", "expected", "why: "} {
		if !strings.Contains(got, text) {
			t.Errorf("%q is missing in\n%s", text, got)
		}
	}
}

// Whatever a server does, a run ends soon, with failures.
func TestHostileServers(t *testing.T) {
	options := conformance.Options{Timeout: 200 * time.Millisecond, Jobs: 8, MaxReply: 1 << 20, Selection: conformance.Selection{Run: []string{"server/id/string-*", "server/examples/invalid-json", "server/notification/unknown-method"}}}
	for name, target := range map[string]conformance.ServerTarget{
		"a Sender that hangs": {Sender: transport.SenderFunc(func(ctx context.Context, _ []byte) ([]byte, error) {
			<-ctx.Done()
			return nil, &transport.Error{Op: "receive", Sent: true, Err: ctx.Err()}
		})},
		"a Sender that fails": {Sender: transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
			return nil, &transport.Error{Op: "send", Err: errors.New("no way")}
		})},
		"a Sender with huge replies": {Sender: transport.SenderFunc(func(context.Context, []byte) ([]byte, error) {
			return make([]byte, 2<<20), nil
		})},
		"a Sender with garbage": answering("\x00\xff"),
		"HTTP without end": {URL: serveHTTP(t, func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := w.Write(make([]byte, 1<<16)); err != nil {
					return
				}
			}
		})},
		"HTTP that hangs": {URL: serveHTTP(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // else nobody notices that the client leaves
			<-r.Context().Done()
		})},
		"HTTP that closes":   {URL: serveHTTP(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })},
		"HTTP with garbage":  {URL: serveHTTP(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("\x00\xff")) })},
		"a Conn that hangs":  {Dial: func(context.Context) (transport.Conn, error) { a, _ := newPipe(protocol.Limits{}); return a, nil }},
		"a Conn that closes": {Dial: func(context.Context) (transport.Conn, error) { a, b := newPipe(protocol.Limits{}); return a, b.Close() }},
		"a Conn that floods": {Dial: func(context.Context) (transport.Conn, error) {
			a, b := newPipe(protocol.Limits{})
			go flood(b, `{"jsonrpc":"2.0","result":1,"id":"stray"}`)
			return a, nil
		}},
		"a Conn with endless notifications": {Dial: func(context.Context) (transport.Conn, error) {
			a, b := newPipe(protocol.Limits{})
			go flood(b, `{"jsonrpc":"2.0","method":"news"}`)
			return a, nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var run conformance.Run
			if err := run.Collect(conformance.RunServer(t.Context(), target, options), nil); err != nil {
				t.Fatal(err)
			}
			for _, r := range run.Results {
				if r.Outcome != conformance.Fail && r.Outcome != conformance.Skip {
					t.Errorf("%s: %s", r.Case, r.Outcome)
				}
				if r.Outcome == conformance.Fail && r.Message == "" {
					t.Errorf("%s: no message", r.Case)
				}
			}
		})
	}
}

// flood writes until the other side closes the connection.
func flood(c transport.Conn, payload string) {
	var err error
	for err == nil {
		err = c.Write(context.Background(), []byte(payload))
	}
}

// serveHTTP serves a function over HTTP and returns the URL.
func serveHTTP(t *testing.T, f http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewUnstartedServer(f)
	s.Config.ErrorLog = nil
	s.Start()
	t.Cleanup(s.Close)
	return s.URL
}

// A target that is not there, or that dies, ends the run; what is known by then is told.
func TestUnreachable(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]conformance.ServerTarget{
		"HTTP":     {URL: url},
		"two ways": {Dial: func(context.Context) (transport.Conn, error) { return nil, errors.New("nobody is there") }},
	} {
		t.Run(name, func(t *testing.T) {
			var run conformance.Run
			err := run.Collect(conformance.RunServer(t.Context(), target, conformance.Options{}), nil)
			if !errors.Is(err, conformance.ErrUnreachable) || run.Summary.Error == "" {
				t.Errorf("got %v and %q", err, run.Summary.Error)
			}
		})
	}
	t.Run("a program that does not exist", func(t *testing.T) {
		var run conformance.Run
		err := run.Collect(conformance.RunCodec(t.Context(), conformance.CodecTarget{Command: []string{"/does/not/exist"}}, conformance.Options{}), nil)
		if !errors.Is(err, conformance.ErrUnreachable) {
			t.Errorf("got %v", err)
		}
		client := conformance.ClientTarget{Command: conformance.RPCWire("/does/not/exist")}
		if err := run.Collect(conformance.RunClient(t.Context(), client, conformance.Options{}), nil); !errors.Is(err, conformance.ErrUnreachable) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("that dies", func(t *testing.T) {
		dials := make(chan bool, 1)
		dials <- true
		target := conformance.ServerTarget{Dial: func(context.Context) (transport.Conn, error) {
			select {
			case <-dials:
				return dialer(newReference(t).TwoWay())(t.Context())
			default:
				return nil, errors.New("it died")
			}
		}}
		var run conformance.Run
		err := run.Collect(conformance.RunServer(t.Context(), target, conformance.Options{Jobs: 1, Selection: conformance.Selection{Run: []string{"server/id"}}}), nil)
		if !errors.Is(err, conformance.ErrUnreachable) || len(run.Results) != 1 || run.Results[0].Outcome != conformance.Pass {
			t.Errorf("got %v and %d results", err, len(run.Results))
		}
	})
}

func TestIncompleteTargets(t *testing.T) {
	ctx := t.Context()
	none := conformance.Options{}
	for name, results := range map[string]func() error{
		"no server": func() error { return first(conformance.RunServer(ctx, conformance.ServerTarget{}, none)) },
		"two servers": func() error {
			t := answering("")
			t.URL = "http://localhost"
			return first(conformance.RunServer(ctx, t, none))
		},
		"no URL":    func() error { return first(conformance.RunServer(ctx, conformance.ServerTarget{URL: "ws://x"}, none)) },
		"no client": func() error { return first(conformance.RunClient(ctx, conformance.ClientTarget{}, none)) },
		"no command": func() error {
			return first(conformance.RunClient(ctx, conformance.ClientTarget{Command: &conformance.ClientCommand{}}, none))
		},
		"no placeholder": func() error {
			return first(conformance.RunClient(ctx, conformance.ClientTarget{Command: &conformance.ClientCommand{Call: []string{"{uri}"}}}, none))
		},
		"no codec":     func() error { return first(conformance.RunCodec(ctx, conformance.CodecTarget{}, none)) },
		"no transport": func() error { return first(conformance.RunTransport(ctx, conformance.TransportTarget{}, none)) },
	} {
		if err := results(); !errors.Is(err, conformance.ErrTarget) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// first returns the error that a run begins with.
func first(results func(func(conformance.Result, error) bool)) error {
	for _, err := range results {
		return err
	}
	return nil
}

func TestSelection(t *testing.T) {
	for _, test := range []struct {
		reason    string
		selection conformance.Selection
		want      func(*conformance.Case) bool // nil: an error
	}{
		{"everything", conformance.Selection{}, func(*conformance.Case) bool { return true }},
		{"a theme", conformance.Selection{Run: []string{"server/id"}}, func(c *conformance.Case) bool { return c.Theme() == "id" }},
		{"a case", conformance.Selection{Run: []string{"server/id/zero"}}, func(c *conformance.Case) bool { return c.ID == "server/id/zero" }},
		{"a pattern", conformance.Selection{Run: []string{"server/*/string-*"}}, func(c *conformance.Case) bool { return strings.Contains(c.ID, "/string-") }},
		{"without", conformance.Selection{Skip: []string{"server/id"}}, func(c *conformance.Case) bool { return c.Theme() != "id" }},
		{"a version", conformance.Selection{Versions: []string{"2.0"}}, func(c *conformance.Case) bool { return c.Version == "2.0" }},
		{"levels", conformance.Selection{Levels: []conformance.Level{conformance.Must}}, func(c *conformance.Case) bool { return c.Level == conformance.Must }},
		{"bare", conformance.Selection{Profile: conformance.Bare}, (*conformance.Case).IsBare},
		{"nothing", conformance.Selection{Run: []string{"server/nothing"}}, nil},
		{"a version that does not exist", conformance.Selection{Versions: []string{"3.0"}}, nil},
		{"a level that does not exist", conformance.Selection{Levels: []conformance.Level{"shall"}}, nil},
		{"a profile that does not exist", conformance.Selection{Profile: "half"}, nil},
		{"a set that does not exist", conformance.Selection{Set: "1999-12"}, nil},
		{"a malformed pattern", conformance.Selection{Run: []string{"["}}, nil},
	} {
		t.Run(test.reason, func(t *testing.T) {
			cases, err := test.selection.Select(conformance.RoleServer)
			if test.want == nil {
				if err == nil {
					t.Error("there is no error")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := slices.DeleteFunc(conformance.Cases(), func(c *conformance.Case) bool {
				return c.Role != conformance.RoleServer || !test.want(c)
			})
			if !slices.Equal(want, cases) {
				t.Errorf("%d cases, want %d", len(cases), len(want))
			}
		})
	}
}

func TestNothingToDo(t *testing.T) {
	target := answering("")
	err := first(conformance.RunServer(t.Context(), target, only("server/nothing")))
	if !errors.Is(err, conformance.ErrNothingSelected) {
		t.Errorf("nothing selected: %v", err)
	}
	var run conformance.Run
	err = run.Collect(conformance.RunServer(t.Context(), target, only("server/http")), nil)
	if !errors.Is(err, conformance.ErrNothingSelected) || len(run.Results) == 0 {
		t.Errorf("everything skipped: %v", err)
	}
}

// Who stops reading results ends the run.
func TestStopReading(t *testing.T) {
	n := 0
	for _, err := range conformance.RunServer(t.Context(), answering("{}"), conformance.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var run conformance.Run
	if err := run.Collect(conformance.RunServer(ctx, answering("{}"), conformance.Options{}), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with a context that ended: %v", err)
	}
}

func TestKnownFailures(t *testing.T) {
	read := func(text string) (*conformance.KnownFailures, error) {
		return conformance.ReadKnownFailures("known.txt", strings.NewReader(text))
	}
	known, err := read("# what this server gets wrong\n\nserver/id/zero  # takes it for none\nserver/id/string-* # and so on\nserver/id/gone # it was renamed\nserver/notification # not run\n")
	if err != nil {
		t.Fatal(err)
	}
	good := `{"jsonrpc":"2.0","error":{"code":-32601,"message":""},"id":""}`
	o := conformance.Options{Known: known, Selection: conformance.Selection{Run: []string{"server/id/zero", "server/id/string-empty"}}}
	var run conformance.Run
	if err := run.Collect(conformance.RunServer(t.Context(), answering(good), o), known); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range run.Results {
		got = append(got, r.Case+" "+string(r.Outcome)+" "+r.Known)
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"server/id/string-empty pass ", "server/id/zero fail takes it for none"}, got); diff != "" {
		t.Errorf("results (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"server/id/string-*", "server/id/gone"}, run.Summary.Stale); diff != "" {
		t.Errorf("stale (-want +got)\n%s", diff)
	}
	if run.Summary.Known != 1 || run.Summary.Failed[conformance.Must] != 0 {
		t.Errorf("summary %+v", run.Summary)
	}
	var list strings.Builder
	if err := conformance.WriteKnownFailures(&list, run.Results); err != nil {
		t.Fatal(err)
	}
	if want := "server/id/zero # takes it for none\n"; list.String() != want {
		t.Errorf("the list is %q, want %q", list.String(), want)
	}
	for _, test := range []struct{ reason, text, want string }{
		{"no reason", "\nserver/id/zero\n", "known.txt:2: server/id/zero has no reason: write it behind a #"},
		{"two ids", "a b # x", `known.txt:1: "a b" is neither an id nor a pattern`},
		{"a malformed pattern", "server/[ # x", `known.txt:1: "server/[" is neither an id nor a pattern`},
		{"an entry twice", "a # x\na # y", "known.txt:2: a is there already, in line 1"},
	} {
		if _, err := read(test.text); err == nil || err.Error() != test.want {
			t.Errorf("%s: %v, want %s", test.reason, err, test.want)
		}
	}
}
