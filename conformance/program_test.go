package conformance_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
	"github.com/rpcwire/rpcwire/protocol"
)

// program returns the command that makes the test binary behave in some way.
func program(t *testing.T, what string) []string {
	t.Helper()
	t.Setenv(behaviour, what)
	return []string{os.Args[0]}
}

func TestCodecProgram(t *testing.T) {
	target := conformance.CodecTarget{Command: program(t, "codec")}
	o := conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Run: []string{"codec/id"}}}
	if allPass(t, conformance.RunCodec(t.Context(), target, o)) == 0 {
		t.Error("nothing was run")
	}
}

// Whatever a driver does, its cases fail and the run goes on.
func TestBrokenCodecPrograms(t *testing.T) {
	for _, test := range []struct{ what, want string }{
		{"crash", "exit status 3; on standard error: something is broken"},
		{"hang", "no answer in time"},
	} {
		t.Run(test.what, func(t *testing.T) {
			o := conformance.Options{Timeout: time.Second, Jobs: 2, Selection: conformance.Selection{Run: []string{"codec/id/boolean", "codec/id/fraction"}}}
			var run conformance.Run
			if err := run.Collect(conformance.RunCodec(t.Context(), conformance.CodecTarget{Command: program(t, test.what)}, o), nil); err != nil {
				t.Fatal(err)
			}
			for _, r := range run.Results {
				// A fresh process answers one question, if with nonsense.
				if r.Outcome != conformance.Fail || !strings.Contains(r.Message, test.want) && !strings.Contains(r.Message, "0 messages") {
					t.Errorf("%s: %s %s", r.Case, r.Outcome, r.Message)
				}
			}
		})
	}
}

func TestUselessCodecPrograms(t *testing.T) {
	for _, test := range []struct{ what, want string }{
		{"silent", "exit status 7; on standard error: no idea"},
		{"deaf", "no answer in time"},
		{"flood", "an answer of more than 1048576 bytes"},
	} {
		t.Run(test.what, func(t *testing.T) {
			o := conformance.Options{Timeout: time.Second, MaxReply: 1 << 20}
			err := first(conformance.RunCodec(t.Context(), conformance.CodecTarget{Command: program(t, test.what)}, o))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// clientProgram is a client that takes a job and does it, or one that misbehaves.
func clientProgram(args []string) {
	var j struct {
		URL     string
		Op      string
		Version string
		Timeout int64 `json:"timeout_ms"`
		Calls   []struct {
			Method string
			Params protocol.Raw
			ID     protocol.Raw
			Notify bool
		}
	}
	if err := json.Unmarshal([]byte(args[0]), &j); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	job := &conformance.ClientJob{URL: j.URL, Version: j.Version, Batch: j.Op == "batch", Timeout: time.Duration(j.Timeout) * time.Millisecond}
	for _, c := range j.Calls {
		job.Calls = append(job.Calls, conformance.ClientRequest(c))
	}
	printed, err := doJob(context.Background(), job)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(string(printed))
}

func TestClientProgram(t *testing.T) {
	words := append(program(t, "client"), "{job}")
	target := conformance.ClientTarget{Command: &conformance.ClientCommand{Call: words, Notify: words, Batch: words}}
	o := conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Run: []string{"client/id/*string*", "client/notification", "client/batch/any-order"}}}
	if allPass(t, conformance.RunClient(t.Context(), target, o)) == 0 {
		t.Error("nothing was run")
	}
}

// Whatever a client does, its cases fail.
func TestBrokenClientPrograms(t *testing.T) {
	for _, test := range []struct{ what, want string }{
		{"silent", "the client sent nothing: the client printed nothing, exit status 7; on standard error: no idea"},
		{"deaf", "the client sent nothing: the program does not end"},
		{"flood", "the client sent nothing: the program prints too much: more than 1048576 bytes"},
	} {
		t.Run(test.what, func(t *testing.T) {
			target := conformance.ClientTarget{Command: &conformance.ClientCommand{Call: program(t, test.what)}}
			o := conformance.Options{Timeout: time.Second, MaxReply: 1 << 20, Selection: conformance.Selection{Run: []string{"client/id/echoed"}}}
			var run conformance.Run
			if err := run.Collect(conformance.RunClient(t.Context(), target, o), nil); err != nil {
				t.Fatal(err)
			}
			if r := run.Results[0]; r.Outcome != conformance.Fail || r.Message != test.want {
				t.Errorf("%s: %s", r.Outcome, r.Message)
			}
		})
	}
}

// doing is a client that does something else than it is told.
func doing(printed string, change func(*conformance.ClientJob)) conformance.ClientTarget {
	return conformance.ClientTarget{Do: func(ctx context.Context, j *conformance.ClientJob) ([]byte, error) {
		if change != nil {
			change(j)
		}
		out, err := doJob(ctx, j)
		if printed != "" {
			out = []byte(printed)
		}
		return out, err
	}}
}

func TestWrongClients(t *testing.T) {
	for _, test := range []struct {
		reason, id string
		target     conformance.ClientTarget
		want       string
	}{
		{"nothing reported", "client/id/echoed", doing(" \n", nil), "the client reported 0 outcomes for 1 calls"},
		{"two outcomes", "client/id/echoed", doing("{\"result\":19}\n{\"result\":19}\n", nil), "the client reported 2 outcomes for 1 calls"},
		{"no JSON", "client/id/echoed", doing("19", nil), "what the client printed: 19 is no object"},
		{"another result", "client/id/echoed", doing(`{"result":20}`, nil), "the client reported: 20 instead of 19"},
		{"a failure", "client/id/echoed", doing(`{"failure":"transport","message":"no way"}`, nil), "the client reported the failure transport: no way"},
		{"a result from a bad reply", "client/id/other", doing(`{"result":19}`, nil), "the client reported: {\"result\":19} where a failure is expected"},
		{"another method", "client/id/echoed", doing("", func(j *conformance.ClientJob) { j.Calls[0].Method = "add" }), "the request: \"add\" instead of \"subtract\""},
		{"other params", "client/id/echoed", doing("", func(j *conformance.ClientJob) { j.Calls[0].Params = protocol.Raw("[1]") }), "the request: 2 elements"},
		{"another version", "client/id/echoed", doing("", func(j *conformance.ClientJob) { j.Version = "1.0" }), "the request: what is missing instead of \"2.0\""},
		{"a notification for a call", "client/id/echoed", doing("", func(j *conformance.ClientJob) { j.Calls[0].Notify = true }), "the request: it is missing"},
		{"a call for a notification", "client/notification/sent", doing("", func(j *conformance.ClientJob) { j.Calls[0].Notify = false }), "the request: a notification has none"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			o := conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Run: []string{test.id}}}
			var run conformance.Run
			if err := run.Collect(conformance.RunClient(t.Context(), test.target, o), nil); err != nil {
				t.Fatal(err)
			}
			if r := run.Results[0]; r.Outcome != conformance.Fail || !strings.HasPrefix(r.Message, strings.Split(test.want, "2 elements")[0]) {
				t.Errorf("%s: %q, want %q", r.Outcome, r.Message, test.want)
			}
		})
	}
}

// Another kind of failure than the one expected is lenient.
func TestOtherFailure(t *testing.T) {
	o := conformance.Options{Timeout: patient.Timeout, Selection: conformance.Selection{Run: []string{"client/id/other"}}}
	var run conformance.Run
	if err := run.Collect(conformance.RunClient(t.Context(), doing(`{"failure":"invalid_response"}`, nil), o), nil); err != nil {
		t.Fatal(err)
	}
	want := "lenient: reported as invalid_response, not as id_mismatch"
	if got := string(run.Results[0].Outcome) + ": " + run.Results[0].Note; !strings.HasPrefix(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// What a command becomes for a job is shown by a program that prints its arguments.
func TestCommandWords(t *testing.T) {
	for _, test := range []struct {
		reason, word string
		job          conformance.ClientJob
		want         []string
	}{
		{"plain", "{url}", conformance.ClientJob{URL: "http://x/"}, []string{"http://x/"}},
		{"positional", "{args}", conformance.ClientJob{Calls: calls(`[1,"a b"]`)}, []string{"1", `"a b"`}},
		{"named", "{args}", conformance.ClientJob{Calls: calls(`{"a":[1],"b":"x"}`)}, []string{"a:=[1]", `b:="x"`}},
		{"no params", "{args}", conformance.ClientJob{Calls: calls("")}, nil},
		{"there", "{?params}-d={params}", conformance.ClientJob{Calls: calls("[1]")}, []string{"-d=[1]"}},
		{"not there", "{?params}-d={params}", conformance.ClientJob{Calls: calls("")}, nil},
		{"the version", "{?v1}--v1", conformance.ClientJob{Version: "1.0", Calls: calls("")}, []string{"--v1"}},
		{"not that version", "{?v1}--v1", conformance.ClientJob{Version: "2.0", Calls: calls("")}, nil},
		{"text within a word", "--id={id}!", conformance.ClientJob{Calls: calls("")}, []string{"--id=!"}},
		{"time", "{timeout}/{timeout_ms}", conformance.ClientJob{Timeout: 1500 * time.Millisecond, Calls: calls("")}, []string{"1.5s/1500"}},
	} {
		if test.job.Calls == nil {
			test.job.Calls = calls("")
		}
		if diff := cmp.Diff(test.want, conformance.ExpandWord(test.word, &test.job)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", test.reason, diff)
		}
	}
}

func calls(params string) []conformance.ClientRequest {
	c := conformance.ClientRequest{Method: "f"}
	if params != "" {
		c.Params = protocol.Raw(params)
	}
	return []conformance.ClientRequest{c}
}
