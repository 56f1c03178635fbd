package main

import (
	"io"
	"os"
	"strings"
	"testing"

	"github.com/rpcwire/rpcwire/conformance"
)

// trialOf returns a trial of the test binary, and a harness for it.
func trialOf(t *testing.T, what string) (*harness, *trial) {
	t.Helper()
	h := newHarness(t.TempDir(), t.TempDir(), io.Discard)
	p := &peer{Name: "peer", Version: "1", file: &peerFile{folder: t.TempDir()}}
	return h, &trial{
		Role: conformance.RoleServer, Transport: "http", peer: p,
		Start: []string{os.Args[0]}, Env: []string{behaviour + "=" + what},
	}
}

// only leaves a trial the cases of a theme, and those of them that need no method but
// some.
func only(t *trial, theme string, methods ...string) {
	t.Skip = make(map[string]string)
	for _, c := range conformance.Cases() {
		if c.Role == t.Role && c.Theme() != theme {
			t.Skip["server/"+c.Theme()] = "it is not wanted here"
		}
	}
	for _, m := range conformance.Methods {
		t.Without = append(t.Without, "method:"+m)
	}
	for _, m := range methods {
		t.Without = without(t.Without, "method:"+m)
	}
}

func without(all []string, one string) []string {
	var rest []string
	for _, s := range all {
		if s != one {
			rest = append(rest, s)
		}
	}
	return rest
}

// A server that survives is started once.
func TestServer(t *testing.T) {
	h, trial := trialOf(t, "server")
	only(trial, "method")
	run, err := h.run(t.Context(), trial)
	if err != nil {
		t.Fatal(err)
	}
	if run.Summary.Outcomes[conformance.Pass] < 10 || run.Summary.Outcomes[conformance.Fail] > 0 {
		t.Errorf("outcomes: %v", run.Summary.Outcomes)
	}
	if len(h.deaths) > 0 {
		t.Errorf("deaths: %v", h.deaths)
	}
}

// A server that dies, or hangs, fails the cases that it does so in, and no others.
func TestServerThatDies(t *testing.T) {
	for _, test := range []struct{ reason, what, want string }{
		{"it is started again after it has ended", "server", "the server process died"},
		{"it is stopped and started again when it answers nothing any more", "deaf server", "the server answers nothing any more"},
	} {
		t.Run(test.what, func(t *testing.T) {
			t.Parallel()
			h, trial := trialOf(t, test.what)
			only(trial, "error", "panic")
			trial.OneByOne = test.what != "server" // a dead one is found in time
			if err := trial.Timeout.UnmarshalText([]byte("2s")); err != nil {
				t.Fatal(err)
			}
			run, err := h.run(t.Context(), trial)
			if err != nil {
				t.Fatal(err)
			}
			failed := 0
			for _, r := range run.Results {
				if r.Outcome != conformance.Fail {
					continue
				}
				failed++
				if !strings.HasPrefix(r.Case, "server/error/panic") || !strings.Contains(r.Message, test.want) {
					t.Errorf("%s: %s: %s", test.reason, r.Case, r.Message)
				}
			}
			if failed == 0 || failed != h.deathsOf(trial) {
				t.Errorf("%s: %d cases failed, and it died %d times", test.reason, failed, h.deathsOf(trial))
			}
		})
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	for _, test := range []struct {
		reason, transport string
		start             []string
		want              string
	}{
		{"the program is missing", "http", []string{"/does/not/exist"}, "it cannot be run: fork/exec /does/not/exist: "},
		{"it speaks something else", "tcp", []string{os.Args[0]}, "but should speak tcp"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			h, trial := trialOf(t, "server")
			trial.Start, trial.Transport = test.start, test.transport
			if _, err := h.run(t.Context(), trial); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
