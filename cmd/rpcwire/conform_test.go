//go:build unix

package main

import (
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rpcwire/rpcwire/conformance"
)

// file writes a file for a test and returns its name.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestConform runs parts of the suite against targets good and bad.
func TestConform(t *testing.T) {
	live := start(t, "serve")
	bad := answering(t, 200, `{"jsonrpc":"2.0","result":null,"id":1}`)
	const one = "server/id/string-empty"
	for _, test := range []struct {
		reason string
		args   []string
		code   int
		out    []string // parts of it
		err    string   // part of it
	}{
		{"without a target, the reference over HTTP and WebSocket", []string{"server", "--run", "server/id"}, exitOK, []string{"server rpcwire over http: ", "server rpcwire over ws: ", "conformant: every case passes"}, ""},
		{"a live server", []string{"server", live, "--run", "server/id"}, exitOK, []string{"server " + live, "conformant: every case passes"}, ""},
		{"over another transport", []string{"server", "ws" + strings.TrimPrefix(live, "http"), "--run", "server/two-way"}, exitOK, []string{"every case passes"}, ""},
		{"one of 1.0", []string{"server", live, "--spec", "1.0", "--level", "must", "--jobs", "1"}, exitOK, []string{"every case passes"}, ""},
		{"its own codec", []string{"codec", "--run", "codec/id"}, exitOK, []string{"codec rpcwire codec: "}, ""},
		{"a failure, with all there is to know", []string{"server", bad, "--run", one}, exitInvalid, []string{
			"FAIL " + one + " (must)\n", "  2.0/4-11  If an id is there", "  reason    An empty string", `  sent      {"jsonrpc": "2.0", "method": "rpcwire.no-such-method", "id": ""}`,
			`  received  {"jsonrpc":"2.0","result":null,"id":1}`, "  expected  ", "  wrong     ", " (at /", "not conformant: 1 unexpected failures",
		}, ""},
		{"one that is known", []string{"server", bad, "--run", one, "--known-failing", "@" + file(t, "known", one+" # it cannot do that\n")}, exitOK, []string{"1 known failures, and no other"}, ""},
		{"a list that is stale", []string{"server", live, "--run", one, "--known-failing", "@" + file(t, "known", one+" # it could not\n")}, exitInvalid, []string{"known to fail, but it does not: " + one}, ""},
		{"a trace shows what passes, too", []string{"server", live, "--run", one, "--trace"}, exitOK, []string{"PASS " + one}, ""},
		{"one that does not speak 1.0 needs not", []string{"server", bad, "--run", "server/v1/id-string", "--run", one}, exitInvalid, []string{"1 skip"}, "does not speak 1.0"},
		{"unless it is told to", []string{"server", bad, "--run", "server/v1/id-string", "--spec", "1.0"}, exitInvalid, []string{"FAIL server/v1/id-string"}, ""},
		{"a malformed list", []string{"server", live, "--known-failing", "@" + file(t, "known", "# fine\nserver/id\n")}, exitUsage, nil, "known:2: server/id has no reason"},
		{"no such list", []string{"server", live, "--known-failing", "@no-such-file"}, exitUsage, nil, "no such file"},
		{"nothing selected", []string{"server", live, "--run", "server/nothing"}, exitUsage, nil, "no case is selected"},
		{"no such profile", []string{"server", live, "--profile", "naked"}, exitUsage, nil, `no profile "naked"`},
		{"no such set", []string{"server", live, "--set", "1999-12"}, exitUsage, nil, `no set "1999-12"`},
		{"no such level", []string{"server", live, "--level", "shall"}, exitUsage, nil, `no level "shall"`},
		{"no jobs", []string{"server", live, "--jobs", "0"}, exitUsage, nil, "--jobs"},
		{"two reports to one place", []string{"server", live, "--json", "-", "--md", "-"}, exitUsage, nil, "standard output"},
		{"nobody there", []string{"server", unreachable(t), "--run", one}, exitDied, nil, "cannot be reached"},
		{"a codec that is none", []string{"codec", "--run", "codec/id", "--", "false"}, exitDied, nil, "cannot be reached"},
		{"no such command", []string{"client", "--run", "client/id", "--", "no-such-program", "{url}"}, exitDied, nil, "cannot be started"},
		{"no transport", []string{"server", "gopher://x"}, exitUsage, nil, "there is no transport"},
		{"two servers", []string{"server", live, live}, exitUsage, nil, "unexpected argument"},
		{"nothing to do", nil, exitUsage, nil, "what is to be tested?"},
		{"something else", []string{"frobnicate"}, exitUsage, nil, `knows no "frobnicate"`},
		{"an explanation of what is not there", []string{"explain", "server/id/none"}, exitUsage, nil, "neither a case nor a sentence"},
		{"of nothing", []string{"explain"}, exitUsage, nil, "which case"},
		{"of a case", []string{"explain", one}, exitOK, []string{one, "level    must", "2.0/4-11", `"send"`}, ""},
		{"of a sentence", []string{"explain", "R05"}, exitOK, []string{"R05 (", "server/id/"}, ""},
		{"a list of cases", []string{"list", "server/id"}, exitOK, []string{one + "\tmust\t2.0\t"}, ""},
		{"of none", []string{"list", "nothing"}, exitUsage, nil, "no case is selected"},
		{"a report of nothing", []string{"report"}, exitUsage, nil, "which files"},
		{"of what is no result", []string{"report", file(t, "results", "{}\n")}, exitUsage, nil, "results:1: "},
		{"of an empty file", []string{"report", file(t, "results", "\n")}, exitUsage, nil, "no results"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := rpcwire("", append([]string{"conform"}, test.args...)...)
			if got.code != test.code || !strings.Contains(got.err, test.err) {
				t.Errorf("exit %d, %s; want exit %d and %q\n%s", got.code, got.err, test.code, test.err, got.out)
			}
			for _, part := range test.out {
				if !strings.Contains(got.out, part) {
					t.Errorf("the output lacks %q:\n%s", part, got.out)
				}
			}
		})
	}
}

// TestConformClient tests the commands of rpcwire as a client, as processes.
func TestConformClient(t *testing.T) {
	itself(t, "") // for the environment
	got := rpcwire("", "conform", "client", "--run", "client/batch", "--run", "client/notification")
	if got.code != exitOK || !strings.Contains(got.out, "conformant: every case passes") {
		t.Errorf("%+v", got)
	}
}

// TestConformCodecCommand tests a codec that is a process.
func TestConformCodecCommand(t *testing.T) {
	command := strings.Fields(strings.TrimPrefix(itself(t, "codec"), "stdio:"))
	got := rpcwire("", append([]string{"conform", "codec", "--run", "codec/batch", "--name", "itself@1.0", "--"}, command...)...)
	if got.code != exitOK || !strings.Contains(got.out, "codec itself: ") {
		t.Errorf("%+v", got)
	}
}

// TestConformReports writes every kind of report, and makes them again from the results.
func TestConformReports(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	bad := answering(t, 200, `{"jsonrpc":"2.0","result":null,"id":1}`)
	flags := []string{"--junit", at("junit.xml"), "--html", at("page.html"), "--md", at("report.md"), "--badge", at("badge.svg")}
	got := rpcwire("", append([]string{"conform", "server", bad, "--run", "server/id", "--json", at("results"), "--write-known", at("known")}, flags...)...)
	if got.code != exitInvalid {
		t.Fatalf("%+v", got)
	}
	first := make(map[string]string)
	for _, name := range []string{"junit.xml", "page.html", "report.md", "badge.svg"} {
		first[name] = read(t, at(name))
		if strings.HasSuffix(name, "l") && name != "page.html" || name == "badge.svg" {
			if err := xml.Unmarshal([]byte(first[name]), new(struct{})); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if again := rpcwire("", append([]string{"conform", "report", at("results")}, flags...)...); again.code != exitInvalid || again.out != got.out {
		t.Errorf("%+v", again)
	}
	for name, want := range first {
		if diff := cmp.Diff(want, read(t, at(name))); diff != "" {
			t.Errorf("%s, made again: (-first +again)\n%s", name, diff)
		}
	}
	if got := rpcwire("", "conform", "server", bad, "--run", "server/id", "--known-failing", at("known")); got.code != exitOK {
		t.Errorf("with the list that was written: %+v", got)
	}
	merged := rpcwire("", "conform", "merge", at("results"), at("results"))
	runs, err := conformance.ReadRuns("merged", strings.NewReader(merged.out))
	if err != nil || len(runs) != 2 || len(runs[0].Results) == 0 {
		t.Errorf("merged: %d runs, %v", len(runs), err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
